"""Expression of genes by tissue and sample, and maps of samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.schema import TABLES
from dashboard.store.areas import Area
from dashboard.store.genes import find_gene, gene_symbols
from dashboard.store.release import Release

OTHER_COHORT = "GTEx"
MAX_GENES = 200
_QUANTILES = ("n", "median", "q1", "q3", "min", "max")


@dataclass(frozen=True)
class GeneList:
    """Genes of a pasted list by id with their labels, in its order; `unknown` names that the release does not have."""

    labels: dict[str, str]
    unknown: tuple[str, ...]
    beyond: int


def read_genes(release: Release, names: Sequence[str]) -> GeneList:
    """The genes of these names; at most `MAX_GENES`, the rest is counted in `beyond`."""
    labels: dict[str, str] = {}
    unknown: list[str] = []
    wanted = [name.strip() for name in names if name.strip()]
    for name in wanted[:MAX_GENES]:
        gene = find_gene(release, name)
        if gene is None:
            unknown.append(name)
        else:
            labels.setdefault(gene.gene_id, gene.label)
    return GeneList(labels, tuple(dict.fromkeys(unknown)), max(0, len(wanted) - MAX_GENES))


def assays(release: Release) -> list[str]:
    """Assays with gene expression of the atlas's own samples."""
    if not release.has("gene_expression"):
        return []
    rows = release.scan("gene_expression").filter(pl.col("cohort") != OTHER_COHORT)
    return rows.select(pl.col("assay").unique().sort()).collect()["assay"].to_list()


def gene_matrix(release: Release, gene_ids: Sequence[str], assay: str = "") -> pl.DataFrame:
    """gene_id, tissue, n and median TPM of these genes; without an assay, of the first there is."""
    return _quantile_rows(release, gene_ids, assay).select("gene_id", "tissue", "n", "median")


def gene_quantiles(release: Release, gene_id: str, assay: str = "") -> pl.DataFrame:
    """tissue, n, median, q1, q3, min, max of a gene in the atlas's samples."""
    return _quantile_rows(release, [gene_id], assay).select("tissue", *_QUANTILES)


def gtex_quantiles(release: Release, gene_id: str) -> pl.DataFrame:
    """The same in GTEx, where the annotation brought it, with `tissue` the atlas's that a GTEx tissue is matched to.

    `gtex_tissue` is GTEx's own name; GTEx tissues without a match have a null `tissue`.
    """
    empty = TABLES["gene_expression"].empty().select("tissue", *_QUANTILES).with_columns(pl.lit(None, dtype=pl.String).alias("gtex_tissue"))
    if not release.has("gene_expression"):
        return empty
    rows = release.scan("gene_expression").filter((pl.col("gene_id") == gene_id) & (pl.col("cohort") == OTHER_COHORT)).collect()
    if rows.is_empty():
        return empty
    matches = pl.DataFrame(schema={"own": pl.String, "_name": pl.String})
    if release.has("tissues"):
        matches = release.frame("tissues").filter(pl.col("gtex_tissue").is_not_null()).select(pl.col("tissue").alias("own"), _plain("gtex_tissue").alias("_name"))
    joined = rows.with_columns(_plain("tissue").alias("_name")).join(matches, on="_name", how="left")
    return joined.select(pl.col("own").alias("tissue"), *_QUANTILES, pl.col("tissue").alias("gtex_tissue"))


def gene_samples(release: Release, gene_id: str, assay: str = "") -> pl.DataFrame:
    """sample_id, tissue and tpm of a gene in every sample; without rows where the release has no values per sample."""
    if not release.has("gene_expression_samples"):
        return TABLES["gene_expression_samples"].empty().select("sample_id", "tissue", "tpm")
    rows = release.scan("gene_expression_samples").filter(pl.col("gene_id") == gene_id)
    if chosen := assay or next(iter(assays(release)), ""):
        rows = rows.filter(pl.col("assay") == chosen)
    return rows.select("sample_id", "tissue", "tpm").collect()


def top_genes(release: Release, tissue: str, assay: str = "", *, limit: int = 20, by: str = "median") -> pl.DataFrame:
    """The genes of a tissue with the highest median, or by `enrichment` over the mean of the other tissues' medians.

    Columns gene_id, gene_symbol, n, median, others (mean of the other tissues' medians) and enrichment: log2 of
    (median + 1) / (others + 1).
    """
    if not release.has("gene_expression"):
        return pl.DataFrame(schema={"gene_id": pl.String, "gene_symbol": pl.String, "n": pl.Int32, "median": pl.Float64, "others": pl.Float64, "enrichment": pl.Float64})
    rows = _own(release, assay).group_by("gene_id").agg(
        pl.col("n").filter(pl.col("tissue") == tissue).first(), pl.col("median").filter(pl.col("tissue") == tissue).first().cast(pl.Float64),
        pl.col("median").filter(pl.col("tissue") != tissue).mean().cast(pl.Float64).alias("others"),
    ).filter(pl.col("median") > 0).with_columns(((pl.col("median") + 1) / (pl.col("others").fill_null(0.0) + 1)).log(2).alias("enrichment"))
    top = rows.sort(by, "gene_id", descending=[True, False]).head(limit).collect()
    symbols = gene_symbols(release, top["gene_id"])
    return top.with_columns(pl.col("gene_id").replace_strict(symbols, default=None, return_dtype=pl.String).alias("gene_symbol")).select(
        "gene_id", "gene_symbol", "n", "median", "others", "enrichment",
    )


def embedding_choices(release: Release) -> list[tuple[str, str]]:
    """Assay and method of the maps of samples there are."""
    if not release.has("sample_embeddings"):
        return []
    return release.frame("sample_embeddings").select("assay", "method").unique().sort("assay", "method").rows()


def sample_embedding(release: Release, assay: str, method: str) -> pl.DataFrame:
    """Rows of sample_embeddings of one map, with donor_id and every metric of the sample (wide) where the release has them."""
    if not release.has("sample_embeddings"):
        return TABLES["sample_embeddings"].empty()
    rows = release.frame("sample_embeddings").filter((pl.col("assay") == assay) & (pl.col("method") == method))
    if release.has("samples"):
        donors = release.frame("samples").select("sample_id", "assay", "donor_id", pl.col("batch").alias("_batch")).unique(["sample_id", "assay"])
        rows = rows.join(donors, on=["sample_id", "assay"], how="left").with_columns(pl.coalesce("batch", "_batch").alias("batch")).drop("_batch")
    return rows


def samples_within(points: pl.DataFrame, area: Area | None) -> pl.DataFrame:
    """The samples of a map within an area: sample_id, donor_id, tissue, batch, axis_1, axis_2; none without an area."""
    columns = [name for name in ("sample_id", "donor_id", "tissue", "batch", "axis_1", "axis_2") if name in points.columns]
    chosen = points.select(columns)
    return chosen.filter(area.contains(chosen.rename({"axis_1": "pc1", "axis_2": "pc2"}))) if area else chosen.clear()


def module_expression(release: Release) -> pl.DataFrame:
    """Mean expression of modules of novel transcripts by tissue: network, module, tissue, value, n (novel transcripts in the module, null
    where members are not published), and term with padj, the most enriched one."""
    schema = {"network": pl.String, "module": pl.String, "tissue": pl.String, "value": pl.Float64, "n": pl.UInt32, "term": pl.String, "padj": pl.Float64}
    if not release.has("module_summaries"):
        return pl.DataFrame(schema=schema)
    summaries, key = release.frame("module_summaries"), ["network", "module"]
    values = summaries.filter(pl.col("measure") == "novel_expression").select(*key, pl.col("category").alias("tissue"), "value")
    terms = summaries.filter(pl.col("measure") == "novel_gene_ontology").sort("padj", nulls_last=True).unique(key, keep="first", maintain_order=True)
    members = pl.DataFrame(schema={**dict.fromkeys(key, pl.String), "n": pl.UInt32})
    if release.has("expression_modules", "transcripts"):
        novel = release.scan("transcripts").filter("novel").select("transcript_id")
        members = release.scan("expression_modules").join(novel, on="transcript_id", how="semi").group_by(key).agg(pl.len().alias("n")).collect()
    joined = values.join(terms.select(*key, pl.col("description").alias("term"), "padj"), on=key, how="left").join(members, on=key, how="left")
    return joined.select(list(schema)).sort("network", pl.col("module").str.extract(r"(\d+)").cast(pl.Int32), "tissue")


def sample_metric(release: Release, assay: str, metric: str) -> pl.DataFrame:
    """sample_id and value of one metric."""
    if not release.has("sample_metrics"):
        return pl.DataFrame(schema={"sample_id": pl.String, "value": pl.Float64})
    return release.scan("sample_metrics").filter((pl.col("assay") == assay) & (pl.col("metric") == metric)).select("sample_id", "value").collect()


def embedding_metrics(release: Release, assay: str) -> list[str]:
    """Names of the metrics of an assay's samples."""
    if not release.has("sample_metrics"):
        return []
    return release.scan("sample_metrics").filter(pl.col("assay") == assay).select(pl.col("metric").unique().sort()).collect()["metric"].to_list()


def axis_shares(release: Release, assay: str, method: str) -> dict[int, float]:
    """Share of variance by axis, where it is known."""
    if not release.has("embedding_axes"):
        return {}
    rows = release.frame("embedding_axes").filter((pl.col("assay") == assay) & (pl.col("method") == method) & pl.col("proportion").is_not_null())
    return {int(axis): float(share) for axis, share in rows.select("axis", "proportion").rows()}


def _own(release: Release, assay: str) -> pl.LazyFrame:
    rows = release.scan("gene_expression").filter(pl.col("cohort") != OTHER_COHORT)
    chosen = assay or next(iter(assays(release)), "")
    return rows.filter(pl.col("assay") == chosen) if chosen else rows


def _quantile_rows(release: Release, gene_ids: Sequence[str], assay: str) -> pl.DataFrame:
    if not release.has("gene_expression"):
        return TABLES["gene_expression"].empty()
    return _own(release, assay).filter(pl.col("gene_id").is_in(list(gene_ids))).collect()


def _plain(name: str) -> pl.Expr:
    """GTEx writes its tissues in several ways: `Adipose - Visceral (Omentum)`, `Adipose_Visceral_Omentum`."""
    return pl.col(name).str.to_lowercase().str.replace_all(r"[^a-z0-9]+", "")
