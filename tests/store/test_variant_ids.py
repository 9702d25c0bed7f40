"""What ids say of themselves, in Python and in polars alike."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard.store.variant_ids import alleles_key, class_of_id, parse_variant_id, place_of_id

IDS = {
    "rs1569723": ("SNV", None, None, None),
    "chr10_100213486_CA_C": ("SNV", "chr10", 100213486, None),
    "chr17@12992612@G@A": ("SNV", "chr17", 12992612, None),
    "chr16_72056410_DEL_CM400_1724": ("SV", "chr16", 72056410, 72058134),
    "chr10_100093575_INS_2DM275_152": ("SV", "chr10", 100093575, None),
    "chr10_79826383_79826404_GGC": ("TR", "chr10", 79826384, 79826404),
    "esv/1 é": (None, None, None, None),
}


@pytest.mark.parametrize(("text", "expected"), IDS.items())
def test_an_id_says_its_class_and_place(text: str, expected: tuple[object, ...]) -> None:
    said = parse_variant_id(text)
    assert (said.variant_class, said.chromosome, said.position, said.end) == expected


def test_columns_of_ids_agree_with_single_ids() -> None:
    frame = pl.DataFrame({"variant_id": list(IDS)}).select(class_of_id(), *place_of_id())
    assert frame.rows() == list(IDS.values())


def test_alleles_are_said_only_where_the_id_has_them() -> None:
    assert parse_variant_id("chr1_5_A_G").alt == "G"
    assert parse_variant_id("rs5").alt is None
    assert parse_variant_id("chr1_5_DEL_x_30").length == 30


def test_alleles_in_either_order_are_one_variant() -> None:
    keys = pl.DataFrame({"variant_id": ["chr1_5_G_A", "chr1:5:A:G", "rs5", "chr1_5_INS_1_9"]}).select(alleles_key())["alleles_key"]
    assert keys.to_list() == ["chr1:5:A:G", "chr1:5:A:G", None, None]
