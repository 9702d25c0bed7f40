"""The tissues table, from libraries to organ systems."""

from __future__ import annotations

import polars as pl

from dashboard.ingest.gtop import tissues
from dashboard.schema import TABLES, check_frame
from dashboard.schema.samples import ORGAN_SYSTEMS

SHORT = pl.DataFrame({
    "sample_id": ["GTOP-AJ141-1053-SN-1", "GTOP-AJ142-1053-SN-2", "GTOP-AJ141-3170-SN-3"],
    "Subject": ["AJ141", "AJ142", "AJ141"], "Tissue": ["Liver", "Liver", "Lymph_node"], "Batch": ["Z1", "Z1", "Z2"],
    "Tissue_Color_Code": ["69AE6A", "69AE6A", "acaa95"],
})
LONG = pl.DataFrame({
    "sample": ["GTOP-AJ143-1053-LN-9", "GTOP-AJ141-3170-LN-8"], "Subject": ["AJ143", "AJ141"],
    "Tissue_Code": ["1053", "0070"], "Tissue": ["Liver", "Lymph_Node"], "Abbreviation": ["LIVER", "LYMPHN"],
    "Tissue_Color_Code": ["69AE6A", "ACAA95"], "batch": ["Z3", "Z3"],
})
MAPPED = pl.DataFrame({"tissue": ["Liver", "Liver"], "qtltype": ["eQTL", "juQTL"]})


def build(**others: pl.DataFrame) -> pl.DataFrame:
    loaded = {tissues.SHORT_READ_RNA: SHORT, tissues.LONG_READ_RNA: LONG, tissues.QTL_COVARIATES: MAPPED, **others}
    return TABLES["tissues"].conform(tissues.build_tissues(loaded).frame).sort("display_order")


def test_samples_and_donors_are_counted_over_both_technologies() -> None:
    liver = build().row(by_predicate=pl.col("tissue") == "Liver", named=True)
    assert (liver["n_short_read"], liver["n_long_read"], liver["n_donors"]) == (2, 1, 3)
    assert liver["uberon_id"] == "UBERON:0002107"
    assert liver["qtl_mapped"] is True


def test_spellings_meet_and_codes_keep_their_zeros() -> None:
    frame = build()
    assert frame["tissue"].to_list() == ["Liver", "Lymph_Node"]
    node = frame.row(1, named=True)
    assert (node["label"], node["tissue_code"], node["color"]) == ("Lymph node", "0070", "#ACAA95")
    assert node["qtl_mapped"] is False
    assert check_frame(frame, TABLES["tissues"]) == []


def test_gtex_match_of_depth_goes_before_that_of_eqtls() -> None:
    frame = build(**{
        tissues.GTEX_MATCHES: pl.DataFrame({"Tissue": ["Liver"], "type": ["Liver"]}),
        tissues.GTEX_EQTLS: pl.DataFrame({"tissue_gtop": ["Liver", "Lymph_node"], "tissue_gtex": ["Other", "Spleen"]}),
        tissues.CONTRIBUTIONS: pl.DataFrame({"tissue": ["Liver", "Lymph node"], "tissue_matched": [tissues.GTEX_MATCHED, "x"]}),
    })
    assert frame["gtex_tissue"].to_list() == ["Liver", "Spleen"]
    assert frame["gtex_matched"].to_list() == [True, False]


def test_a_tissue_that_is_new_is_set_aside_by_name() -> None:
    strange = SHORT.with_columns(Tissue=pl.Series(["Liver", "Liver", "Left elbow"]))
    built = tissues.build_tissues({tissues.SHORT_READ_RNA: strange, tissues.LONG_READ_RNA: LONG, tissues.QTL_COVARIATES: MAPPED})
    assert built.rejected is not None
    assert built.rejected["tissue"].to_list() == ["Left_Elbow"]


def test_every_tissue_has_an_organ_system_and_a_term() -> None:
    systems = [system for system, _ in tissues.ONTOLOGY.values()]
    assert len(tissues.ONTOLOGY) == 33
    assert list(dict.fromkeys(systems)) == list(ORGAN_SYSTEMS)
    assert systems == sorted(systems, key=ORGAN_SYSTEMS.index)
    assert all(term.startswith("UBERON:") and len(term) == 14 for _, term in tissues.ONTOLOGY.values())
