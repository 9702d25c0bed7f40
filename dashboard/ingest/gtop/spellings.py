"""One spelling for the tissues, donors and samples that the published files spell in several ways."""

from __future__ import annotations

import polars as pl

DONOR_PREFIX = "GTOP-"
_PREFIX = r"^(?:AGTEX|GTOP)-"


def tissue_key(name: pl.Expr) -> pl.Expr:
    """Key of the tissues table: `Adrenal gland`, `Adrenal_gland` and `Adrenal_Gland` all become `Adrenal_Gland`."""
    return name.str.strip_chars().str.replace_all("_", " ").str.to_titlecase().str.replace_all(r"\s+", "_")


def tissue_label(key: pl.Expr) -> pl.Expr:
    """The key in sentence case, as people read it: `Adrenal_Gland` becomes `Adrenal gland`."""
    words = key.str.replace_all("_", " ").str.to_lowercase()
    return words.str.head(1).str.to_uppercase() + words.str.slice(1)


def gtex_tissue_key(name: pl.Expr) -> pl.Expr:
    """GTEx's name as in its file names: `Adipose - Visceral (Omentum)` becomes `Adipose_Visceral_Omentum`."""
    return name.str.replace_all(r"[()]", "").str.replace_all(r"[\s-]+", "_")


def donor_id(name: pl.Expr) -> pl.Expr:
    """`GTOP-AJ141` from any of `GTOP-AJ141`, `AGTEX-AJ141`, `AJ141`, `AJ141-DMSO`, `GTOP-AJ141-0087-SN-2ALA`."""
    return pl.lit(DONOR_PREFIX) + name.str.replace(_PREFIX, "").str.replace(r"-.*$", "")


def sample_id(name: pl.Expr) -> pl.Expr:
    """The library's name under the atlas's present prefix: `AGTEX-…` becomes `GTOP-…`."""
    return name.str.replace(r"^AGTEX-", DONOR_PREFIX)


def donor_and_code(name: pl.Expr) -> pl.Expr:
    """`AJ141-2099`, donor and tissue code, which identify a long-read library, from its name with or without prefix."""
    return name.str.replace(_PREFIX, "").str.extract(r"^([^-]+-[^-]+)", 1)


def color(code: pl.Expr) -> pl.Expr:
    """A colour as #RRGGBB; the source writes it with and without #, in either case."""
    return pl.lit("#") + code.str.strip_prefix("#").str.to_uppercase()
