"""Counts of isoforms by tissue and class: what the isoform page draws and compares."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dashboard.store.query import parse_query, select_all
from dashboard.store.release import Release

COUNTS = "isoform_counts"
GENCODE, ENHANCED = "GENCODE", "enhanced annotation"
_Measure = tuple[str, str, str | None, str]
MEASURES: dict[str, _Measure] = {
    "novel_found": ("novel_transcripts_per_tissue", "novel", None, "n"),
    "specific_annotated": ("tissue_specific_transcripts", "annotated", None, "n"),
    "specific_novel": ("tissue_specific_transcripts", "novel", None, "n"),
    "unique_annotated": ("peptide_support", "unique peptide", "annotated", "proportion"),
    "shared_annotated": ("peptide_support", "shared peptide", "annotated", "proportion"),
    "unique_novel": ("peptide_support", "unique peptide", "novel", "proportion"),
    "shared_novel": ("peptide_support", "shared peptide", "novel", "proportion"),
    "transcript_gencode": ("short_read_expressed", "transcript", GENCODE, "n"),
    "transcript_enhanced": ("short_read_expressed", "transcript", ENHANCED, "n"),
    "gene_gencode": ("short_read_expressed", "gene", GENCODE, "n"),
    "gene_enhanced": ("short_read_expressed", "gene", ENHANCED, "n"),
}
"""Column of a tissue's profile → scope, category, subcategory (None: any) and column of `isoform_counts`."""
TISSUE_SCOPES = tuple(dict.fromkeys(scope for scope, *_ in MEASURES.values()))
COVARIATES = ("n_samples", "median_reads", "median_rin")
_PROFILE = {"tissue": pl.String, "label": pl.String, "organ_system": pl.String, "color": pl.String, "gtex_matched": pl.Boolean, "n_short_read": pl.Int32,
            "n_samples": pl.Int32, "median_reads": pl.Float64, "median_rin": pl.Float64}


@dataclass(frozen=True)
class Totals:
    """Transcripts and genes found by long reads, known to GENCODE and novel; None where the release does not say."""

    annotated: int | None
    novel: int | None
    known_genes: int | None
    novel_genes: int | None
    gencode: int | None

    @property
    def transcripts(self) -> int | None:
        return self.annotated + self.novel if self.annotated is not None and self.novel is not None else None

    @property
    def genes(self) -> int | None:
        return self.known_genes + self.novel_genes if self.known_genes is not None and self.novel_genes is not None else None


def select_scope(release: Release, scope: str) -> pl.DataFrame:
    """The rows of one scope; none where the release lacks the table or the scope."""
    if not release.has(COUNTS):
        return pl.DataFrame(schema={"tissue": pl.String, "scope": pl.String, "category": pl.String, "subcategory": pl.String, "n": pl.Float64, "proportion": pl.Float64})
    return select_all(release, COUNTS, parse_query(release.schema(COUNTS), [("scope", scope)])).collect()


def count_totals(release: Release) -> Totals:
    """The atlas's numbers: the rows of its own catalogue, and the size of GENCODE."""
    transcripts, genes = (
        {(row["category"], row["subcategory"]): int(row["n"]) for row in select_scope(release, scope).to_dicts()}
        for scope in ("long_read_transcripts", "long_read_genes")
    )
    own = "GTOP"
    return Totals(
        annotated=transcripts.get(("annotated", own)), novel=transcripts.get(("novel", own)), known_genes=genes.get(("annotated", own)),
        novel_genes=genes.get(("novel", own)), gencode=transcripts.get(("gencode_v47", "GENCODE")),
    )


def profile_tissues(release: Release) -> pl.DataFrame:
    """One row per tissue with isoform counts, in organ-system order: labels, covariates, and a column per entry of `MEASURES`.

    Values that the release does not have are null. Samples come from `tissue_covariates`, else from `tissues`.
    """
    counts = release.frame(COUNTS) if release.has(COUNTS) else select_scope(release, "")
    rows = counts.filter(pl.col("tissue").is_not_null()).group_by("tissue").agg([_value(*measure).alias(name) for name, measure in MEASURES.items()])
    rows = rows.filter(pl.any_horizontal(pl.col(*MEASURES).is_not_null()))
    if release.has("tissues"):
        described = release.frame("tissues").select("tissue", "label", "organ_system", "color", "gtex_matched", "n_short_read", "n_long_read", "display_order")
        rows = rows.join(described, on="tissue", how="left")
    if release.has("tissue_covariates"):
        rows = rows.join(release.frame("tissue_covariates"), on="tissue", how="left")
    rows = rows.with_columns([pl.lit(None, dtype=dtype).alias(name) for name, dtype in _PROFILE.items() if name not in rows.columns])
    if "n_long_read" in rows.columns:
        rows = rows.with_columns(pl.coalesce("n_samples", "n_long_read").alias("n_samples"))
    rows = rows.with_columns(pl.col("label").fill_null(pl.col("tissue").str.replace_all("_", " ")), pl.col("organ_system").fill_null(""))
    order = ["display_order", "label"] if "display_order" in rows.columns else ["label"]
    return rows.sort(order, nulls_last=True).select(*_PROFILE, *MEASURES)


def _value(scope: str, category: str, subcategory: str | None, column: str) -> pl.Expr:
    test = (pl.col("scope") == scope) & (pl.col("category") == category)
    return pl.col(column).filter(test if subcategory is None else test & (pl.col("subcategory") == subcategory)).first()


def splicing_events(release: Release) -> pl.DataFrame:
    """Events by type and class: event_type, annotated, novel; most frequent first, and those of neither class left out."""
    if not release.has("splicing_events"):
        return pl.DataFrame(schema={"event_type": pl.String, "annotated": pl.Int64, "novel": pl.Int64})
    classes = [pl.col("n").filter(pl.col("category") == name).sum().alias(name) for name in ("annotated", "novel")]
    return release.frame("splicing_events").group_by("event_type").agg(classes).sort(pl.sum_horizontal("annotated", "novel"), "event_type", descending=[True, False])


def catalogue_overlaps(release: Release) -> pl.DataFrame:
    """Transcripts in exactly these catalogues, as an UpSet plot takes sets: shared_tissues (names joined by ;), n_shared_tissues, n."""
    sets = pl.col("category").str.split(" & ")
    return (
        select_scope(release, "database_overlap")
        .select(sets.list.join(";").alias("shared_tissues"), sets.list.len().alias("n_shared_tissues"), pl.col("n").cast(pl.Int64))
        .sort("n", "shared_tissues", descending=[True, False])
    )


def count_replicated(release: Release) -> dict[str, tuple[int, int]]:
    """Per class, how many transcripts at least one other catalogue has, and of how many."""
    rows = {(row["category"], row["subcategory"]): int(row["n"]) for row in select_scope(release, "database_replication").to_dicts()}
    found = {name: (rows.get((name, "replicated in ≥1 datasets")), rows.get((name, "GTOP"))) for name in ("annotated", "novel")}
    return {name: (part, whole) for name, (part, whole) in found.items() if part is not None and whole}


def network_modules(release: Release) -> pl.DataFrame:
    """Modules of each co-expression network: network, n, n_enriched (with an enriched ontology term), n_transcripts; most first."""
    schema = {"network": pl.String, "n": pl.Int64, "n_enriched": pl.Int64, "n_transcripts": pl.Int64}
    if not release.has("module_summaries"):
        return pl.DataFrame(schema=schema)
    measure = pl.col("measure")
    rows = release.frame("module_summaries").filter(measure.is_in(["modules_per_tissue", "annotated_modules", "transcripts_in_network"]))
    return (
        rows.group_by("network")
        .agg(
            pl.col("value").filter(measure == "modules_per_tissue").first().cast(pl.Int64).alias("n"),
            (measure == "annotated_modules").sum().cast(pl.Int64).alias("n_enriched"),
            pl.col("value").filter(measure == "transcripts_in_network").sum().cast(pl.Int64).alias("n_transcripts"),
        )
        .filter(pl.col("n").is_not_null()).sort("n", "network", descending=[True, False])
    )
