"""Every URL of the app, built and parsed here: paths, and the query string that is each page's state (see `page_state`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal
from urllib.parse import quote, unquote, urlencode

from pydantic import Field

from dashboard.page_state import PageState, url_items

API_ROOT = "/api/v1"
QtlType = Literal["eQTL", "juQTL", "tuQTL", "sQTL"]
VariantClass = Literal["SNV", "SV", "TR"]
Cohort = Literal["GTOP", "GTEx", "GTOP+GTEx"]
DiversityIndex = Literal["hill_1", "hill_2", "richness", "shannon", "gini_simpson", "dominance"]


class HomeState(PageState):
    path = "/"


class DataState(PageState):
    path = "/data"
    table: str = ""


class QtlState(PageState):
    """`/qtls`. `where` holds filters made in the grid as the API takes them; `p_…` and `slope_…` a box drawn in a figure."""

    path = "/qtls"
    tissue: tuple[str, ...] = ()
    qtl_type: tuple[QtlType, ...] = ()
    variant_class: tuple[VariantClass, ...] = ()
    gene: str = Field("", max_length=200)
    region: str = Field("", max_length=100)
    p_max: float | None = Field(None, ge=0, le=1)
    p_min: float | None = Field(None, ge=0, le=1)
    slope_size: float | None = Field(None, ge=0)
    slope_from: float | None = None
    slope_to: float | None = None
    tss_max: int | None = Field(None, ge=0)
    af_min: float | None = Field(None, ge=0, le=1)
    af_max: float | None = Field(None, ge=0, le=1)
    significant: Literal["yes", "no", "all"] = "yes"
    shared: str = Field("", max_length=2000)
    overlap: VariantClass = "SNV"
    where: tuple[str, ...] = ()
    sort: str = Field("pval_nominal", max_length=500)

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """The state as filters of `lead_associations`, without gene and region, which need a release to be understood."""
        single = {
            "pval_nominal__lte": self.p_max, "pval_nominal__gte": self.p_min, "slope__absgte": self.slope_size,
            "slope__gte": self.slope_from, "slope__lte": self.slope_to, "tss_distance__abslte": self.tss_max,
            "af__gte": self.af_min, "af__lte": self.af_max, "shared_tissues": self.shared or None,
        }
        return (
            *(("tissue", tissue) for tissue in self.tissue),
            *(("qtl_type", qtl_type) for qtl_type in self.qtl_type),
            *(("variant_class", variant_class) for variant_class in self.variant_class),
            *((("significant", "true" if self.significant == "yes" else "false"),) if self.significant != "all" else ()),
            *((name, url_items(value)[0]) for name, value in single.items() if value is not None),
            *((name, value) for name, _, value in (text.partition("=") for text in self.where)),
        )


class GeneState(PageState):
    """`/gene/<gene>`. `variant` is followed in the forest plot; `pair` are tissue|variant pairs with individual plots open."""

    path = "/gene"
    qtl_type: QtlType = "eQTL"
    variant_class: tuple[VariantClass, ...] = ()
    p_max: float | None = Field(None, ge=0, le=1)
    slope_size: float | None = Field(None, ge=0)
    pip_min: float | None = Field(None, ge=0, le=1)
    variant: str = Field("", max_length=500)
    pair: tuple[str, ...] = ()


class VariantState(PageState):
    """`/variant/<variant>`. `x` and `y` are the axes of the plot of all associations, `labels` how many are named; `gene` and
    `qtl_type` choose the forest plot."""

    path = "/variant"
    x: Literal["gene", "tissue", "system", "qtl_type"] = "gene"
    y: Literal["p", "slope", "pip"] = "p"
    labels: Literal["0", "5", "20"] = "5"
    gene: str = Field("", max_length=200)
    qtl_type: QtlType | None = None


class LocusState(PageState):
    """`/locus`. `locus` opens a named example; `region` is the window, without one the example's own; `track` as in
    `store.locus_tracks`, none the default ones; `ld` the reference variant; `across` and `up` the tracks that are compared."""

    path = "/locus"
    locus: str = Field("", max_length=200)
    region: str = Field("", max_length=100)
    track: tuple[str, ...] = ()
    ld: str = Field("", max_length=500)
    across: str = Field("", max_length=500)
    up: str = Field("", max_length=500)


class IsoformState(PageState):
    """`/isoforms`. `tissue` are those compared, the first two also by their diversity; `order` sorts bars, `index` and `rarefied` are of
    the diversity panels, the rest are choices of one panel each."""

    path = "/isoforms"
    tissue: tuple[str, ...] = ()
    order: Literal["value", "system", "per_sample"] = "value"
    expressed: Literal["transcript", "gene"] = "transcript"
    against: Literal["n_samples", "median_reads", "median_rin"] = "n_samples"
    counted: Literal["specific", "found"] = "specific"
    specificity: Literal["all", "ten_samples"] = "all"
    index: DiversityIndex = "hill_1"
    rarefied: Literal["yes", "no"] = "yes"


class IsoformBrowserState(PageState):
    """`/isoforms/<gene>`. `tissue` shows its samples in place of all tissues; with `other` both are compared. `pin` and
    `hide` hold transcript ids, and so does `place`: those first in the order `custom`, which others follow by mean usage."""

    path = "/isoforms"
    show: Literal["usage", "tpm", "detected"] = "usage"
    order: Literal["mean", "tissue", "category", "cluster", "name", "custom"] = "mean"
    introns: Literal["short", "scale"] = "short"
    rows: Literal["top", "all"] = "top"
    category: tuple[str, ...] = ()
    min_usage: float | None = Field(None, ge=0, le=100)
    pin: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    tissue: str = Field("", max_length=200)
    other: str = Field("", max_length=200)
    index: DiversityIndex = "hill_1"


class ExpressionState(PageState):
    """`/expression`. `gene` is the pasted list, `chosen` the gene whose distribution is drawn; `color` of the map of samples is
    tissue, batch, or a metric; `area` was drawn in it, see `store.areas`, its analysis is the map."""

    path = "/expression"
    gene: tuple[str, ...] = ()
    chosen: str = Field("", max_length=200)
    assay: str = Field("", max_length=100)
    heat: Literal["tpm", "relative"] = "tpm"
    scale: Literal["log", "linear"] = "log"
    order: Literal["system", "name", "median"] = "system"
    tissue: str = Field("", max_length=200)
    top: Literal["median", "enrichment"] = "median"
    map: str = Field("", max_length=200)
    color: str = Field("tissue", max_length=200)
    area: str = Field("", max_length=1000)


class PopulationState(PageState):
    """`/populations`. `x`, `y` and `z` are component numbers; `z` 0 means a flat plot. `analysis` names the projections that
    are drawn, none the first two; `area` is what was drawn around individuals, see `store.areas`; `where` and `sort` are the
    grid's."""

    path = "/populations"
    analysis: tuple[str, ...] = ()
    x: int = Field(1, ge=1, le=20)
    y: int = Field(2, ge=1, le=20)
    z: int = Field(0, ge=0, le=20)
    color: Literal["cohort", "superpopulation", "population", "resource"] = "superpopulation"
    hide: tuple[str, ...] = ()
    individual: str = Field("", max_length=100)
    area: str = Field("", max_length=1000)
    k: int = Field(0, ge=0, le=50)
    where: tuple[str, ...] = ()
    sort: str = Field("", max_length=500)


class ColocalizationState(PageState):
    """`/colocalization`. `heidi` is the smallest p-value of HEIDI that passes; `picked_…` names the open cell of the matrix;
    `split` draws QTL types apart; `sets` is the diagram shown; `where` and `sort` are the grid's."""

    path = "/colocalization"
    trait_class: tuple[str, ...] = ()
    trait: str = Field("", max_length=200)
    gene: str = Field("", max_length=200)
    tissue: tuple[str, ...] = ()
    qtl_type: tuple[QtlType, ...] = ()
    heidi: float = Field(0.05, ge=0, le=1)
    split: Literal["together", "apart"] = "together"
    sets: Literal["disease_genes_by_method", "colocalized_signals_by_class"] = "disease_genes_by_method"
    picked_trait: str = Field("", max_length=200)
    picked_gene: str = Field("", max_length=200)
    picked_tissue: str = Field("", max_length=200)
    where: tuple[str, ...] = ()
    sort: str = Field("-pp_h4", max_length=500)


class OwnColocalizationState(PageState):
    """`/colocalization/own`. `locus` is a named locus or a region; tracks are spelled as `store.own_colocalization` lists them;
    `kind_a` and `kind_b` say what the effects are of, `p1`, `p2` and `p12` are the priors of a variant."""

    path = "/colocalization/own"
    locus: str = Field("", max_length=200)
    track_a: str = Field("", max_length=300)
    track_b: str = Field("", max_length=300)
    kind_a: Literal["", "quantitative", "case_control"] = ""
    kind_b: Literal["", "quantitative", "case_control"] = ""
    p1: float = Field(1e-4, gt=0, lt=1)
    p2: float = Field(1e-4, gt=0, lt=1)
    p12: float = Field(1e-5, gt=0, lt=1)


class SampleState(PageState):
    """`/samples`. `metric` are those drawn, none the assay's own choice; `keep` holds ranges brushed in them, as `metric=low..high`;
    `color` is tissue, batch or a metric; `area` was drawn in a map of the samples, see `store.areas`, its analysis is the assay."""

    path = "/samples"
    assay: Literal["short_read_rna", "long_read_rna", "long_read_wgs", "short_read_wgs"] = "short_read_rna"
    metric: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    constant: bool = False
    tissue: tuple[str, ...] = ()
    color: str = Field("tissue", max_length=200)
    area: str = Field("", max_length=1000)
    level: Literal["gene", "transcript"] = "gene"
    phase: str = Field("", max_length=200)
    quantity: str = Field("", max_length=200)
    sort: str = Field("", max_length=500)


class AlleleSpecificState(PageState):
    """`/allele-specific`. `tissue` filters events; `coverage` is the least number of reads by both methods."""

    path = "/allele-specific"
    tissue: tuple[str, ...] = ()
    kind: Literal["ASE", "ASTS"] = "ASE"
    events: Literal["long_and_short_reads", "two_donors", "eqtl"] = "long_and_short_reads"
    coverage: int = Field(20, ge=0)


class VariantsState(PageState):
    """`/variants`. `repeat` is a repeat's gene, `example` an individual-level plot; the rest are choices of one panel each."""

    path = "/variants"
    repeat: str = Field("", max_length=200)
    technology: Literal["long_read", "short_read"] = "long_read"
    example: str = Field("", max_length=200)
    qtl_type: tuple[QtlType, ...] = ()
    type: tuple[str, ...] = ()
    consequences: str = Field("", max_length=200)
    sort: str = Field("pval_nominal", max_length=500)


class FrequencyState(PageState):
    """`/frequencies`. `source` and `classes` are published sets of variants, `variant` a list whose classes are drawn one by one,
    `measure` what is counted, `comparison` what effects are compared, `pair` its tissues, as `tissue|other`; `correlation` and `sets`
    are choices of one panel each, `sort` the grid's."""

    path = "/frequencies"
    source: str = Field("", max_length=200)
    classes: str = Field("", max_length=200)
    variant: tuple[str, ...] = ()
    measure: str = Field("", max_length=200)
    comparison: str = Field("", max_length=200)
    pair: str = Field("", max_length=400)
    correlation: str = Field("", max_length=200)
    sets: str = Field("", max_length=200)
    sort: str = Field("pval_nominal", max_length=500)


class SharingState(PageState):
    """`/sharing`. It has no controls: all that is shown is as published."""

    path = "/sharing"


class TranscriptState(PageState):
    """`/transcripts`. It has no controls: all that is shown is as published."""

    path = "/transcripts"


class GalleryState(PageState):
    path = "/gallery"
    find: str = Field("", max_length=200)


class FineMappingState(PageState):
    """`/fine-mapping`. `against` and `match` say which sets are compared with the joint ones, `change` and `sizes` (as `before-after`)
    which of those are listed; `cs` is the set that is open, see `store.fine_mapping.SetKey`; `locus` the one whose PIPs are stacked."""

    path = "/fine-mapping"
    tissue: tuple[str, ...] = ()
    cohort: tuple[Cohort, ...] = ()
    method: tuple[str, ...] = ()
    gene: str = Field("", max_length=200)
    size_from: int | None = Field(None, ge=1)
    size_to: int | None = Field(None, ge=1)
    pip_min: float | None = Field(None, ge=0, le=1)
    purity_min: float | None = Field(None, ge=0, le=1)
    against: Literal["GTOP", "GTEx"] = "GTOP"
    match: Literal["variant", "gene"] = "variant"
    change: Literal["all", "smaller", "same", "larger"] = "all"
    sizes: str = Field("", max_length=30, pattern=r"^(\d+-\d+)?$")
    cs: str = Field("", max_length=500)
    locus: str = Field("", max_length=200)
    led: QtlType = "eQTL"
    where: tuple[str, ...] = ()
    sort: str = Field("-lead_pip", max_length=500)

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """The state as filters of `credible_sets`, without the gene, which needs a release to be understood."""
        single = {"cs_size__gte": self.size_from, "cs_size__lte": self.size_to, "lead_pip__gte": self.pip_min, "cs_purity__gte": self.purity_min}
        return (
            *(("tissue", tissue) for tissue in self.tissue), *(("cohort", cohort) for cohort in self.cohort), *(("method", method) for method in self.method),
            *((name, url_items(value)[0]) for name, value in single.items() if value is not None),
            *((name, value) for name, _, value in (text.partition("=") for text in self.where)),
        )


class AnnotationState(PageState):
    """`/annotation`. `analysis` names one as `schema.analyses`; `feature` is searched for; `color`, `rows` and `order` are of the heatmap;
    `where` and `sort` are the grid's."""

    path = "/annotation"
    analysis: str = Field("", max_length=200)
    feature: str = Field("", max_length=200)
    color: Literal["odds", "p"] = "odds"
    rows: Literal["top", "significant", "all"] = "top"
    order: Literal["clustered", "name"] = "clustered"
    where: tuple[str, ...] = ()
    sort: str = Field("", max_length=500)


def page_path(path: str, **query: Any) -> str:
    """A path within the app with a query string; empty values are left out, lists repeated."""
    pairs = [(name, item) for name, value in sorted(query.items()) if value not in (None, "", ()) for item in url_items(value if not isinstance(value, list) else tuple(value))]
    root = path if path.startswith("/") else f"/{path}"
    return f"{root}?{urlencode(pairs, quote_via=quote)}" if pairs else root


def pinned_path(path: str, release: str) -> str:
    """A path, with or without a query string, that keeps the release which an address pins."""
    return f"{path}{'&' if '?' in path else '?'}{urlencode([('release', release)], quote_via=quote)}" if release else path


def gene_path(gene: str, release: str = "") -> str:
    return page_path(f"/gene/{quote(gene, safe='')}", release=release)


def isoform_path(gene: str, release: str = "") -> str:
    return page_path(f"/isoforms/{quote(gene, safe='')}", release=release)


def variant_path(variant: str, release: str = "") -> str:
    return page_path(f"/variant/{quote(variant, safe='')}", release=release)


def locus_path(chromosome: str, start: int, end: int, release: str = "") -> str:
    return page_path("/locus", region=f"{chromosome}:{start}-{end}", release=release)


def from_path(value: str | None) -> str:
    """The text of a path variable; Dash hands it over percent-encoded."""
    return unquote(value or "").strip()


def api_path(table: str, filters: Iterable[tuple[str, str]] = (), **options: str) -> str:
    """The API query for the rows of a table that meet the filters."""
    pairs = [*sorted(filters), *sorted((name, value) for name, value in options.items() if value)]
    return f"{API_ROOT}/tables/{quote(table, safe='')}" + (f"?{urlencode(pairs, quote_via=quote)}" if pairs else "")
