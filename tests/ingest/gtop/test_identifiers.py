"""Identifiers of genes, phenotypes, variants and donors."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard.ingest.gtop import identifiers


def values(text: str | None, *expressions: pl.Expr) -> tuple[object, ...]:
    return pl.DataFrame({"id": [text]}, schema={"id": pl.String}).select(*expressions).row(0)


@pytest.mark.parametrize(
    ("text", "gene", "version"),
    [
        ("ENSG00000101017.15", "ENSG00000101017", 15),
        ("ENSG00000101017", "ENSG00000101017", None),
        ("ENSG00000002586.20_PAR_Y", "ENSG00000002586_PAR_Y", 20),
        ("GTOPG000000123", "GTOPG000000123", None),
        ("PB.17.2903", "PB.17.2903", None),
        ("", "", None),
        (None, None, None),
    ],
)
def test_gene_and_version(text: str | None, gene: str | None, version: int | None) -> None:
    assert values(text, *identifiers.gene_columns("id")) == (gene, version)


@pytest.mark.parametrize(
    ("text", "gene"),
    [
        ("ENSG00000101017.15", "ENSG00000101017.15"),
        ("chr7:74779157:74779256:clu_38696_+:PR:ENSG00000158517.16", "ENSG00000158517.16"),
        ("chr2:85577649:85581575:clu_11724_+:PR:GTOPG000000802", "GTOPG000000802"),
        ("GTOPT000884458_ENSG00000158517.16", "ENSG00000158517.16"),
        ("ENST00000228841.15_ENSG00000111245.15", "ENSG00000111245.15"),
        ("GTOPT000000001_GTOPT000000001", "GTOPT000000001"),
        ("ENSG00000002586.20_PAR_Y", "ENSG00000002586.20_PAR_Y"),
        ("PB.17.2903", "PB.17.2903"),
        (None, None),
    ],
)
def test_gene_of_a_phenotype(text: str | None, gene: str | None) -> None:
    assert values(text, identifiers.phenotype_gene("id")) == (gene,)


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [
        ("rs1569723", (None, None, None, None), "SNV"),
        ("chr1_193197_T_G", ("chr1", 193197, "T", "G"), "SNV"),
        ("chr10_100213486_CA_C", ("chr10", 100213486, "CA", "C"), "SNV"),
        ("chr17@12992612@G@A", ("chr17", 12992612, "G", "A"), "SNV"),
        ("chr10_39045647_C_G_b38", ("chr10", 39045647, "C", "G"), "SNV"),
        ("chr10_100093575_INS_2DM275_152", ("chr10", 100093575, None, None), "SV"),
        ("chrX_5_DEL_BM1_289", ("chrX", 5, None, None), "SV"),
        ("chr10_79826383_79826404_GGC", ("chr10", 79826384, None, None), "TR"),
        ("chr17_17808358_17808460_TTTTA,TTTCA", ("chr17", 17808359, None, None), "TR"),
        ("chr99_5_A_T_x", (None, None, None, None), None),
        ("rs", (None, None, None, None), None),
        ("", (None, None, None, None), None),
        (None, (None, None, None, None), None),
    ],
)
def test_place_and_class_of_a_variant(text: str | None, place: tuple[object, ...], kind: str | None) -> None:
    assert values(text, *identifiers.variant_columns("id")) == place
    assert values(text, identifiers.variant_class_of("id")) == (kind,)
    assert values(text, identifiers.is_unparsable("id")) == (kind is None,)


@pytest.mark.parametrize(
    ("text", "donor"),
    [
        ("AJ141-DMSO", "GTOP-AJ141"), ("GTOP-AJ141", "GTOP-AJ141"), ("AGTEX-AJ141-2099-SN-2ALA", "GTOP-AJ141"),
        ("AJ141", "GTOP-AJ141"), ("HG00096", None), (None, None),
    ],
)
def test_donor_of_a_sample(text: str | None, donor: str | None) -> None:
    assert values(text, identifiers.donor_id_of("id")) == (donor,)


def test_a_symbol_that_repeats_the_id_is_none() -> None:
    frame = pl.DataFrame({"s": ["CD40", "ENSG00000290474", "GTOPG000001582", "GTOPBP", None]})
    assert frame.select(identifiers.symbol_or_null("s"))["gene_symbol"].to_list() == ["CD40", None, None, "GTOPBP", None]
