"""Ids and chromosomes of annotation files, in the form the tables use."""

from __future__ import annotations

import polars as pl

_VERSIONED = r"^(ENS[A-Z]*\d+)(?:\.(\d+))?(_PAR_Y)?$"
_MITOCHONDRION = ("M", "MT", "chrM", "chrMT")


def bare_gene_id(gene: pl.Expr) -> pl.Expr:
    """Gene ids without version; `_PAR_Y` stays, as it tells the two copies of a gene apart.

    Only Ensembl ids have versions: the dots of `PB.17.2903` belong to the id.
    """
    return gene.str.replace(_VERSIONED, "${1}${3}")


def gene_version(gene: pl.Expr) -> pl.Expr:
    """The version within an Ensembl gene id, null where there is none."""
    return gene.str.extract(_VERSIONED, 2).cast(pl.Int16, strict=False)


def chromosome_name(chromosome: pl.Expr) -> pl.Expr:
    """Chromosomes with the prefix chr, the mitochondrial one as chrM; scaffolds (`GL000220.1`) keep their name."""
    return (
        pl.when(chromosome.is_in(_MITOCHONDRION)).then(pl.lit("chrM"))
        .when(chromosome.str.contains(r"^(?:\d{1,2}|[XYW]|Z)$")).then(pl.lit("chr") + chromosome)
        .otherwise(chromosome)
    )
