"""Every name of every gene of a release, sorted so that exact, prefix and misspelt names are found by bisection."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dashboard.schema import TABLES
from dashboard.store.columns import read_columns
from dashboard.store.release import Release
from dashboard.store.sorted_names import SortedNames

SYMBOL, GENE_ID, ALIAS = 0, 1, 2
_VERSION = re.compile(r"^(ENS[A-Z]*\d+)\.\d+", re.IGNORECASE)
_AFTER_ALL = "\U0010ffff"
MISSPELT_FROM = 3
"""Shorter names are not searched for misspellings: nearly every one would match."""


@dataclass(frozen=True)
class NamedGene:
    """A gene found by `name`, which is its symbol, its id or an alias by `kind`; `n_results` counts its rows of leads."""

    gene_id: str
    symbol: str | None
    chromosome: str | None
    start: int | None
    end: int | None
    n_results: int
    name: str
    kind: int


class GeneNames:
    """Symbols, ids and aliases of a release's genes: genes in memory, 5 MB for 40,000, and their names in a file in `place`."""

    def __init__(self, release: Release, place: Path) -> None:
        self.genes = _read_genes(release)
        names = _read_names(release, self.genes)
        self._names = SortedNames(names, place / "genes")
        self._letters = "".join(sorted(set("".join(names.filter(pl.col("kind") != GENE_ID)["name"].to_list()))))

    @property
    def bytes(self) -> int:
        return int(self.genes.estimated_size())

    def exact(self, text: str) -> list[NamedGene]:
        """Genes with this name, in capitals or not, and whatever version follows an Ensembl id; symbols first."""
        name = without_version(text).upper()
        return self._found(self._names.between(name, name + "\0"), text)

    def starting_with(self, text: str, limit: int) -> list[NamedGene]:
        """Genes with a longer name that starts so: those with results first, then symbols, then shorter names."""
        start = text.upper()
        rows = self._names.between(start, start + _AFTER_ALL).filter(pl.col("name") != start)
        ranked = rows.join(self.genes.select("row", "n_results"), on="row").sort(
            pl.col("kind") == ALIAS, pl.col("n_results") == 0, pl.col("name").str.len_chars(), "name",
        )
        return self._found(ranked.unique("row", keep="first", maintain_order=True).head(limit), text)

    def misspelt(self, text: str, limit: int) -> list[NamedGene]:
        """Genes with a symbol or alias that differs by one letter: one more, one less, another, or two swapped.

        Symbols come before aliases, and swapped letters, the commonest slip, before the others.
        """
        if len(text) < MISSPELT_FROM:
            return []
        wanted = sorted(set(_one_edit_away(text.upper(), self._letters)))
        rows = [self._names.between(name, name + "\0") for name in wanted if self._names.has(name)]
        if not rows:
            return []
        found = pl.concat(rows).filter(pl.col("kind") != GENE_ID).join(self.genes.select("row", "n_results"), on="row")
        swapped = pl.col("name").is_in(_swapped(text.upper()))
        ranked = found.sort(
            "kind", ~swapped, pl.col("name").str.head(1) != text[0].upper(), -pl.col("n_results").cast(pl.Int64), "name",
        ).unique("row", keep="first", maintain_order=True)
        return self._found(ranked.head(limit), "")

    def overlapping(self, chromosome: str, start: int, end: int, limit: int) -> list[NamedGene]:
        """Genes that reach into an interval; those with results first."""
        inside = (pl.col("chromosome") == chromosome) & (pl.col("start") <= end) & (pl.col("end") >= start)
        rows = self.genes.filter(inside).sort("n_results", descending=True, maintain_order=True).head(limit)
        return self._found(rows.select(pl.col("gene_id").alias("shown"), "row", pl.lit(GENE_ID, pl.UInt8).alias("kind")), "")

    def symbols(self, ids: Iterable[str]) -> dict[str, str]:
        """The symbols of those of `ids` that have one."""
        wanted = self.genes.filter(pl.col("gene_id").is_in(list(ids)) & pl.col("gene_symbol").is_not_null())
        return dict(wanted.select("gene_id", "gene_symbol").rows())

    def _found(self, rows: pl.DataFrame, typed: str) -> list[NamedGene]:
        """Genes of the rows, once each; a name spelled exactly as typed goes before one in other capitals."""
        ranked = rows.sort(pl.col("shown") != typed, maintain_order=True).sort("kind", maintain_order=True) if typed else rows
        once = ranked.unique("row", keep="first", maintain_order=True)
        found = once.join(self.genes, on="row", how="left", maintain_order="left")
        return [
            NamedGene(
                row["gene_id"], row["gene_symbol"], row["chromosome"], row["start"], row["end"], row["n_results"], row["shown"], row["kind"],
            )
            for row in found.to_dicts()
        ]


def without_version(text: str) -> str:
    """An Ensembl id without the version after it; any other text as it is."""
    return _VERSION.sub(r"\1", text.strip())


def _one_edit_away(word: str, letters: str) -> Iterable[str]:
    for i in range(len(word) + 1):
        head, tail = word[:i], word[i:]
        for letter in letters:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
        if tail:
            yield head + tail[1:]
    yield from _swapped(word)


def _swapped(word: str) -> list[str]:
    return [word[:i] + word[i + 1] + word[i] + word[i + 2:] for i in range(len(word) - 1)]


def _read_genes(release: Release) -> pl.DataFrame:
    """One row per gene that any table names, with its place and how many leads it has."""
    columns = ["gene_id", "gene_symbol", "chromosome", "start", "end"]
    genes = read_columns(release, "genes", *columns).collect() if release.has("genes") else TABLES["genes"].empty().select(columns)
    parts = [pl.DataFrame(schema={"gene_id": pl.String, "used_symbol": pl.String})]
    # Table by table, so that no more than two columns of one table are in memory beside the result.
    parts += [
        _named_in(release, table) for table in release.tables
        if "gene_id" in TABLES[table] and not TABLES[table].partition_by and table not in _ANNOTATION
    ]
    used = pl.concat(parts).group_by("gene_id").agg(pl.col("used_symbol").drop_nulls().first())
    genes = genes.join(used, on="gene_id", how="full", coalesce=True)
    genes = genes.with_columns(pl.coalesce("gene_symbol", "used_symbol").alias("gene_symbol")).drop("used_symbol")
    return genes.join(_count_leads(release), on="gene_id", how="left").with_columns(
        pl.col("n_results").fill_null(0), pl.col("chromosome").cast(pl.Categorical), pl.col("start", "end").cast(pl.Int32),
    ).sort("gene_id").with_row_index("row").rechunk()


def _named_in(release: Release, table: str) -> pl.DataFrame:
    """The genes a table names, each with the first symbol it gives them."""
    has_symbol = "gene_symbol" in TABLES[table]
    rows = read_columns(release, table, "gene_id", "gene_symbol") if has_symbol else read_columns(release, table, "gene_id").unique()
    symbol = pl.col("gene_symbol").drop_nulls().first() if has_symbol else pl.lit(None, pl.String).first()
    named = rows.filter(pl.col("gene_id").is_not_null() & (pl.col("gene_id") != ""))
    return named.group_by("gene_id").agg(symbol.alias("used_symbol")).collect(engine="streaming")


def _count_leads(release: Release) -> pl.DataFrame:
    if not release.has("lead_associations"):
        return pl.DataFrame(schema={"gene_id": pl.String, "n_results": pl.UInt32})
    return read_columns(release, "lead_associations", "gene_id").group_by("gene_id").len("n_results").collect(engine="streaming")


def _read_names(release: Release, genes: pl.DataFrame) -> pl.DataFrame:
    """`name` in capitals (sorted), `shown` as written, `row` of the gene and `kind`."""
    parts = [
        genes.select(pl.col("gene_symbol").alias("shown"), "row", pl.lit(SYMBOL, pl.UInt8).alias("kind")),
        genes.select(pl.col("gene_id").alias("shown"), "row", pl.lit(GENE_ID, pl.UInt8).alias("kind")),
    ]
    if release.has("gene_aliases"):
        aliases = read_columns(release, "gene_aliases", "gene_id", "alias").collect().join(genes.select("gene_id", "row"), on="gene_id")
        parts.append(aliases.select(pl.col("alias").alias("shown"), "row", pl.lit(ALIAS, pl.UInt8).alias("kind")))
    names = pl.concat(parts).filter(pl.col("shown").is_not_null() & (pl.col("shown") != ""))
    folded = names.with_columns(pl.col("shown").str.to_uppercase().alias("name")).sort("name", "kind", "row")
    return folded.select("name", "shown", "row", "kind").rechunk()


_ANNOTATION = frozenset({"genes", "gene_aliases", "transcripts", "exons", "protein_domains", "gene_expression"})
