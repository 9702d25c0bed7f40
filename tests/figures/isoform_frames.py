"""A gene of three isoforms on the reverse strand, small enough to check by hand."""

from __future__ import annotations

import polars as pl

from dashboard.schema import TABLES

TRANSCRIPTS = TABLES["transcripts"].conform(pl.DataFrame({
    "transcript_id": ["T1", "T2", "T3"], "gene_id": ["G"] * 3, "chromosome": ["chr9"] * 3, "strand": ["-"] * 3,
    "start": [101, 101, 5_001], "end": [9_000, 5_100, 9_000], "n_exons": [3, 2, 1], "length": [400, 200, 4_000],
    "structural_category": ["full-splice_match", "novel_in_catalog", None], "novel": [False, True, False], "coding": [True, False, None],
    "canonical": [True, False, False],
}))
EXONS = TABLES["exons"].conform(pl.DataFrame({
    "transcript_id": ["T1", "T1", "T1", "T2", "T2", "T3"], "gene_id": ["G"] * 6, "exon_number": [3, 2, 1, 2, 1, 1],
    "chromosome": ["chr9"] * 6, "start": [101, 5_001, 8_801, 101, 5_001, 8_701], "end": [200, 5_100, 9_000, 200, 5_100, 9_000],
    "strand": ["-"] * 6, "cds_start": [151, 5_001, 8_801, None, None, None], "cds_end": [200, 5_100, 8_850, None, None, None],
}))
EXPRESSION = TABLES["transcript_expression"].conform(pl.DataFrame({
    "transcript_id": ["T1", "T2", "T3", "T1", "T2", "T3"], "tissue": ["Liver"] * 3 + ["Lung"] * 3, "gene_id": ["G"] * 6, "n": [4] * 3 + [1] * 3,
    "n_detected": [4, 2, 0, 1, 1, 1], "median_tpm": [90.0, 10.0, 0.0, 1.0, 8.0, 1.0], "usage": [0.9, 0.1, 0.0, 0.1, 0.8, 0.1],
}))
