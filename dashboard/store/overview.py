"""What is in a release, in a few numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
import polars as pl

from dashboard.schema.manifest import REPORT_FILE
from dashboard.store.release import Release
from dashboard.store.remember import remember
from dashboard.urls import LocusState, gene_path, page_path, variant_path


@dataclass(frozen=True)
class Fact:
    """One number about a release, and the page that shows what is behind it."""

    label: str
    number: int
    detail: str
    path: str


def _distinct(table: str, column: str, *conditions: pl.Expr) -> Callable[[Release], int]:
    return lambda release: release.scan(table).filter(*conditions).select(pl.col(column).n_unique()).collect().item()


def _rows(table: str) -> Callable[[Release], int]:
    return lambda release: release.entry(table).rows


def _transcripts(release: Release) -> int:
    scope, catalogue, kinds = pl.col("scope") == "long_read_transcripts", pl.col("subcategory") == "GTOP", pl.col("category").is_in(["annotated", "novel"])
    return int(release.frame("isoform_counts").filter(scope & catalogue & kinds)["n"].sum())


_SIGNIFICANT = pl.col("significant").fill_null(True)
_FACTS: tuple[tuple[str, str, str, str, Callable[[Release], int]], ...] = (
    ("tissues", "tissues", "with RNA of at least one donor", "/samples", _rows("tissues")),
    ("donors", "donors", "with genomes and RNA", "/samples", _rows("donors")),
    ("samples", "libraries", "RNA and genomes, short and long reads", "/samples", _rows("samples")),
    ("lead_associations", "genes with a QTL", "significant lead association in a tissue", "/qtls", _distinct("lead_associations", "gene_id", _SIGNIFICANT)),
    ("lead_associations", "lead associations", "one per phenotype, tissue and variant class", "/qtls", _rows("lead_associations")),
    ("isoform_counts", "transcripts", "seen by long reads, annotated or novel", "/isoforms", _transcripts),
    ("genotype_pcs", "individuals", "in joint principal components", "/populations", _distinct("genotype_pcs", "sample_id")),
    ("credible_set_variants", "variants in credible sets", "fine-mapping within and across ancestries", "/fine-mapping", _distinct("credible_set_variants", "variant_id")),
    ("colocalizations", "traits that colocalize", "GWAS and QTL signals, PP.H4 of at least 0.8", "/colocalization", _distinct("colocalizations", "trait")),
    ("structural_variants", "structural variants", "with their lengths; repeats that cause disease beside them", "/variants", _rows("structural_variants")),
    ("enrichments", "enrichment estimates", "genomic features, proteins, motifs", "/annotation", _rows("enrichments")),
)


@remember(2)
def list_facts(release: Release) -> tuple[Fact, ...]:
    """The numbers of the tables that the release has; a number of 0 is left out."""
    facts = [Fact(label, count(release), detail, path) for table, label, detail, path, count in _FACTS if release.has(table)]
    return tuple(fact for fact in facts if fact.number)


@dataclass(frozen=True)
class Example:
    """Something of the release to begin with: what it is, its name, and the path that opens it."""

    kind: str
    label: str
    path: str


_CLASS_WORDS = {"SNV": "a small variant", "SV": "a structural variant", "TR": "a tandem repeat"}


@remember(4)
def list_examples(release: Release, pinned: str = "") -> tuple[Example, ...]:
    """The gene and variants of the most significant leads, one of each class, then a tissue, a locus and a trait; links keep the release that is pinned."""
    found: list[Example] = []
    if release.has("lead_associations"):
        leads = release.scan("lead_associations").filter(_SIGNIFICANT & pl.col("variant_id").is_not_null()).sort("pval_nominal")
        best = leads.select("variant_class", "variant_id", "gene_id", "gene_symbol", "tissue").unique("variant_class", keep="first", maintain_order=True).collect()
        named = leads.filter(pl.col("gene_symbol").is_not_null()).select("gene_id", "gene_symbol").head(1).collect()
        found += [Example("a gene", symbol, gene_path(gene, pinned)) for gene, symbol in named.iter_rows()]
        found += [Example(_CLASS_WORDS[kind], variant, variant_path(variant, pinned)) for kind, variant in best.select("variant_class", "variant_id").iter_rows() if kind in _CLASS_WORDS]
        found += [Example("a tissue", tissue.replace("_", " "), page_path("/qtls", tissue=tissue, release=pinned)) for tissue in best["tissue"].head(1)]
    if release.has("loci"):
        found += [Example("a locus", title, LocusState(locus=locus, release=pinned).href) for locus, title in release.frame("loci").filter(pl.col("start").is_not_null()).sort("locus_id").select("locus_id", "title").tail(1).iter_rows()]
    if release.has("colocalizations"):
        trait = release.scan("colocalizations").group_by("trait").len().sort("len", "trait", descending=[True, False]).head(1).collect()
        found += [Example("a trait", name, page_path("/colocalization", trait=name, release=pinned)) for name in trait["trait"]]
    return tuple(found)


def tissue_sizes(release: Release) -> pl.DataFrame:
    """One row per tissue in organ-system order, as the tissues table."""
    return release.frame("tissues").sort("display_order", nulls_last=True)


def import_report(release: Release) -> dict[str, Any]:
    """The import's report as it was saved; empty where the release has none."""
    path = release.path / REPORT_FILE
    return orjson.loads(path.read_bytes()) if path.is_file() else {}
