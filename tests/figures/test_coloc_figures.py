"""What the figures of colocalization draw: cells, marks, bars, sensitivity; and what they say when there is nothing."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from dashboard.figures import coloc_summaries, own_coloc
from dashboard.figures.coloc_matrix import coloc_matrix
from dashboard.figures.style import theme
from dashboard.statistics import colocalization as coloc
from dashboard.store.colocalization import BOTH, COLOC_ONLY, SMR_ONLY, Matrix

LOOK = theme("light")
CELLS = pl.DataFrame({
    "row": ["Gout", "Gout", "Asthma"], "column": ["G1", "G2", "G2"], "qtl_type": ["", "", ""], "pp_h4": [0.9, None, 0.99], "best": ["eQTL|Liver", None, "juQTL|Skin"],
    "pval_smr": [1e-7, 1e-5, None], "n_both": [1, 0, 0], "n_coloc": [0, 0, 2], "n_smr": [0, 1, 0], "state": [BOTH, SMR_ONLY, COLOC_ONLY],
})
MATRIX = Matrix("trait", "gene_id", ("Gout", "Asthma"), ("G1", "G2"), ("metabolic", "respiratory"), {"G1": "HP"}, 2, 2, CELLS)
EMPTY = Matrix("trait", "gene_id", (), (), (), {}, 0, 0, CELLS.head(0))


def test_cells_without_coloc_are_blank_and_carry_their_mark() -> None:
    figure = coloc_matrix(MATRIX, {"Liver": "Liver"}, LOOK)
    heat = next(trace for trace in figure.data if trace.type == "heatmap")
    assert np.asarray(heat.z)[0, 0] == pytest.approx(0.9)
    assert np.isnan(np.asarray(heat.z)[0, 1])
    marks = {trace.marker.symbol: (list(trace.x), list(trace.y)) for trace in figure.data if trace.type == "scatter" and trace.x[0] is not None}
    assert marks == {"diamond": ([0], [0]), "triangle-up": ([1], [0]), "circle": ([1], [1])}
    names = [trace.name for trace in figure.data if trace.showlegend is not False]
    assert names == ["coloc and SMR 1", "coloc only 1", "SMR only 1", "blank: not reported"]
    assert list(figure.layout.xaxis.ticktext) == ["HP", "G2"]
    assert list(heat.customdata[1][1]) == ["Asthma", "G2", "Asthma", "G2", "0.990 (juQTL, Skin)", "–", "coloc only: 2"]


def test_types_apart_have_axes_of_their_own_and_the_open_cell_a_frame() -> None:
    apart = Matrix(**{**MATRIX.__dict__, "cells": CELLS.with_columns(pl.Series("qtl_type", ["eQTL", "juQTL", "juQTL"]))})
    figure = coloc_matrix(apart, {}, LOOK, kinds=("eQTL", "juQTL"), chosen=("Gout", "G1"))
    assert {trace.yaxis for trace in figure.data if trace.type == "heatmap"} == {"y", "y2"}
    assert [shape.yref for shape in figure.layout.shapes if shape.type == "rect"] == ["y", "y2"]


def test_nothing_is_said_to_be_not_reported() -> None:
    text = coloc_matrix(EMPTY, {}, LOOK).layout.annotations[0].text
    assert "not reported" in text.replace("<br>", " ")


ROWS = pl.DataFrame({
    "gene_symbol": ["HP", None], "gene_id": ["E1", "E2"], "tissue": ["Liver", "Skin"], "qtl_type": ["eQTL", "juQTL"], "trait": ["Gout"] * 2, "gwas_id": ["070"] * 2, "n_variants": [1000, None],
    "gwas_hit": ["rs1"] * 2, "qtl_hit": ["rs1"] * 2, "gwas_pval": [0.0, 1e-9], "gwas_beta": [0.1, None], "qtl_pval": [1e-5] * 2, "qtl_beta": [0.2] * 2, "agreement": ["same sign", "unknown"],
    "pp_h0": [0.0, 0.01], "pp_h1": [0.0, 0.01], "pp_h2": [0.0, 0.01], "pp_h3": [0.1, 0.07], "pp_h4": [0.9, 0.9],
})


def test_posteriors_stack_to_one_and_p_of_0_is_below_the_smallest_number() -> None:
    figure = coloc_summaries.posterior_bars(ROWS, {"Liver": "Liver"}, LOOK)
    assert np.sum([np.asarray(trace.x) for trace in figure.data], axis=0) == pytest.approx([1, 1])
    assert list(figure.layout.yaxis.ticktext) == ["E2 · Skin · juQTL", "HP · Liver · eQTL"]
    hover = list(figure.data[0].customdata[1])
    assert hover[5].startswith("<")
    assert hover[10] == "same sign"
    assert coloc_summaries.posterior_bars(ROWS.head(0), {}, LOOK).data == ()


def test_the_histogram_holds_every_row() -> None:
    figure = coloc_summaries.posterior_histogram(pl.DataFrame({"qtl_type": ["eQTL", "eQTL", "juQTL"], "pp_h4": [0.8, 1.0, 0.95]}), LOOK)
    assert {trace.name: int(np.sum(trace.y)) for trace in figure.data} == {"eQTL 2": 2, "juQTL 1": 1}


@pytest.mark.parametrize("figure", [
    coloc_summaries.loci_by_class, coloc_summaries.other_atlases, coloc_summaries.variants_tested, coloc_summaries.population_specific,
])
def test_counts_that_are_absent_are_said_to_be(figure: object) -> None:
    empty = pl.DataFrame(schema={"trait_class": pl.String, "category": pl.String, "subcategory": pl.String, "value": pl.Float64, "total": pl.Float64})
    assert "no " in figure(empty, LOOK).layout.annotations[0].text  # type: ignore[operator]


def test_counts_keep_the_source_s_names() -> None:
    counts = pl.DataFrame({"category": ["GTEx", "GTEx"], "subcategory": ["Shared", "GTOP_specific"], "value": [60.0, 40.0]})
    figure = coloc_summaries.other_atlases(counts, LOOK)
    assert [trace.name for trace in figure.data] == ["shared", "GTOP-specific"]
    loci = pl.DataFrame({"trait_class": ["immune", "immune"], "category": ["eQTL", "sQTL"], "value": [3.0, 4.0], "total": [66.0, 66.0]})
    assert [trace.name for trace in coloc_summaries.loci_by_class(loci, LOOK).data] == ["eQTL only 3", "sQTL only 4"]
    tested = pl.DataFrame({"category": ["TPMI", "TPMI"], "subcategory": ["eQTL, tested", "eQTL, signif"], "value": [100.0, 10.0]})
    assert {trace.name: float(trace.x[0]) for trace in coloc_summaries.variants_tested(tested, LOOK).data} == {"significant eQTL": 10.0, "tested": 100.0}


def test_sensitivity_shades_where_one_shared_variant_is_decided() -> None:
    result = coloc.colocalize([12.0, 0.0, 1.0], [9.0, 0.0, 1.0])
    values = coloc.p12_range(points=50)
    posterior = coloc.sensitivity(result, values)
    figure = own_coloc.sensitivity(values, coloc.hypothesis_priors(3, p12=values), posterior, 1e-5, LOOK)
    assert len(figure.data) == 9
    assert figure.layout.xaxis.type == figure.layout.xaxis2.type == "log"
    shaded = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    reached = values[posterior[:, 4] >= own_coloc.DECIDED]
    assert [(shape.x0, shape.x1) for shape in shaded] == ([(reached.min(), reached.max())] if reached.size else [])


def test_the_best_shared_variant_is_named_and_many_are_drawn_by_webgl() -> None:
    variants = pl.DataFrame({"variant_id": ["rs1", "rs2"], "value_a": [9.0, 1.0], "value_b": [8.0, 2.0], "share": [0.9, 0.1]})
    figure = own_coloc.shared_variants(variants, ("GWAS", "eQTL"), LOOK)
    assert figure.data[1].text == ("rs1",)
    assert figure.layout.xaxis.title.text == "−log₁₀ p, GWAS"
    many = pl.DataFrame({"variant_id": [f"rs{i}" for i in range(2500)], "value_a": [1.0] * 2500, "value_b": [1.0] * 2500, "share": [1 / 2500] * 2500})
    assert own_coloc.shared_variants(many, ("a", "b"), LOOK).data[0].type == "scattergl"


def test_posterior_bars_of_one_result_read_from_h0_to_h4() -> None:
    figure = own_coloc.posteriors((0.0, 0.1, 0.2, 0.3, 0.4), LOOK)
    assert figure.data[0].y[-1] == "H0: neither"
    assert figure.data[0].text[0] == "0.400"
    assert figure.data[0].text[-1] == "0"
