"""What a file is, by its content: its name says nothing that can be relied on."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from dashboard.errors import SourceError
from dashboard.ingest.isoforms.text_tables import header_of

PROBED_BYTES = 2**18
_GZIP_MAGIC = b"\x1f\x8b"


class Kind(StrEnum):
    STRUCTURES = "transcript structures"
    CLASSIFICATION = "SQANTI3 classification"
    MATRIX = "transcript × sample matrix"
    ONE_SAMPLE = "quantification of one sample"
    PEPTIDES = "peptides"
    DOMAINS = "protein domains"
    NOT_NEEDED = "not needed"


@dataclass(frozen=True)
class Layout:
    """The columns of a quantification: of the transcript, its gene, reads and TPM; empty where it has none."""

    tool: str
    transcript: str
    gene: str = ""
    count: str = ""
    tpm: str = ""


ONE_SAMPLE = (
    Layout("Salmon", "Name", count="NumReads", tpm="TPM"),
    Layout("RSEM", "transcript_id", "gene_id", "expected_count", "TPM"),
    Layout("kallisto", "target_id", count="est_counts", tpm="tpm"),
    Layout("IsoQuant", "feature_id", count="count"),
    Layout("IsoQuant", "feature_id", tpm="TPM"),
    Layout("PacBio isoseq", "pbid", count="count_fl"),
    Layout("PacBio isoseq", "pbid", count="fl_assoc"),
)
_TELLING = {
    "Salmon": ("Name", "EffectiveLength", "NumReads", "TPM"), "RSEM": ("transcript_id", "effective_length", "expected_count", "IsoPct", "TPM", "FPKM"),
    "kallisto": ("target_id", "eff_length", "est_counts", "tpm"),
}
_CLASSIFICATION = ("isoform", "structural_category", "associated_gene", "associated_transcript", "subcategory", "all_canonical", "diff_to_TSS", "FSM_class")


def read_head(path: Path) -> list[str]:
    """The first lines of a file, decompressed. Raises SourceError where it cannot be read."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP_MAGIC
        with gzip.open(path, "rb") if packed else path.open("rb") as file:
            raw = file.read(PROBED_BYTES)
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror or error}).") from error
    except (EOFError, zlib.error) as error:
        raise SourceError(f"{path} is not a whole gzip file; it is cut off or damaged, fetch it again.") from error
    if not raw.strip():
        raise SourceError(f"{path} is empty; fetch it again.")
    if b"\0" in raw[:4096]:
        raise SourceError(f"{path} is not a text file; isoforms are imported from GTF files and text tables.")
    return raw.decode("utf-8-sig", "replace").split("\n")


def recognise(path: Path) -> Kind:
    """The kind of a file. Raises SourceError for a file of no known kind, naming the column it lacks where it is nearly one."""
    lines = read_head(path)
    if _is_gtf(lines):
        return Kind.STRUCTURES
    _, _, names = header_of(lines)
    kind = _kind_by_columns(path, names)
    if kind is None and _is_matrix(lines):
        kind = Kind.MATRIX
    if kind is None:
        known = "a GTF or GFF, SQANTI3’s classification.txt, a matrix of transcripts × samples, Salmon, RSEM or kallisto output, or a table of peptides or domains"
        raise SourceError(f"{path} is none of {known}; its columns are {', '.join(names[:8]) or 'not named'}.")
    return kind


def _kind_by_columns(path: Path, names: Sequence[str]) -> Kind | None:
    columns = set(names)
    kind = None
    if len(columns & set(_CLASSIFICATION)) >= 3:
        _refuse_missing(path, "SQANTI3’s classification", columns, ("isoform", "structural_category", "associated_gene", "associated_transcript"))
        kind = Kind.CLASSIFICATION
    elif {"isoform", "junction_number"} <= columns:
        kind = Kind.NOT_NEEDED
    elif columns & {"transcript_id(s)", "transcript_id.s."} and "expected_count" in columns:
        raise SourceError(f"{path} is RSEM’s table of genes; give its isoforms.results, which has one line per transcript.")
    elif layout_of(names):
        kind = Kind.ONE_SAMPLE
    elif columns & {"transcript_id", "isoform"} and "domain" in columns:
        kind = Kind.DOMAINS
    elif columns & {"transcript_id", "isoform"} and columns & {"peptide", "n_peptides", "peptide_sequence"}:
        kind = Kind.PEPTIDES
    else:
        for tool, telling in _TELLING.items():
            if len(columns & set(telling)) >= len(telling) - 1:
                _refuse_missing(path, f"{tool}’s output", columns, telling)
    return kind


def layout_of(columns: Sequence[str]) -> Layout | None:
    """The layout of one sample's quantification with these columns, None where they are not one's."""
    have = set(columns)
    for layout in ONE_SAMPLE:
        needed = {name for name in (layout.transcript, layout.gene, layout.count, layout.tpm) if name}
        if needed <= have and (layout.tool != "IsoQuant" or len(have) <= 3):
            return layout
    return None


def _is_gtf(lines: Sequence[str]) -> bool:
    for line in lines:
        if line.startswith("#") or not line.strip():
            continue
        fields = line.rstrip("\r").split("\t")
        return len(fields) >= 9 and fields[3].strip().isdigit() and fields[4].strip().isdigit() and fields[6] in {"+", "-", ".", "?"}
    return False


def _is_matrix(lines: Sequence[str]) -> bool:
    """A header, and lines that begin with a name and end with a number."""
    index, separator, names = header_of(lines)
    body = [line.rstrip("\r") for line in lines[index + 1:index + 20] if line.strip()]
    rows = [line.split() if separator == " " else line.split(separator) for line in body]
    rows = [row for row in rows if len(row) in (len(names), len(names) + 1)]
    return bool(rows) and all(len(row) >= 2 and not _is_number(row[0]) and _is_number(row[-1]) for row in rows)


def _is_number(text: str) -> bool:
    try:
        float(text.strip('" ') if text.strip('" ') not in ("", "NA") else "0")
    except ValueError:
        return False
    return True


def _refuse_missing(path: Path, what: str, columns: set[str], needed: Sequence[str]) -> None:
    missing = [name for name in needed if name not in columns]
    if missing:
        raise SourceError(f"{path}: {what} needs the column {', '.join(f'“{name}”' for name in missing)}, which is not there.")
