"""All that a release knows of one variant: what it is, what it is associated with, how frequent it is, what tags it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.store.positions import gene_starts, place_variants
from dashboard.store.release import Release
from dashboard.store.remember import remember
from dashboard.store.search_index import index_of
from dashboard.store.tissues import list_tissues
from dashboard.store.variant_ids import parse_variant_id

ASSOCIATIONS = {
    "tissue": pl.String, "organ_system": pl.String, "qtl_type": pl.String, "phenotype_id": pl.String, "gene_id": pl.String, "gene_symbol": pl.String,
    "gene_chromosome": pl.String, "tss": pl.Int64, "tss_distance": pl.Int64, "neglog10_p": pl.Float64, "slope": pl.Float64, "slope_se": pl.Float64,
    "significant": pl.Boolean, "pip": pl.Float64, "cs_id": pl.String, "source": pl.String,
}
"""Columns of a variant's associations; `source` is lead, tested, repeat or credible set (PIP only)."""
_KEY = ["tissue", "qtl_type", "phenotype_id"]
FEW = 10
"""Below this many associations, the forest plot and the table come first."""


@dataclass(frozen=True)
class VariantRecord:
    """What a variant is, as far as its id or a table says it. `end`, `length` and `sv_type` are of structural variants, `motif` and
    `repeat_id` of repeats; `approximate` says that the position comes from a distance to a gene's start."""

    variant_id: str
    where: str = ""
    variant_class: str | None = None
    chromosome: str | None = None
    position: int | None = None
    end: int | None = None
    ref: str | None = None
    alt: str | None = None
    sv_type: str | None = None
    length: int | None = None
    motif: str | None = None
    structure: str | None = None
    repeat_id: str | None = None
    repeat_gene: str | None = None
    approximate: bool = False

    @property
    def effect_unit(self) -> str:
        """What a slope is per, spelled out: the ALT allele, by name where it is known, or a repeat unit."""
        if self.variant_class == "TR":
            return f"repeat unit ({self.motif})" if self.motif and len(self.motif) <= 12 else "repeat unit"
        if self.sv_type:
            return f"ALT allele ({self.sv_type})"
        return f"ALT allele {self.alt}" if self.alt else "ALT allele"

    @property
    def is_told(self) -> bool:
        """Whether the id or a table says which allele, or what, the effect is of."""
        return bool(self.alt or self.sv_type or self.variant_class == "TR")


def find_variant(release: Release, text: str) -> VariantRecord | None:
    """The variant of this id, however it is spelled; None where no table names it."""
    named = index_of(release).variants.exact(text)
    if named is None:
        return _only_tested(release, text)
    return describe_variant(release, named.variant_id, named.where)


def _only_tested(release: Release, text: str) -> VariantRecord | None:
    """A variant that only a very large table names, which the search does not list."""
    if not release.has("nominal_associations"):
        return None
    chromosome = parse_variant_id(text).chromosome
    rows = release.scan("nominal_associations", chromosome).filter(pl.col("variant_id") == text).head(1).collect()
    return describe_variant(release, text, "among the tested pairs") if rows.height else None


@remember(64)
def describe_variant(release: Release, variant_id: str, where: str = "") -> VariantRecord:
    """The variant by its id, completed from the release's tables."""
    said = parse_variant_id(variant_id)
    known = {name: getattr(said, name) for name in ("variant_class", "chromosome", "position", "end", "ref", "alt", "sv_type", "length", "motif")}
    for table in ("lead_associations", "selection_signals"):
        if release.has(table) and (known["variant_class"] is None or (known["variant_class"] == "SNV" and known["alt"] is None)):
            columns = [name for name in ("variant_class", "chromosome", "position", "ref", "alt") if name in release.schema(table)]
            rows = release.scan(table).filter(pl.col("variant_id") == variant_id).select(pl.col(columns).drop_nulls().first()).collect()
            known |= {name: value for name, value in rows.row(0, named=True).items() if value is not None and known[name] is None} if rows.height else {}
    approximate = False
    if known["position"] is None:
        place = place_variants(release, pl.Series("variant_id", [variant_id]))
        if place.height:
            known |= {"chromosome": place["chromosome"][0], "position": place["position"][0]}
            approximate = bool(place["approximate"][0])
    if known["variant_class"] == "SV" and release.has("structural_variants"):
        rows = release.scan("structural_variants").filter(pl.col("variant_id") == variant_id).select("sv_type", "length").head(1).collect()
        if rows.height and rows["length"][0] is not None:
            known |= {"sv_type": rows["sv_type"][0], "length": abs(rows["length"][0])}
    extra: dict[str, str | None] = {}
    if known["variant_class"] == "TR" and release.has("tandem_repeats"):
        extra = _repeat(release, variant_id)
    return VariantRecord(variant_id, where, **known, **extra, approximate=approximate)  # type: ignore[arg-type]


def _repeat(release: Release, variant_id: str) -> dict[str, str | None]:
    repeat = variant_id
    if release.has("tandem_repeat_associations"):
        named = release.scan("tandem_repeat_associations").filter(pl.col("variant_id") == variant_id).select("repeat_id").drop_nulls().head(1).collect()
        repeat = named.item() if named.height else repeat
    rows = release.scan("tandem_repeats").filter(pl.col("repeat_id") == repeat).head(1).collect().to_dicts()
    return {"repeat_id": repeat, "structure": rows[0]["structure"], "repeat_gene": rows[0]["gene_symbol"]} if rows else {"repeat_id": repeat}


@remember(8)
def variant_associations(release: Release, variant: VariantRecord) -> pl.DataFrame:
    """Every association of the variant, strongest first, columns as ASSOCIATIONS; with the PIP of GTOP's fine-mapping of expression.

    A pair that is in several tables counts once: as a lead, as tested, as a repeat's, in this order.
    """
    mine = pl.col("variant_id") == variant.variant_id
    neglog10_p = (-pl.col("pval_nominal").clip(5e-324).log10()).alias("neglog10_p")
    parts = []
    if release.has("lead_associations"):
        parts.append(_shaped(release.scan("lead_associations").filter(mine).with_columns(neglog10_p, pl.lit("lead").alias("source"))))
    if release.has("nominal_associations"):
        rows = release.scan("nominal_associations", variant.chromosome if variant.chromosome and not variant.approximate else None)
        parts.append(_shaped(rows.filter(mine).with_columns(pl.lit("tested").alias("source"))))
    if release.has("tandem_repeat_associations"):
        rows = release.scan("tandem_repeat_associations").filter(mine).with_columns(neglog10_p, pl.lit("repeat").alias("source"))
        parts.append(_shaped(rows))
    found = pl.concat(parts) if parts else pl.DataFrame(schema=ASSOCIATIONS)
    # The tables of leads often lack the standard error that another table has for the same pair.
    errors = found.drop_nulls("slope_se").unique(_KEY, keep="first", maintain_order=True).select(*_KEY, pl.col("slope_se").alias("known_se"))
    found = found.unique(_KEY, keep="first", maintain_order=True).join(errors, on=_KEY, how="left").with_columns(pl.coalesce("slope_se", "known_se").alias("slope_se"))
    sets = _own_sets(release, variant)
    found = found.drop("pip", "cs_id").join(sets.drop("gene_symbol"), on=["tissue", "gene_id", "qtl_type"], how="left")
    only = sets.join(found.select("tissue", "gene_id", "qtl_type"), on=["tissue", "gene_id", "qtl_type"], how="anti").with_columns(
        pl.lit("credible set").alias("source"), pl.col("gene_id").alias("phenotype_id"),
    )
    return _with_places(release, pl.concat([found, only], how="diagonal")).sort("neglog10_p", "pip", descending=True, nulls_last=True).select(list(ASSOCIATIONS))


def _shaped(rows: pl.LazyFrame) -> pl.DataFrame:
    names = rows.collect_schema().names()
    return rows.select((pl.col(name) if name in names else pl.lit(None)).cast(dtype).alias(name) for name, dtype in ASSOCIATIONS.items()).collect()


def _own_sets(release: Release, variant: VariantRecord) -> pl.DataFrame:
    """PIP and credible set by tissue and gene, in GTOP, whose fine-mapping was of expression."""
    schema = {"tissue": pl.String, "gene_id": pl.String, "qtl_type": pl.String, "gene_symbol": pl.String, "pip": pl.Float64, "cs_id": pl.String}
    if not release.has("credible_set_variants"):
        return pl.DataFrame(schema=schema)
    rows = release.scan("credible_set_variants").filter((pl.col("variant_id") == variant.variant_id) & (pl.col("cohort") == "GTOP"))
    best = rows.sort("pip", descending=True).unique(["tissue", "gene_id"], keep="first", maintain_order=True)
    return best.select("tissue", "gene_id", pl.lit("eQTL").alias("qtl_type"), pl.lit(None, pl.String).alias("gene_symbol"), "pip", "cs_id").collect()


def _with_places(release: Release, rows: pl.DataFrame) -> pl.DataFrame:
    """With the gene's symbol and start, and the tissue's organ system."""
    systems = {tissue.key: tissue.organ_system for tissue in list_tissues(release)}
    rows = rows.with_columns(pl.col("tissue").replace_strict(systems, default=None, return_dtype=pl.String).alias("organ_system")).drop("gene_chromosome", "tss", strict=False)
    if not release.has("genes"):
        return rows.with_columns(pl.lit(None, pl.String).alias("gene_chromosome"), pl.lit(None, pl.Int64).alias("tss"))
    starts = gene_starts(release).join(release.scan("genes").select("gene_id", pl.col("gene_symbol").alias("symbol")), on="gene_id").filter(
        pl.col("gene_id").is_in(rows["gene_id"].drop_nulls().unique().implode()),
    ).collect()
    return rows.join(starts, on="gene_id", how="left").with_columns(pl.coalesce("gene_symbol", "symbol").alias("gene_symbol")).drop("symbol")


def associated_genes(associations: pl.DataFrame) -> list[tuple[str, str, int]]:
    """Genes with an effect to draw: id, label, number of associations; the strongest first."""
    genes = associations.filter(pl.col("gene_id").is_not_null() & pl.col("slope").is_not_null()).group_by("gene_id", maintain_order=True).agg(
        pl.col("gene_symbol").first(), pl.len().alias("n"),
    )
    return [(gene, symbol or gene, n) for gene, symbol, n in genes.iter_rows()]


def effects(associations: pl.DataFrame, gene_id: str, qtl_type: str) -> pl.DataFrame:
    """One row per tissue of a gene and type, the phenotype with the smallest p: tissue, slope, slope_se, neglog10_p."""
    rows = associations.filter((pl.col("gene_id") == gene_id) & (pl.col("qtl_type") == qtl_type) & pl.col("slope").is_not_null())
    return rows.unique("tissue", keep="first", maintain_order=True)


def rows_of_variant(release: Release, table: str, filters: Sequence[tuple[str, str]]) -> int:
    """How many rows of a table meet any of the filters (column, value); 0 where the release lacks it."""
    if not release.has(table):
        return 0
    test = pl.any_horizontal([pl.col(column) == value for column, value in filters])
    return int(release.scan(table).filter(test).select(pl.len()).collect().item())


def fine_mapping(release: Release, variant: VariantRecord) -> pl.DataFrame:
    """Every credible set the variant is in: cohort, method, tissue, gene_id, gene_symbol, cs_id, pip, cs_size; by gene and tissue."""
    if not release.has("credible_set_variants"):
        return pl.DataFrame(schema={"cohort": pl.String, "method": pl.String, "tissue": pl.String, "gene_id": pl.String, "gene_symbol": pl.String, "cs_id": pl.String, "pip": pl.Float64, "cs_size": pl.Int32})
    rows = release.scan("credible_set_variants").filter(pl.col("variant_id") == variant.variant_id)
    symbols = release.scan("genes").select("gene_id", "gene_symbol") if release.has("genes") else pl.LazyFrame(schema={"gene_id": pl.String, "gene_symbol": pl.String})
    return rows.join(symbols, on="gene_id", how="left").select("cohort", "method", "tissue", "gene_id", "gene_symbol", "cs_id", "pip", "cs_size").sort("gene_id", "tissue", "cohort").collect()


def frequencies(release: Release, variant: VariantRecord) -> pl.DataFrame:
    """Population, af, af_bin and source, one row per population: a frequency where there is one, else the published class."""
    if not release.has("allele_frequencies"):
        return pl.DataFrame(schema={"population": pl.String, "af": pl.Float64, "af_bin": pl.String, "source": pl.String})
    rows = release.scan("allele_frequencies").filter(pl.col("variant_id") == variant.variant_id)
    return rows.sort(pl.col("af").is_null(), "source").unique("population", keep="first", maintain_order=True).select("population", "af", "af_bin", "source").sort("population").collect()


def repeat_dosages(release: Release, variant: VariantRecord) -> pl.DataFrame:
    """Repeat units of each donor, dosage and technology; of repeats that no such table lists, the genotypes' dosages."""
    if variant.variant_class != "TR":
        return pl.DataFrame(schema={"donor_id": pl.String, "technology": pl.String, "dosage": pl.Float64})
    wanted = [variant.variant_id, variant.repeat_id or variant.variant_id, variant.variant_id.rsplit("_", 1)[0]]
    if release.has("tandem_repeat_dosages"):
        found = release.scan("tandem_repeat_dosages").filter(pl.col("repeat_id").is_in(wanted)).select("donor_id", "technology", "dosage").drop_nulls("dosage").collect()
        if found.height:
            return found
    if release.has("genotype_dosages"):
        rows = release.scan("genotype_dosages").filter(pl.col("variant_id") == variant.variant_id)
        return rows.select("donor_id", pl.lit("long_read").alias("technology"), pl.col("dosage").cast(pl.Float64)).drop_nulls("dosage").collect()
    return pl.DataFrame(schema={"donor_id": pl.String, "technology": pl.String, "dosage": pl.Float64})


def dosage_filters(release: Release, variant: VariantRecord) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Table and filters of the rows that `repeat_dosages` gives."""
    wanted = dict.fromkeys([variant.variant_id, variant.repeat_id or variant.variant_id, variant.variant_id.rsplit("_", 1)[0]])
    if release.has("tandem_repeat_dosages"):
        known = release.scan("tandem_repeat_dosages").filter(pl.col("repeat_id").is_in(list(wanted))).select(pl.col("repeat_id").unique()).collect()["repeat_id"].to_list()
        if known:
            return "tandem_repeat_dosages", tuple(("repeat_id", repeat) for repeat in sorted(known))
    return "genotype_dosages", (("variant_id", variant.variant_id),)
