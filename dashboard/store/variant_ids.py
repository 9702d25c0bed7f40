"""What a variant's id says of itself, and nothing more: class, place, alleles, repeat unit, length."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

_CHROMOSOME = r"(chr(?:\d{1,2}|X|Y|M|MT))"
_SMALL = rf"^{_CHROMOSOME}[_@:](\d+)[_@:]([ACGTN*]+)[_@:]([ACGTN*]+)(?:_b38)?$"
_STRUCTURAL = rf"^{_CHROMOSOME}_(\d+)_(INS|DEL|DUP|INV|BND|TRA|CNV|CPX)(?:_|$)"
_REPEAT = rf"^{_CHROMOSOME}_(\d+)_(\d+)_([A-Z,]+)$"
_RSID = r"^rs\d+$"
_LENGTH = r"_(\d+)$"
_SPANNING = ("DEL", "DUP", "INV", "CNV")


@dataclass(frozen=True)
class VariantId:
    """A parsed id; what it does not say is None. Positions are 1-based; `end` is that of a repeat or of a variant with a span."""

    text: str
    variant_class: str | None = None
    chromosome: str | None = None
    position: int | None = None
    end: int | None = None
    ref: str | None = None
    alt: str | None = None
    sv_type: str | None = None
    length: int | None = None
    motif: str | None = None


def parse_variant_id(text: str) -> VariantId:
    """What the id says; an id of no known form says nothing."""
    if re.match(_RSID, text):
        return VariantId(text, "SNV")
    if small := re.match(_SMALL, text):
        return VariantId(text, "SNV", small[1], int(small[2]), ref=small[3], alt=small[4])
    if structural := re.match(_STRUCTURAL, text):
        size = re.search(_LENGTH, text)
        length, start = int(size[1]) if size else None, int(structural[2])
        end = start + length if length and structural[3] in _SPANNING else None
        return VariantId(text, "SV", structural[1], start, end, sv_type=structural[3], length=length)
    if repeat := re.match(_REPEAT, text):
        return VariantId(text, "TR", repeat[1], int(repeat[2]) + 1, int(repeat[3]), motif=repeat[4])
    return VariantId(text)


def class_of_id(column: str = "variant_id") -> pl.Expr:
    """`variant_class` of ids, as far as their form tells it."""
    whole = pl.col(column)
    return (
        pl.when(whole.str.contains(_STRUCTURAL)).then(pl.lit("SV")).when(whole.str.contains(_REPEAT)).then(pl.lit("TR"))
        .when(whole.str.contains(_RSID) | whole.str.contains(_SMALL)).then(pl.lit("SNV")).alias("variant_class")
    )


def place_of_id(column: str = "variant_id") -> list[pl.Expr]:
    """`chromosome`, `position` and `end` as the id says them: `end` of repeats and of structural variants that span."""
    whole = pl.col(column)
    start = whole.str.extract(_STRUCTURAL, 2).cast(pl.Int64)
    spans = whole.str.extract(_STRUCTURAL, 3).is_in(list(_SPANNING))
    return [
        pl.coalesce(whole.str.extract(form, 1) for form in (_SMALL, _STRUCTURAL, _REPEAT)).alias("chromosome"),
        pl.coalesce(whole.str.extract(_SMALL, 2).cast(pl.Int64), start, whole.str.extract(_REPEAT, 2).cast(pl.Int64) + 1).alias("position"),
        pl.coalesce(whole.str.extract(_REPEAT, 3).cast(pl.Int64), pl.when(spans).then(start + whole.str.extract(_LENGTH, 1).cast(pl.Int64))).alias("end"),
    ]


def alleles_key(column: str = "variant_id") -> pl.Expr:
    """`chr1:5:A:G` of an id that says its alleles, these in alphabetical order, so that two ids of one variant agree; else null."""
    whole = pl.col(column)
    first, second = whole.str.extract(_SMALL, 3), whole.str.extract(_SMALL, 4)
    ordered = pl.when(first <= second).then(first + ":" + second).otherwise(second + ":" + first)
    return (whole.str.extract(_SMALL, 1) + ":" + whole.str.extract(_SMALL, 2) + ":" + ordered).alias("alleles_key")
