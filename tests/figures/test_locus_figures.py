"""Locus, LocusCompare and PheWAS figures on rows written here."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.figures import linkage
from dashboard.figures.gene_track import pack_genes
from dashboard.figures.locus import locus_stack
from dashboard.figures.locus_compare import locus_compare
from dashboard.figures.phewas import frequency_bars, phewas
from dashboard.figures.style import DARK, LIGHT, NO_LD
from dashboard.regions import Region
from dashboard.store.loci import GeneModels
from dashboard.store.locus_tracks import POINTS, Track, with_r2
from dashboard.store.variants import ASSOCIATIONS

WINDOW = Region("chr1", 1, 100_000)
NO_HITS = pl.DataFrame(schema={"variant_id": pl.String, "side": pl.String, "trait": pl.String, "tissue": pl.String, "qtl_type": pl.String, "gene_symbol": pl.String, "pp_h4": pl.Float64})
NO_GENES = GeneModels(pl.DataFrame(), pl.DataFrame(), 0)


def track(title: str, rows: list[dict[str, object]], kind: str = "qtl", value: str = "p") -> Track:
    points = pl.concat([pl.DataFrame(schema=POINTS), pl.DataFrame(rows)], how="diagonal_relaxed") if rows else pl.DataFrame(schema=POINTS)
    return Track(title, title, kind, value, "locus_associations", (), points)


def coloured(*tracks: Track, r2: dict[str, float] | None = None) -> list[Track]:
    known = r2 or {}
    return with_r2(tracks, pl.DataFrame({"variant_id": list(known), "r2": list(known.values())}, schema={"variant_id": pl.String, "r2": pl.Float32}))


SMALL = [{"variant_id": "rs1", "position": 10_000, "value": 9.0}, {"variant_id": "rs2", "position": 20_000, "value": 2.0}]


def test_without_linkage_points_are_grey_and_it_is_said() -> None:
    figure = locus_stack(coloured(track("GWAS", SMALL, "gwas")), NO_GENES, WINDOW, LIGHT, hits=NO_HITS)
    assert "no LD in this release" in [trace.name for trace in figure.data]
    (points,) = [trace for trace in figure.data if trace.mode == "markers" and trace.meta == "points"]
    assert set(points.marker.color) == {np.float32(linkage.UNKNOWN)}
    assert points.marker.colorscale[0][1] == NO_LD


def test_r2_falls_into_five_bins_that_the_legend_names() -> None:
    figure = locus_stack(coloured(track("GWAS", SMALL, "gwas"), r2={"rs1": 1.0, "rs2": 0.3}), NO_GENES, WINDOW, DARK, reference="rs1", has_ld=True, hits=NO_HITS)
    names = [trace.name for trace in figure.data if trace.name]
    assert names == ["r² 0.8–1", "r² 0.2–0.4", "lead", "LD reference"]


def test_a_deletion_is_drawn_as_its_span_and_a_repeat_as_a_bar() -> None:
    rows = [{"variant_id": "chr1_30000_DEL_x_5000", "variant_class": "SV", "position": 30_000, "end": 35_000, "value": 4.0},
            {"variant_id": "chr1_50000_50010_AC", "variant_class": "TR", "position": 50_001, "end": 50_010, "value": 3.0}]
    lines = [trace for trace in locus_stack(coloured(track("QTL", rows)), NO_GENES, WINDOW, LIGHT, hits=NO_HITS).data if trace.mode == "lines"]
    assert [list(lines[0].x[:2]), list(lines[1].y[:2])] == [[30_000, 35_000], [0, 3.0]]


def test_members_of_credible_sets_have_symbols() -> None:
    rows = [{**SMALL[0], "value": 0.9, "cs_id": "L1"}, {**SMALL[1], "value": 0.5, "cs_id": "L2"}]
    figure = locus_stack(coloured(track("PIP", rows, "pip", "pip")), NO_GENES, WINDOW, LIGHT, hits=NO_HITS)
    members = next(trace for trace in figure.data if trace.meta == "points" and trace.mode == "markers")
    assert sorted(members.marker.symbol) == ["square", "triangle-up"]


def test_colocs_own_hits_are_marked_on_their_side_only() -> None:
    hits = pl.DataFrame({"variant_id": ["rs1"], "side": ["GWAS"], "trait": ["T"], "tissue": ["Liver"], "qtl_type": ["eQTL"], "gene_symbol": ["ONE"], "pp_h4": [0.9]})
    figure = locus_stack(coloured(track("GWAS", SMALL, "gwas"), track("QTL", SMALL)), NO_GENES, WINDOW, LIGHT, hits=hits)
    stars = [trace for trace in figure.data if trace.meta == "points" and trace.marker.symbol == "star"]
    assert [(star.yaxis, list(star.customdata)) for star in stars] == [("y", ["rs1"])]


def test_empty_tracks_and_no_genes_still_make_a_figure() -> None:
    figure = locus_stack(coloured(track("GWAS", [], "gwas")), NO_GENES, WINDOW, LIGHT, hits=NO_HITS)
    assert figure.layout.height > 100


def test_genes_in_one_row_do_not_touch() -> None:
    genes = pl.DataFrame({"gene_id": ["a", "b", "c"], "gene_symbol": ["LONGNAME1", "LONGNAME2", None], "start": [10, 2_000, 90_000], "end": [500, 2_500, 99_000]})
    assert pack_genes(genes, WINDOW, 700).tolist() == [0, 1, 0]


def test_two_tracks_without_common_variants_say_so() -> None:
    empty = pl.DataFrame(schema={"variant_id": pl.String, "position": pl.Int64, "across": pl.Float64, "up": pl.Float64, "r2": pl.Float32})
    figure = locus_compare(empty, track("A", []), track("B", []), LIGHT, hits=NO_HITS)
    assert "no variant in common" in figure.layout.annotations[0].text.replace("<br>", " ")


def associations(rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=ASSOCIATIONS), pl.DataFrame(rows)], how="diagonal_relaxed")


def test_triangles_only_where_the_interval_excludes_zero() -> None:
    common = {"tissue": "Liver", "qtl_type": "eQTL", "gene_id": "G1", "gene_chromosome": "chr1", "tss": 5, "neglog10_p": 9.0, "source": "lead"}
    rows = associations([{**common, "slope": 1.0, "slope_se": 0.1}, {**common, "slope": -1.0, "slope_se": 0.1}, {**common, "slope": 1.0, "slope_se": 0.9}, {**common, "slope": 1.0, "slope_se": None}])
    figure = phewas(rows, [], LIGHT, across="gene", up="p", unit="ALT allele C", labels=5)
    assert list(figure.data[0].marker.symbol) == ["triangle-up", "triangle-down", "circle", "circle"]
    assert "slope per ALT allele C: +1.00 ± 0.20" in figure.data[0].text[0]


def test_a_measure_that_no_association_has_is_said() -> None:
    rows = associations([{"tissue": "Liver", "qtl_type": "eQTL", "gene_id": "G1", "neglog10_p": 2.0, "source": "lead"}])
    figure = phewas(rows, [], LIGHT, across="tissue", up="pip", unit="ALT allele", labels=0)
    assert "has a PIP" in figure.layout.annotations[0].text.replace("<br>", " ")


def test_a_class_of_frequency_is_not_drawn_as_a_frequency() -> None:
    rows = pl.DataFrame({"population": ["AFR", "GTOP"], "af": [None, 0.4], "af_bin": ["0.01", None]})
    exact, classed = frequency_bars(rows, LIGHT, allele="ALT allele").data
    assert list(exact.y) == ["GTOP"]
    assert list(classed.text) == ["class 0.01"]
