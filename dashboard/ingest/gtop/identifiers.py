"""What GTOP's identifiers say: gene and version, phenotype and gene, variant and place."""

from __future__ import annotations

import polars as pl

_ENSEMBL = r"^(ENS[A-Z]*G\d+)(?:\.(\d+))?(_PAR_Y)?$"
_TRANSCRIPT_GENE = r"^(?:ENST[\d.]+(?:_PAR_Y)?|GTOPT\d+|PB[\d.]+)_(.+)$"
_CHROMOSOME = r"(chr(?:\d{1,2}|X|Y|M|MT))"
_SMALL = rf"^{_CHROMOSOME}[_@:](\d+)[_@:]([ACGTN*]+)[_@:]([ACGTN*]+)(?:_b38)?$"
_STRUCTURAL = rf"^{_CHROMOSOME}_(\d+)_(INS|DEL|DUP|INV|BND|TRA|CNV|CPX)(?:_|$)"
_REPEAT = rf"^{_CHROMOSOME}_(\d+)_(\d+)_[A-Z,]+$"
_RSID = r"^rs\d+$"


def gene_id_of(column: str) -> pl.Expr:
    """`gene_id`: the id without its version; PB.17.2903 and GTOPG000000123 have none and stay as they are."""
    whole = pl.col(column)
    bare = pl.concat_str(whole.str.extract(_ENSEMBL, 1), whole.str.extract(_ENSEMBL, 3).fill_null(""))
    return pl.coalesce(bare, whole).alias("gene_id")


def gene_version_of(column: str) -> pl.Expr:
    """`gene_version`: the number after the point of an Ensembl id, else null."""
    return pl.col(column).str.extract(_ENSEMBL, 2).cast(pl.Int16).alias("gene_version")


def gene_columns(column: str) -> list[pl.Expr]:
    """`gene_id` and `gene_version` of a versioned gene id."""
    return [gene_id_of(column), gene_version_of(column)]


def phenotype_gene(column: str) -> pl.Expr:
    """The versioned gene id within a phenotype id.

    chr7:74779157:74779256:clu_38696_+:PR:ENSG00000158517.16 is a junction, GTOPT000884458_ENSG00000158517.16 a
    transcript; any other id is that of a gene.
    """
    whole = pl.col(column)
    return (
        pl.when(whole.str.contains(":", literal=True)).then(whole.str.split(":").list.last())
        .otherwise(pl.coalesce(whole.str.extract(_TRANSCRIPT_GENE, 1), whole))
    )


def variant_columns(column: str) -> list[pl.Expr]:
    """`chromosome`, `position`, `ref`, `alt` as far as a variant id says them; all null for rs numbers.

    Ids of repeats hold a BED interval (chr1_1435798_1435818_GGCGCGGAGC: two copies of ten bases), so the first base of
    the repeat is start + 1.
    """
    whole = pl.col(column)
    repeat_start = whole.str.extract(_REPEAT, 2).cast(pl.Int64) + 1
    other_start = pl.coalesce(whole.str.extract(_SMALL, 2), whole.str.extract(_STRUCTURAL, 2)).cast(pl.Int64)
    return [
        pl.coalesce(whole.str.extract(pattern, 1) for pattern in (_SMALL, _STRUCTURAL, _REPEAT)).alias("chromosome"),
        pl.coalesce(repeat_start, other_start).alias("position"),
        whole.str.extract(_SMALL, 3).alias("ref"),
        whole.str.extract(_SMALL, 4).alias("alt"),
    ]


def variant_class_of(column: str) -> pl.Expr:
    """`variant_class` as a variant id shows it: rs numbers and ids with alleles SNV, INS and the like SV, intervals TR."""
    whole = pl.col(column)
    return (
        pl.when(whole.str.contains(_RSID) | whole.str.contains(_SMALL)).then(pl.lit("SNV"))
        .when(whole.str.contains(_STRUCTURAL)).then(pl.lit("SV"))
        .when(whole.str.contains(_REPEAT)).then(pl.lit("TR"))
        .alias("variant_class")
    )


def is_unparsable(column: str) -> pl.Expr:
    """Whether a variant id is none of the known kinds."""
    return variant_class_of(column).is_null()


def donor_id_of(column: str) -> pl.Expr:
    """`donor_id` as GTOP-AJ141, from AJ141-DMSO, GTOP-AJ141, AGTEX-AJ141-2099-SN-2ALA and the like; else null."""
    return (pl.lit("GTOP-") + pl.col(column).str.extract(r"(?:^|-)([A-Z]{2}\d{3})(?:-|$)")).alias("donor_id")


def symbol_or_null(column: str) -> pl.Expr:
    """`gene_symbol`, null where the source repeats an id for want of a symbol."""
    whole = pl.col(column)
    return pl.when(~whole.str.contains(r"^(ENSG\d|GTOP[GT]\d|PB\.\d)")).then(whole).alias("gene_symbol")


def is_pacbio_locus(column: str) -> pl.Expr:
    """Whether a gene id is the name of a PacBio locus (PB.17.2903), which no annotation resolves."""
    return pl.col(column).str.starts_with("PB.")
