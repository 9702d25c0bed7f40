"""Genes by any of their names, with their place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from dashboard.regions import Region
from dashboard.store.gene_names import ALIAS, NamedGene
from dashboard.store.release import Release
from dashboard.store.remember import remember
from dashboard.store.search_index import index_of

FLANK = 500_000


@dataclass(frozen=True)
class GeneRecord:
    """What a release knows of a gene; without annotation only its id, and a symbol where its tables have one.

    `aliases` are other and former names. Start and end are 1-based and inclusive.
    """

    gene_id: str
    gene_version: int | None = None
    gene_symbol: str | None = None
    gene_name: str | None = None
    biotype: str | None = None
    chromosome: str | None = None
    start: int | None = None
    end: int | None = None
    strand: str | None = None
    source: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The symbol, or the id of a gene that has none."""
        return self.gene_symbol or self.gene_id


@remember(64)
def find_gene(release: Release, text: str) -> GeneRecord | None:
    """The gene of this id (with or without version), symbol or alias, in capitals or not.

    Where a name has several genes: a symbol is that of the gene with most results; an alias of several gives None.
    """
    found = index_of(release).genes.exact(text)
    if not found:
        return None
    best_kind = found[0].kind
    same = [gene for gene in found if gene.kind == best_kind]
    if best_kind == ALIAS and len(same) > 1:
        return None
    return _record(release, max(same, key=lambda gene: gene.n_results))


def _record(release: Release, gene: NamedGene) -> GeneRecord:
    aliases: tuple[str, ...] = ()
    if release.has("gene_aliases"):
        listed = release.scan("gene_aliases").filter(pl.col("gene_id") == gene.gene_id).select("alias").collect()
        aliases = tuple(listed["alias"].sort())
    rows = release.scan("genes").filter(pl.col("gene_id") == gene.gene_id).collect().to_dicts() if release.has("genes") else []
    if not rows:
        return GeneRecord(gene.gene_id, gene_symbol=gene.symbol, aliases=aliases)
    row = {name: value for name, value in rows[0].items() if name in GeneRecord.__dataclass_fields__}
    return GeneRecord(**(row | {"gene_symbol": row["gene_symbol"] or gene.symbol}), aliases=aliases)


def gene_window(release: Release, gene: GeneRecord, flank: int = FLANK) -> Region | None:
    """The gene with `flank` bases on either side; without a place of its own, the span of its leads. None without both."""
    if gene.chromosome and gene.start and gene.end:
        return Region(gene.chromosome, max(1, gene.start - flank), gene.end + flank)
    if not release.has("lead_associations"):
        return None
    of_gene = (pl.col("gene_id") == gene.gene_id) & pl.col("position").is_not_null() & pl.col("chromosome").is_not_null()
    spans = release.scan("lead_associations").filter(of_gene).group_by("chromosome").agg(
        pl.len(), pl.col("position").min().alias("start"), pl.col("position").max().alias("end"),
    ).sort("len", "chromosome", descending=[True, False]).collect()
    if spans.is_empty():
        return None
    row = spans.row(0, named=True)
    return Region(row["chromosome"], max(1, row["start"] - flank), row["end"] + flank)


def gene_symbols(release: Release, ids: Iterable[str]) -> dict[str, str]:
    """The symbols of those of the genes that have one, for labels on figures."""
    return index_of(release).genes.symbols(ids)
