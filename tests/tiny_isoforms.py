"""Isoform counts of nine tissues, as a release holds them; the numbers are ours."""

from __future__ import annotations

import polars as pl

TISSUES = ("Skin", "Liver", "Spleen", "Muscle", "Colon", "Uterus", "Ovary", "Trachea", "Lung")
SYSTEMS = ("Skin and adipose", "Digestive", "Blood and immune", "Muscle", "Digestive", "Reproductive", "Reproductive", "Respiratory", "Respiratory")
SAMPLES = (10, 10, 10, 9, 4, 2, 1, 1, 3)
READS = (6.7e6, 7.4e6, 7.3e6, 7.5e6, 7.7e6, 6.1e6, 6.0e6, 5.5e6, 6.6e6)
FOUND = (54_000, 39_000, 50_000, 41_000, 41_000, 33_000, 24_000, 19_000, 32_000)


def _rows(scope: str, category: str, subcategory: str | None, values: tuple[float | None, ...], column: str = "n") -> pl.DataFrame:
    return pl.DataFrame({
        "tissue": list(TISSUES), "scope": scope, "category": category, "subcategory": [subcategory] * len(TISSUES), "n": pl.Series([None] * len(TISSUES), dtype=pl.Float64),
        "proportion": pl.Series([None] * len(TISSUES), dtype=pl.Float64), column: pl.Series(values, dtype=pl.Float64),
    })


def _atlas(scope: str, rows: list[tuple[str, str | None, float]], column: str = "n") -> pl.DataFrame:
    other = "proportion" if column == "n" else "n"
    return pl.DataFrame(
        [{"tissue": None, "scope": scope, "category": category, "subcategory": subcategory, column: float(value), other: None} for category, subcategory, value in rows],
        schema={"tissue": pl.String, "scope": pl.String, "category": pl.String, "subcategory": pl.String, "n": pl.Float64, "proportion": pl.Float64},
    )


COUNTS = pl.concat([
    _rows("novel_transcripts_per_tissue", "novel", "GTEx-matched tissue", FOUND),
    _rows("tissue_specific_transcripts", "annotated", None, (265, 407, 158, 166, 239, 299, 380, 447, 35)),
    _rows("tissue_specific_transcripts", "novel", None, (190, 588, 132, 228, 331, 274, 313, 317, 31)),
    _rows("peptide_support", "unique peptide", "novel", (0.09, 0.16, 0.13, 0.07, 0.11, 0.08, 0.10, 0.11, None), "proportion"),
    _rows("peptide_support", "shared peptide", "novel", (0.62, 0.73, 0.63, 0.65, 0.68, 0.58, 0.65, 0.64, None), "proportion"),
    _rows("peptide_support", "unique peptide", "annotated", (0.3, 0.5, 0.37, 0.28, 0.35, 0.23, 0.32, 0.36, None), "proportion"),
    _rows("peptide_support", "shared peptide", "annotated", (0.31, 0.3, 0.33, 0.29, 0.36, 0.32, 0.36, 0.32, None), "proportion"),
    _rows("short_read_expressed", "transcript", "GENCODE", (135_000, 112_000, 131_000, 114_000, 123_000, 126_000, 133_000, 86_000, 131_000)),
    _rows("short_read_expressed", "transcript", "enhanced annotation", (164_000, 132_000, 157_000, 138_000, 146_000, 150_000, 159_000, 98_000, 158_000)),
    _atlas("long_read_transcripts", [("annotated", "GTOP", 108), ("novel", "GTOP", 82), ("gencode_v47", "GENCODE", 385), ("gencode_v47", "GTOP", 0)]),
    _atlas("long_read_genes", [("annotated", "GTOP", 29), ("novel", "GTOP", 3)]),
    _atlas("structural_category_coding_status", [("FSM", "Protein-coding", 60), ("FSM", "Noncoding", 38), ("NIC", "Protein-coding", 50), ("NIC", "NMD-sensitive", 12)]),
    _atlas("tissue_specificity", [(kind, str(k), share) for kind, first in (("annotated", 0.2), ("novel", 0.3)) for k, share in ((1, first), (2, 0.9 - first), (10, 0.1))], "proportion"),
    _atlas("database_overlap", [("GTOP", None, 120), ("GTOP & CHESS3", None, 34), ("GTOP & GTEx long-read & CHESS3", None, 20)]),
    _atlas("database_replication", [("novel", "GTOP", 82), ("novel", "replicated in ≥1 datasets", 22)]),
], how="diagonal_relaxed")
COVARIATES = pl.DataFrame({"tissue": list(TISSUES), "n_samples": list(SAMPLES), "median_reads": list(READS), "median_rin": [7.7, 8.2, 8.1, 7.6, 7.5, 7.3, 7.8, 8.8, 8.5]})
ATLAS_TISSUES = pl.DataFrame({
    "tissue": list(TISSUES), "label": list(TISSUES), "organ_system": list(SYSTEMS), "qtl_mapped": [False] * 9, "display_order": [8, 2, 4, 5, 3, 7, 6, 0, 1],
    "color": ["#7E9EBC"] * 9, "n_short_read": [45, 146, 73, 85, 11, 2, 2, 1, 20], "n_long_read": list(SAMPLES), "gtex_matched": [True] * 7 + [False, True],
})
EVENTS = pl.DataFrame({"event_type": ["Skipped exon", "Retained intron"] * 2, "category": ["annotated", "annotated", "novel", "novel"], "n": [93, 15, 36, 9]})
MODULES = pl.DataFrame({
    "measure": ["modules_per_tissue", "modules_per_tissue", "annotated_modules", "annotated_modules", "annotated_modules", "transcripts_in_network", "transcripts_in_network"],
    "network": ["Liver", "Artery", "Liver", "Artery", "Artery", "Liver", "Liver"], "module": [None, None, "ME1", "ME1", "ME2", None, None],
    "category": [None] * 5 + ["annotated", "novel"], "value": [23.0, 331.0, None, None, None, 40.0, 26.0],
})
FRAMES = {"isoform_counts": COUNTS, "tissue_covariates": COVARIATES, "tissues": ATLAS_TISSUES, "splicing_events": EVENTS, "module_summaries": MODULES}
