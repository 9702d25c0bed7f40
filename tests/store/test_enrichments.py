"""Enrichment analyses as the annotation page asks for them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import tiny_sets
from tiny import write_release

from dashboard.schema.analyses import Analysis, find_analyses
from dashboard.store import enrichments as store
from dashboard.store.release import Release


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return Release(write_release(Path(tmp_path_factory.mktemp("enrichments")), name="sets", simulated=False, ordered=True, **tiny_sets.FRAMES))


def analysis_of(release: Release, name: str) -> Analysis:
    return next(analysis for analysis, _ in store.list_analyses(release) if analysis.name == name)


def rows_of(release: Release, name: str) -> pl.DataFrame:
    return store.analysis_rows(release, analysis_of(release, name))


def test_unknown_sources_are_analyses_of_their_own() -> None:
    found = find_analyses(["torus", "my_own_test"])
    assert [analysis.name for analysis in found] == ["features", "my_own_test"]
    assert isinstance(found[1], Analysis)
    assert found[1].title == "My own test"


def test_analyses_are_counted_over_their_parts(release: Release) -> None:
    assert {analysis.name: n for analysis, n in store.list_analyses(release)} == {"features": 4, "rbp_binding": 140, "repeat_motifs": 69, "causal_sv_tr": 2}


def test_scales_are_never_mixed(release: Release) -> None:
    assert store.scales_of(rows_of(release, "features")) == ["log2_fold", "proportion"]


@pytest.mark.parametrize(("name", "kind"), [("features", "forest"), ("rbp_binding", "heatmap"), ("repeat_motifs", "scatter"), ("causal_sv_tr", "threshold")])
def test_the_shape_of_the_rows_says_how_they_are_drawn(release: Release, name: str, kind: str) -> None:
    assert store.kind_of(rows_of(release, name)) == kind


def test_series_are_qtl_types_where_there_are_several(release: Release) -> None:
    assert set(rows_of(release, "features")["series"]) == {"eQTL", "tuQTL"}
    assert set(rows_of(release, "repeat_motifs")["series"]) == {""}


def test_p_is_adjusted_over_all_rows_only_where_the_source_did_not(release: Release) -> None:
    adjusted = store.adjusted_rows(release, analysis_of(release, "rbp_binding"))
    assert adjusted.filter(pl.col("padj") < 0.05)["feature"].unique().to_list() == ["K562-P7"]
    assert adjusted["padj"].min() == pytest.approx(1e-6 * 140 / 2)
    published = rows_of(release, "repeat_motifs")
    assert store.adjusted_rows(release, analysis_of(release, "repeat_motifs"))["padj"].equals(published["padj"])


def test_motifs_with_the_same_counts_are_one_point(release: Release) -> None:
    points = store.motif_points(rows_of(release, "repeat_motifs"), "gc")
    zero = points.filter(pl.col("n") == 0).row(0, named=True)
    assert (zero["features"], zero["example"], zero["named"]) == (2, "GC", True)
    assert points.filter(pl.col("n") == 20)["estimate"].to_list() == [None]
    assert points["example"][0] == "CAG"
    assert not store.motif_points(rows_of(release, "repeat_motifs"))["named"].any()


def test_the_heatmap_shows_what_was_asked_for(release: Release) -> None:
    rows = store.adjusted_rows(release, analysis_of(release, "rbp_binding"))
    assert store.heatmap_rows(rows, "all")["feature"].n_unique() == 70
    assert store.heatmap_rows(rows, "top")["feature"].n_unique() == 40
    assert store.heatmap_rows(rows, "significant")["feature"].unique().to_list() == ["K562-P7"]
    assert store.heatmap_rows(rows, "top", "p69")["feature"].unique().to_list() == ["K562-P69"]
    assert store.heatmap_rows(rows, "top", "nothing").is_empty()
