"""Structures of real genes, drawn and compared with the coordinates in ideogram's file."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard.figures.intron_scale import intron_scale, merge_intervals
from dashboard.figures.isoform_browser import CDS_PIXELS, UTR_PIXELS, isoform_browser
from dashboard.ingest.annotation.ideogram_structures import build_structures

EXON = "1"
Intervals = list[list[int]]


def lines_of(path: Path, wanted: str, column: int) -> list[list[str]]:
    with gzip.open(path, "rt") as file:
        rows = (line.rstrip("\n").split("\t") for line in file if not line.startswith("#"))
        return [row for row in rows if len(row) > column and row[column].rpartition("-")[0 if column == 0 else 2] == wanted]


def in_file(structures: list[list[str]], start: int) -> dict[str, tuple[Intervals, Intervals]]:
    """Exons and untranslated parts of each transcript as chromosome intervals, straight from the text."""
    first = min(int(row[1]) for row in structures)
    found = {}
    for name, offset, _, _, *parts in structures:
        origin = start + int(offset) - first
        places = [(kind, origin + int(at), origin + int(at) + int(length)) for kind, at, length in (part.split(";") for part in parts)]
        exons = merge_intervals(*zip(*[(a, b) for kind, a, b in places if kind == EXON], strict=True))
        untranslated = [(a, b) for kind, a, b in places if kind != EXON]
        found[name] = exons.tolist(), merge_intervals(*zip(*untranslated, strict=True)).tolist() if untranslated else []
    return found


def drawn(figure: go.Figure, exons: pl.DataFrame, row: int, width: int, shorten: bool) -> Intervals:
    """Chromosome intervals drawn on a row with a line width."""
    scale = intron_scale(exons["start"], exons["end"], shorten=shorten)
    found = []
    for trace in figure.data:
        if trace.mode == "lines" and trace.line.width == width:
            x = np.asarray(trace.x, dtype=float)
            for i in np.flatnonzero(np.asarray(trace.y)[::3] == row) * 3:
                a, after = np.rint(scale.genome(x[i:i + 2])).astype(int)
                found.append([int(a), int(after) - 1])
    return sorted(found)


@pytest.mark.data
@pytest.mark.parametrize("shorten", [True, False])
@pytest.mark.parametrize("symbol", ["MUC1", "HP", "ABO"])
def test_real_genes_are_drawn_where_the_file_says(shared_data: Path, symbol: str, shorten: bool) -> None:
    folder = shared_data / "ideogram"
    (gene,) = lines_of(folder / "homo-sapiens-genes.tsv.gz", symbol, 4)
    structures = lines_of(folder / "homo-sapiens-gene-structures.tsv.gz", symbol, 0)
    genes = pl.DataFrame({
        "gene_id": [f"ENSG{gene[3].zfill(11)}"], "gene_symbol": [symbol], "chromosome": [f"chr{gene[0]}"], "start": [int(gene[1])], "end": [int(gene[1]) + int(gene[2])],
    })
    built = build_structures(["\t".join(row) for row in structures], genes)
    transcripts, exons = built["transcripts"].frame, built["exons"].frame
    figure = isoform_browser(transcripts, exons, shorten=shorten)
    expected = in_file(structures, int(gene[1]))
    strands = {row[0]: row[3] for row in structures}
    assert sorted(transcripts["transcript_id"]) == sorted(expected)
    for row, (name, strand, coding) in enumerate(transcripts.select("transcript_id", "strand", "coding").rows()):
        thin, thick = (drawn(figure, exons, row, width, shorten) for width in (UTR_PIXELS, CDS_PIXELS))
        of_file, untranslated = expected[name]
        both = np.array(thin + thick)
        assert merge_intervals(both[:, 0], both[:, 1]).tolist() == of_file, name
        if coding and thin:
            assert merge_intervals(*zip(*thin, strict=True)).tolist() == untranslated, name
        assert strand == strands[name]
