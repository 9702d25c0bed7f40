from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tiny import write_release

from dashboard.errors import QueryError
from dashboard.store import populations as store
from dashboard.store.areas import Area
from dashboard.store.release import Release

PCS = pl.DataFrame({
    "analysis": ["global"] * 4 + ["local"] * 2,
    "sample_id": ["G1", "A1", "E1", "X1", "G1", "E1"],
    "cohort": ["GTOP", "1000 Genomes", "1000 Genomes", "GTEx", "GTOP", "1000 Genomes"],
    "population": [None, "YRI", "CHB", None, None, "CHB"],
    "superpopulation": [None, "AFR", "EAS", None, None, "EAS"],
    "resources": [None, ["AFGR", "Geuvadis"], ["MAGE"], None, None, ["MAGE"]],
    "pc1": [0.0, 5.0, 0.1, 2.0, 1.0, 2.0], "pc2": [0.0, 5.0, 0.2, None, 1.0, 2.0],
})
VARIANCE = pl.DataFrame({
    "analysis": ["global"] * 3 + ["all"] * 2, "pc": [1, 2, 3, 1, 2], "proportion": [0.08, None, None, 0.75, 0.25], "sd": [4.0, 2.0, None, None, None],
    "basis": ["printed", "none", "none", "of all", "of all"],
})
ADMIXTURE = pl.DataFrame({
    "sample_id": ["X1", "A1", "A2", "G1"] * 2, "k": [2] * 8, "component": [1] * 4 + [2] * 4, "cohort": ["GTEx", "1000 Genomes", "1000 Genomes", "GTOP"] * 2,
    "population": [None, "YRI", "YRI", None] * 2, "superpopulation": [None, "AFR", "AFR", None] * 2, "proportion": [0.5, 0.3, 0.1, 1.0, 0.5, 0.7, 0.9, 0.0],
})


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    kinship = pl.DataFrame({"sample_id": ["G1", "G1"], "other_sample_id": ["G2", "G3"], "kinship": [0.0442, -0.1], "z0": [0.8, 1.0]})
    return Release(write_release(tmp_path_factory.mktemp("r"), genotype_pcs=PCS, pc_variance=VARIANCE, admixture=ADMIXTURE, kinship=kinship))


def test_projections_with_their_people_and_components(release: Release) -> None:
    assert [(p.analysis, p.label, p.n, p.axes) for p in store.list_projections(release)] == [("global", "Global", 4, 2), ("local", "Local", 2, 2)]


def test_hiding_leaves_out_by_cohort_superpopulation_population_or_resource(release: Release) -> None:
    hidden, unknown = store.exclusions(release, ["AFR", "GTEx", "MAGE", "Mars"])
    assert hidden == (("superpopulation__ne", "AFR"), ("cohort__ne", "GTEx"), ("resources__ne", "MAGE"))
    assert unknown == ["Mars"]
    points = store.list_points(release, "global", hidden)
    assert dict(points.select("sample_id", "shown").iter_rows()) == {"G1": True, "A1": False, "E1": False, "X1": False}


@pytest.mark.parametrize(("coloring", "expected"), [
    ("cohort", ["1000 Genomes", "1000 Genomes", "GTEx", "GTOP"]), ("superpopulation", ["AFR", "EAS", "GTEx", "GTOP"]),
    ("population", ["CHB", "GTEx", "GTOP", "YRI"]), ("resource", ["AFGR", "GTOP", "Geuvadis", "MAGE", None]),
])
def test_groups(release: Release, coloring: store.Coloring, expected: list[str | None]) -> None:
    groups = store.with_groups(store.list_points(release, "global"), coloring)["group"].to_list()
    assert sorted(groups, key=lambda name: (name is None, name)) == expected


def test_shares_that_were_not_published_follow_from_the_spread(release: Release) -> None:
    assert store.axis_shares(release, "global") == {1: (0.08, False), 2: (pytest.approx(0.02), True)}
    whole = store.list_variance(release).filter(pl.col("analysis") == "all")["whole"]
    assert whole.to_list() == [True, True]


def test_finding_an_individual(release: Release) -> None:
    assert store.find_individual(release, " e1 ") == ("E1", [])
    assert store.find_individual(release, "1") == ("", ["A1", "E1", "G1", "X1"])
    assert store.find_individual(release, "") == ("", [])
    assert [row["analysis"] for row in store.describe_individual(release, "E1", "local")] == ["local"]
    assert store.describe_individual(release, "nobody", "local") == []


def test_a_box_is_filters_and_an_outline_is_ids(release: Release) -> None:
    box = Area.parse("global,1,2,box,-1,-1,1,1")
    assert store.selected_ids(release, box, ()) == ["E1", "G1"]
    filters = store.selection_filters(box, ["E1", "G1"], (("superpopulation__ne", "EAS"),), "global")
    assert store.count_people(release, filters) == 1
    lasso = Area.parse("global,1,2,lasso,4,4,6,4,5,6")
    ids = store.selected_ids(release, lasso, ())
    assert ids == ["A1"]
    assert store.selection_filters(lasso, ids, (), "global") == (("analysis", "global"), ("sample_id", "A1"))
    assert store.count_people(release, store.selection_filters(lasso, [], (), "global")) == 0
    assert store.fits_link(filters)
    assert not store.fits_link(tuple(("sample_id", "HG00096") for _ in range(300)))


def test_files_of_a_selection(release: Release) -> None:
    filters = (("analysis", "global"), ("cohort", "1000 Genomes"))
    assert store.rows_as_csv(release, filters, "sample_id", only_ids=True) == "sample_id\nA1\nE1\n"
    assert store.rows_as_csv(release, filters, "sample_id").splitlines()[1] == "global,A1,1000 Genomes,AFGR;Geuvadis,YRI,AFR,5.0,5.0"


def test_admixture_puts_the_subject_first_and_sorts_by_the_main_component(release: Release) -> None:
    filters = store.admixture_filters(release, 2, (("resources__ne", "MAGE"), ("cohort__ne", "GTEx")))
    assert filters == (("k", "2"), ("cohort__ne", "GTEx"))
    blocks = store.admixture_blocks(release, (("k", "2"),))
    assert blocks["sample_id"].to_list() == ["G1", "A2", "A1", "X1"]
    assert blocks["component_2"].to_list() == [0.0, 0.9, 0.7, 0.5]
    assert store.admixture_blocks(release, (("k", "7"),)).is_empty()
    assert (store.choose_k(release, 7), store.choose_k(release, 2)) == (2, 2)


def test_related_pairs(release: Release) -> None:
    assert (store.count_related(release), store.closest_kinship(release)) == (1, 0.0442)


@pytest.mark.parametrize("text", ["", "global", "global,1,2,blob,1,2,3,4", "global,1,1,box,0,0,1,1", "global,1,2,box,0,0,1", "global,1,2,box,0,0,nan,1", "global,a,2,box,0,0,1,1"])
def test_areas_that_are_none(text: str) -> None:
    with pytest.raises(QueryError, match="does not describe"):
        Area.parse(text)


def test_a_drawn_area_survives_the_url() -> None:
    drawn = Area.drawn("global", 1, 3, {"box": {"x": [2, -1.23456], "y": [5, 0]}})
    assert drawn
    assert drawn.text == "global,1,3,box,-1.235,0,2,5"
    assert Area.parse(drawn.text) == drawn
    circle = [{"x": [float(v) for v in range(200)], "y": [float(v * v % 97) for v in range(200)]}]
    lasso = Area.drawn("global", 1, 2, {"lasso": circle[0]})
    assert lasso
    assert len(lasso.corners) == 32
    assert len(lasso.text) < 1000
    assert Area.drawn("global", 1, 2, {}) is None


@pytest.mark.data
def test_published_shares_agree_with_the_spread_of_the_scores(shared_data: Path) -> None:
    """The inference behind hollow bars: PC2 inferred from PC1's printed share comes out as printed (4.8 %, 0.4 %)."""
    for name, first, second in (("Figure_1/input/Fig1b.txt", 7.6, 4.8), ("Supp_Figures/input/Supp_Fig5a.txt", 0.8, 0.4)):
        scores = pl.read_csv(shared_data / "gtop-phase1" / "figure_generation" / name, separator="\t")
        pc1, pc2 = scores.select(pl.col("PC1", "PC2").var()).row(0)
        assert first * pc2 / pc1 == pytest.approx(second, abs=0.05)
