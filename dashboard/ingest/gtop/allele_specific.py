"""Allele-specific expression, transcript structure and splicing; variance explained by mapping covariates."""

from __future__ import annotations

import polars as pl

from dashboard.ingest.flags import flag_rows
from dashboard.ingest.gtop.identifiers import gene_columns, variant_columns
from dashboard.ingest.gtop.spellings import donor_and_code, sample_id, tissue_key
from dashboard.ingest.gtop.tissues import LONG_READ_RNA, QTL_COVARIATES
from dashboard.ingest.steps import Built, Loaded, Step, Unused

FUNNEL = "Figure_2/input/Fig 2h.txt"
ASE_TISSUES = "Figure_2/input/Fig 2i.txt"
ASTS_TISSUES = "Figure_2/input/Fig 2i.asts.txt"
SAMPLES = "Extended_Figures/input/Exfig 3b.txt"
TRANSCRIPTS = "Extended_Figures/input/Exfig 3c.txt"
TOTALS = "Supp_Figures/input/Figure S14a.txt"
PLATFORMS = "Supp_Figures/input/Figure S14b.txt"
DIRECTIONS = "Supp_Figures/input/Figure S14c.txt"
DONORS = "Supp_Figures/input/Figure S14d.txt"
DONOR_PAIRS = "Supp_Figures/input/Figure S14e.txt"
GENE_TISSUES = "Supp_Figures/input/Figure S14f-g.txt"
SPLICING_SAMPLES = "Supp_Figures/input/Figure S15a.txt"
SPLICING_TISSUES = "Supp_Figures/input/Figure S15b.txt"

SIGNIFICANCE = {"yes": "significant", "no": "not significant"}
NOVELTY = {
    "A": "no novel transcript", "B": "with novel transcript", "C": "with novel transcript, fold change over 1.5",
}
DIRECTION = {"same": "same direction", "diff": "opposite directions"}
SPLICING_COUNTS = {"Count_Variants": "variants", "Count_exon": "exonic parts", "Count_gene": "genes"}


def build_funnel(loaded: Loaded) -> Built:
    """Genes left at each step; the last four steps name their kind."""
    name = pl.col("class")
    kind = pl.when(name.str.contains("ASTS")).then(pl.lit("ASTS")).when(name.str.contains("ASE")).then(pl.lit("ASE"))
    return _counts(loaded[FUNNEL].select(kind.alias("kind"), name.alias("category"), pl.col("number").alias("n")), "genes_by_step", FUNNEL)


def build_totals(loaded: Loaded) -> Built:
    """Events and genes that are significant and not, over all samples."""
    rows = loaded[TOTALS].select(
        pl.col("qtl").str.to_uppercase().alias("kind"),
        pl.col("Layer").replace_strict({"Event-level": "events", "Gene-level": "genes"}).alias("measure"),
        pl.col("Significance").replace_strict(SIGNIFICANCE).alias("category"), pl.col("Count").alias("n"),
    )
    return _counts(_with_total(rows, "kind", "measure"), None, TOTALS)


def build_samples(loaded: Loaded) -> Built:
    """Genes tested and significant in each long-read sample, for ASE and ASTS."""
    rows = _long_read_names(loaded[SAMPLES], loaded)
    parts = [
        rows.select(
            pl.lit(kind.upper()).alias("kind"), "sample_id", tissue_key(pl.col("Tissue")).alias("tissue"),
            pl.lit(category).alias("category"), pl.col(f"{column}.{kind}").alias("n"), pl.col(f"total.{kind}").alias("total"),
        )
        for kind in ("ase", "asts")
        for column, category in (("sig", "significant"), ("non_sig", "not significant"))
    ]
    return _counts(pl.concat(parts), "genes_per_sample", SAMPLES)


def build_ase_tissues(loaded: Loaded) -> Built:
    """Genes with ASE in each tissue."""
    return _counts(loaded[ASE_TISSUES].select(
        pl.lit("ASE").alias("kind"), tissue_key(pl.col("Tissue")).alias("tissue"), pl.lit("significant").alias("category"),
        pl.col("Freq").alias("n"),
    ), "genes_per_tissue", ASE_TISSUES)


def build_asts_tissues(loaded: Loaded) -> Built:
    """Genes with ASTS in each tissue, by whether novel transcripts are involved."""
    return _counts(loaded[ASTS_TISSUES].select(
        pl.lit("ASTS").alias("kind"), tissue_key(pl.col("Tissue")).alias("tissue"),
        pl.col("variable").replace_strict(NOVELTY).alias("category"), pl.col("value").alias("n"), "total",
    ), "genes_per_tissue", ASTS_TISSUES)


def build_transcripts(loaded: Loaded) -> Built:
    """Genes by their number of transcripts."""
    return _counts(loaded[TRANSCRIPTS].select(
        pl.lit("ASTS").alias("kind"), pl.col("Var1").alias("level"), pl.col("Freq").alias("n"),
    ), "transcripts_per_gene", TRANSCRIPTS)


def build_directions(loaded: Loaded) -> Built:
    """Agreement of direction between long and short reads at rising thresholds of coverage."""
    return _counts(loaded[DIRECTIONS].select(
        pl.lit("ASE").alias("kind"), pl.col("dir").replace_strict(DIRECTION).alias("category"), pl.col("thresh").alias("level"),
        pl.col("num").alias("n"), pl.col("all").alias("total"), pl.col("ratio").alias("proportion"),
    ), "direction_agreement", DIRECTIONS)


def build_donors(loaded: Loaded) -> Built:
    """Events by the number of donors they are seen in."""
    return _counts(loaded[DONORS].select(
        pl.col("group").alias("kind"), pl.col("count").alias("level"), pl.col("Freq").alias("n"), pl.col("all").alias("total"),
        pl.col("ratio").alias("proportion"),
    ), "donors_per_event", DONORS)


def build_splicing_samples(loaded: Loaded) -> Built:
    """Allele-specific splicing events, and genes with them, in each long-read sample."""
    rows = _long_read_names(loaded[SPLICING_SAMPLES], loaded)
    parts = [
        rows.select("sample_id", tissue_key(pl.col("Tissue")).alias("tissue"), pl.lit(category).alias("category"), pl.col(column).alias("n"))
        for column, category in (("eventCount", "events"), ("geneCount", "genes"))
    ]
    return _counts(pl.concat(parts).with_columns(pl.lit("splicing").alias("kind")), "splicing_per_sample", SPLICING_SAMPLES)


def build_splicing_tissues(loaded: Loaded) -> Built:
    """Variants, exonic parts and genes found in joint analysis of a tissue's samples."""
    return _counts(loaded[SPLICING_TISSUES].select(
        pl.lit("splicing").alias("kind"), tissue_key(pl.col("Tissue")).alias("tissue"),
        pl.col("variable").replace_strict(SPLICING_COUNTS).alias("category"), pl.col("value").alias("n"),
    ), "splicing_per_tissue", SPLICING_TISSUES)


def build_platforms(loaded: Loaded) -> Built:
    """Allelic fold change of the same event by long and by short reads; the variant is named by its rs number if it has one."""
    rows = _long_read_names(loaded[PLATFORMS], loaded)
    frame = rows.select(
        pl.lit("long_and_short_reads").alias("measure"), *gene_columns("gene_id"), *variant_columns("variant_id"),
        pl.coalesce("variants", _underscored("variant_id")).alias("variant_id"), tissue_key(pl.col("Tissue")).alias("tissue"),
        "sample_id", pl.col("logafc").alias("value"), pl.col("log2_aFC").alias("other_value"),
        pl.col("total_coverage").alias("coverage"), pl.col("TOTAL_COUNT").alias("other_coverage"),
        flag_rows({"opposite directions in long and short reads": pl.col("dir") == "diff"}),
    )
    return Built(frame.with_columns(_figure(PLATFORMS)))


def build_donor_pairs(loaded: Loaded) -> Built:
    """Allelic fold change of the same event in two donors, whom the source does not name."""
    parts = loaded[DONOR_PAIRS].with_columns(pl.col("uniq_id").str.split(":").list.to_struct(fields=["gene", "variant", "place"])).unnest("uniq_id")
    frame = parts.select(
        pl.lit("two_donors").alias("measure"), *gene_columns("gene"), *variant_columns("variant"),
        _underscored("variant").alias("variant_id"), tissue_key(pl.col("place")).alias("tissue"),
        pl.col("logafc.x").alias("value"), pl.col("logafc.y").alias("other_value"),
    )
    return Built(frame.with_columns(_figure(DONOR_PAIRS)))


def build_gene_tissues(loaded: Loaded) -> Built:
    """Tissues in which each gene shows ASE (value) and ASTS (other value).

    The source's `tissue` is that of an arbitrary one of a gene's events; it is kept where it is the gene's only one.
    """
    only = pl.when(pl.col("ase_tissues") == 1).then(tissue_key(pl.col("tissue")))
    frame = loaded[GENE_TISSUES].select(
        pl.lit("tissues_per_gene").alias("measure"), *gene_columns("gene_id"), only.alias("tissue"),
        pl.col("ase_tissues").cast(pl.Float64).alias("value"), pl.col("asts_tissues").cast(pl.Float64).alias("other_value"),
    )
    return Built(frame.with_columns(_figure(GENE_TISSUES)))


def build_variance(loaded: Loaded) -> Built:
    """Variance in expression or splicing explained together by the components used as covariates."""
    return Built(loaded[QTL_COVARIATES].select(
        tissue_key(pl.col("tissue")).alias("tissue"), pl.col("qtltype").alias("qtl_type"),
        pl.col("num_PCs").alias("n_components"), pl.col("Cumulative_PVE").alias("proportion"),
    ))


def _counts(rows: pl.DataFrame, measure: str | None, path: str) -> Built:
    if measure is not None:
        rows = rows.with_columns(pl.lit(measure).alias("measure"))
    if "total" in rows.columns and "proportion" not in rows.columns:
        rows = rows.with_columns((pl.col("n") / pl.col("total")).alias("proportion"))
    return Built(rows.with_columns(_figure(path)))


def _with_total(rows: pl.DataFrame, *by: str) -> pl.DataFrame:
    return rows.with_columns(pl.col("n").sum().over(by).alias("total"))


def _figure(path: str) -> pl.Expr:
    """`source`: the file's name without its ending, as `Figure S14c`."""
    return pl.lit(path.rsplit("/", 1)[-1].removesuffix(".txt")).alias("source")


def _underscored(column: str) -> pl.Expr:
    return pl.col(column).str.replace_all("@", "_", literal=True)


def _long_read_names(rows: pl.DataFrame, loaded: Loaded) -> pl.DataFrame:
    """`rows` with `sample_id`, the full name of the library that the source calls by donor and tissue code."""
    names = loaded[LONG_READ_RNA].select(donor_and_code(pl.col("sample")).alias("code"), sample_id(pl.col("sample")).alias("sample_id"))
    return rows.with_columns(donor_and_code(pl.col("sample")).alias("code")).join(names, on="code", how="left", maintain_order="left").with_columns(
        pl.coalesce("sample_id", sample_id(pl.col("sample"))),
    )


STEPS: tuple[Step, ...] = (
    *(
        Step("allele_specific", (path,), build)
        for path, build in (
            (FUNNEL, build_funnel), (TOTALS, build_totals), (ASE_TISSUES, build_ase_tissues), (ASTS_TISSUES, build_asts_tissues),
            (TRANSCRIPTS, build_transcripts), (DIRECTIONS, build_directions), (DONORS, build_donors),
            (SPLICING_TISSUES, build_splicing_tissues),
        )
    ),
    Step("allele_specific", (SAMPLES, LONG_READ_RNA), build_samples),
    Step("allele_specific", (SPLICING_SAMPLES, LONG_READ_RNA), build_splicing_samples),
    Step("allele_specific_events", (PLATFORMS, LONG_READ_RNA), build_platforms),
    Step("allele_specific_events", (DONOR_PAIRS,), build_donor_pairs),
    Step("allele_specific_events", (GENE_TISSUES,), build_gene_tissues),
    Step("variance_explained", (QTL_COVARIATES,), build_variance),
)
UNUSED: tuple[Unused, ...] = (
    Unused(
        "another version of Figure S14 that no figure draws: its 1,361 genes with ASTS are not the published 1,184",
        tuple(f"Supp_Figures/input/Figure S15{panel}.txt" for panel in ("c", "d", "e", "f-g")),
    ),
    Unused(
        "repeats numbers of Exfig 3b.txt",
        tuple(f"Extended_Figures/input/Exfig 3{panel}.txt" for panel in ("a", "d", "e")),
    ),
)
