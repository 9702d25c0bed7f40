"""Every variant that a release's tables name, compactly, with the kinds of table it is in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dashboard.schema import TABLES
from dashboard.store.columns import read_columns
from dashboard.store.release import Release
from dashboard.store.sorted_names import SortedNames

_RS = re.compile(r"^rs(\d{1,10})$", re.IGNORECASE)
_RS_START = re.compile(r"^rs([1-9]\d{0,9})$", re.IGNORECASE)
_LARGEST = 2**32 - 1
_COLUMNS = ("variant_id", "lead_variant_id", "repeat_id", "qtl_hit", "gwas_hit", "gwas_sentinel", "top_variant")
MOST_ROWS = 3_000_000
"""Rows of a table split by chromosome that is still read for its names; larger ones are left to the variant page."""
_AFTER_ALL = "\U0010ffff"
LEAD, FINE_MAPPED, TAGGED, DISEASE, OTHER = 1, 2, 4, 8, 16
_KINDS = {
    "lead_associations": LEAD, "credible_set_variants": FINE_MAPPED, "credible_sets": FINE_MAPPED, "tagging": TAGGED,
    "colocalizations": DISEASE, "smr": DISEASE, "locus_associations": DISEASE,
}
_WORDS = {LEAD: "lead of a QTL", FINE_MAPPED: "in credible sets", TAGGED: "tagged SV or TR", DISEASE: "in disease results", OTHER: "in other tables"}


@dataclass(frozen=True)
class NamedVariant:
    """A variant that some table names; `where` says in which kinds of table."""

    variant_id: str
    where: str


class VariantNames:
    """Variant ids of all tables but very large ones; rs numbers as integers, the others as text in a file in `place`."""

    def __init__(self, release: Release, place: Path) -> None:
        numbers = [pl.DataFrame(schema={"number": pl.UInt32, "kind": pl.UInt8})]
        others = [pl.DataFrame(schema={"id": pl.String, "kind": pl.UInt8})]
        # Table by table, so that no more than one column of one table is in memory beside the result.
        for table, column in _sources(release):
            found = read_columns(release, table, column).drop_nulls().unique().collect(engine="streaming").select(
                pl.col(column).alias("id"), pl.col(column).str.extract(r"^rs([1-9]\d*)$").cast(pl.UInt32, strict=False).alias("number"),
                pl.lit(_KINDS.get(table, OTHER), pl.UInt8).alias("kind"),
            )
            is_number = pl.col("number").is_not_null()
            numbers.append(found.filter(is_number).select("number", "kind"))
            others.append(found.filter(~is_number).select("id", "kind"))
        self.numbers, self.others = _merge(numbers), SortedNames(_merge(others), place / "variants")

    @property
    def bytes(self) -> int:
        return int(self.numbers.estimated_size())

    def exact(self, text: str) -> NamedVariant | None:
        """The variant of this id."""
        match = _RS.match(text)
        if match and int(match[1]) <= _LARGEST:
            rows = self._numbers_between(int(match[1]), int(match[1]) + 1)
            return NamedVariant(f"rs{rows['number'][0]}", _describe(rows["kind"][0])) if rows.height else None
        for spelled in _spellings(text):
            rows = self.others.between(spelled, spelled + "\0")
            if rows.height:
                return NamedVariant(rows["id"][0], _describe(rows["kind"][0]))
        return None

    def starting_with(self, text: str, limit: int) -> list[NamedVariant]:
        """Variants with a longer id that starts so, shortest rs numbers first."""
        found: list[NamedVariant] = []
        match = _RS_START.match(text)
        if match:
            low, size = int(match[1]) * 10, 10
            while low <= _LARGEST and len(found) < limit:
                rows = self._numbers_between(low, low + size).head(limit - len(found))
                found += [NamedVariant(f"rs{number}", _describe(kind)) for number, kind in rows.iter_rows()]
                low, size = low * 10, size * 10
        for spelled in _spellings(text):
            rows = self.others.between(spelled + "\0", spelled + _AFTER_ALL, limit - len(found))
            found += [NamedVariant(name, _describe(kind)) for name, kind in rows.iter_rows()]
        return list({variant.variant_id: variant for variant in found}.values())[:limit]

    def example(self) -> str | None:
        """An id to show people what they could type; an rs number if there is one."""
        if self.numbers.height:
            return f"rs{self.numbers['number'][0]}"
        return self.others.first()

    def _numbers_between(self, low: int, high: int) -> pl.DataFrame:
        numbers = self.numbers["number"]
        first = numbers.search_sorted(min(low, _LARGEST), side="left")
        last = numbers.search_sorted(high, side="left") if high <= _LARGEST else self.numbers.height
        return self.numbers.slice(first, last - first)


def _sources(release: Release) -> list[tuple[str, str]]:
    return [
        (table, column) for table, entry in release.tables.items()
        if entry.rows <= MOST_ROWS or not TABLES[table].partition_by
        for column in _COLUMNS if column in TABLES[table]
    ]


def _merge(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """All parts, sorted by name, with the kinds of the same name put together."""
    name = parts[0].columns[0]
    return pl.concat(parts).group_by(name).agg(pl.col("kind").bitwise_or()).sort(name).rechunk()


def _spellings(text: str) -> list[str]:
    """The id as typed, and as sources spell it: `chr` small, the rest in capitals, `_` between the parts."""
    joined = re.sub(r"[\s:@>/-]+", "_", text.strip())
    with_prefix = re.sub(r"^(?:chr)?(\d{1,2}|x|y|m)_(?=\d)", lambda match: f"chr{match[1].upper()}_", joined, flags=re.IGNORECASE)
    capitals = with_prefix[:3] + with_prefix[3:].upper() if with_prefix.startswith("chr") else with_prefix
    return list(dict.fromkeys((text, with_prefix, capitals)))


def _describe(kind: int) -> str:
    known = [words for bit, words in _WORDS.items() if kind & bit and bit != OTHER]
    return ", ".join(known) or _WORDS[OTHER]
