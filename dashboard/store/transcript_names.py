"""From a transcript's id to its gene."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from dashboard.store.release import Release

_SHAPE = re.compile(r"^(?:ENST\d{6,}(?:\.\d+)?|GTOPT\d{4,}|PB(?:\.\d+){2,3}|[A-Z0-9][A-Z0-9.-]*-\d{3,})$", re.IGNORECASE)


@dataclass(frozen=True)
class NamedTranscript:
    """A transcript and the gene it belongs to."""

    transcript_id: str
    gene_id: str


def gene_of_transcript(release: Release, text: str) -> NamedTranscript | None:
    """The transcript of this id, with or without version, or of this name (ABO-203)."""
    if not release.has("transcripts") or not _SHAPE.match(text):
        return None
    wanted = text.upper()
    bare = wanted.split(".", maxsplit=1)[0] + "." if wanted.startswith("ENST") else "\0"
    scan = pl.scan_parquet(release.files("transcripts"), glob=False, hive_partitioning=False)
    found = scan.filter(
        pl.col("gene_id").is_not_null()
        & ((pl.col("transcript_id") == wanted) | (pl.col("transcript_name") == wanted) | pl.col("transcript_id").str.starts_with(bare)),
    ).select("transcript_id", "gene_id").head(1).collect()
    return NamedTranscript(*found.row(0)) if found.height else None
