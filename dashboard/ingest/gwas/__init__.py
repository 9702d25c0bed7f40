"""Import a GWAS with full statistics into a release: GWAS-VCF, GWAS-SSF, or text with named columns."""

from __future__ import annotations

import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from dashboard.errors import SourceError
from dashboard.ingest.annotation.target import Target, find_target
from dashboard.ingest.flags import set_aside
from dashboard.ingest.gwas.alleles import PALINDROMIC, agreement, known_variants, orient
from dashboard.ingest.gwas.columns import parse_columns
from dashboard.ingest.gwas.reading import Header, build_of, read_header, read_pieces
from dashboard.ingest.report import FileRead, ImportReport, TableReport
from dashboard.ingest.runner import Progress, silent
from dashboard.ingest.writer import TableData, count_reasons, extend_release
from dashboard.schema import TABLES
from dashboard.schema.gwas import TRAIT_TYPES

__all__ = ["import_gwas"]

STUDIES, ASSOCIATIONS = "gwas_studies", "gwas_associations"
ENOUGH_IDS, AGREEING = 20, 0.5
"""The build is judged from so many shared rs ids on; below this share of equal positions it is another one."""
_SUFFIX = re.compile(r"(\.vcf|\.tsv|\.txt|\.csv|\.h|\.sumstats)*(\.b?gz)?$", re.IGNORECASE)


@dataclass
class _Counts:
    """What is summed over the file. The last three are of coloc's estimate of a trait's SD (sdY.est)."""

    rows_in: int = 0
    rows_out: int = 0
    shared: int = 0
    flipped: int = 0
    ambiguous: int = 0
    n: int = 0
    ids: int = 0
    ids_agreeing: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    cross: float = 0.0
    square: float = 0.0
    measured: int = 0


def import_gwas(
    location: str, *, name: str | None = None, data_dir: Path = Path("data"), columns: str = "", trait: str | None = None,
    trait_type: str | None = None, build: str | None = None, progress: Progress = silent,
) -> ImportReport:
    """The report of adding one GWAS to release `name`, by default the newest imported one; one of the same id is replaced.

    `columns` maps meanings to the file's columns (`effect_allele=A1,…`) beyond those recognised. `trait` names the trait
    and `trait_type` is quantitative or case_control, by default as the file says, else quantitative. Raises SourceError for
    what cannot be read, or is of another genome build than the release.
    """
    started = time.monotonic()
    path = Path(location).expanduser()
    target = find_target(data_dir / "releases", name)
    header = read_header(path, parse_columns(columns))
    kind = trait_type or header.trait_type or "quantitative"
    if kind not in TRAIT_TYPES:
        raise SourceError(f"--trait-type {kind!r} is not known; it is {' or '.join(TRAIT_TYPES)}.")
    own_build = _checked_build(path, build, header, target)
    gwas_id = _SUFFIX.sub("", path.name)
    counts, notes = _Counts(), _notes(header, trait_type, build)
    with tempfile.TemporaryDirectory(prefix="gwas-") as folder:
        pieces = _split(header, Path(folder), counts, progress)
        rejected = [piece for piece in [_read_all(Path(folder) / "rejected")] if piece is not None]
        done: list[Path] = []
        for index, (chromosome, files) in enumerate(sorted(pieces.items())):
            progress(f"comparing the alleles of {chromosome}", index, len(pieces))
            kept, aside = _orient_chromosome(pl.read_parquet(files, glob=False), target, chromosome, header, counts)
            rejected.append(aside)
            kept.with_columns(pl.lit(gwas_id).alias("gwas_id")).write_parquet(done_path := Path(folder) / f"done-{chromosome}.parquet")
            done.append(done_path)
        _refuse_other_build(path, counts)
        if not counts.rows_out:
            raise SourceError(f"{path} has no row that can be used: {'; '.join(f'{n:,} {reason}' for reason, n in counts.reasons.items()) or 'it is empty'}.")
        study = pl.DataFrame({
            "gwas_id": [gwas_id], "trait": [trait or header.title or gwas_id], "trait_type": [kind], "n": [counts.n or None], "sd_y": [_sd_y(counts) if kind == "quantitative" else None],
            "genome_build": [own_build], "n_variants": [counts.rows_out], "n_shared": [counts.shared], "n_flipped": [counts.flipped], "n_ambiguous": [counts.ambiguous],
        }, schema_overrides={"n": pl.Int64, "sd_y": pl.Float64, "genome_build": pl.String})
        others = target.read(STUDIES).filter(pl.col("gwas_id") != gwas_id)
        whole = pl.concat(rejected, how="diagonal") if rejected else None
        tables = {
            ASSOCIATIONS: TableData(_frames(target, gwas_id, done), (str(path),), whole, notes),
            STUDIES: TableData(pl.concat([others, TABLES[STUDIES].conform(study)]), (str(path),), None, notes),
        }
        report = ImportReport(
            release=target.name, source=str(path), seconds=time.monotonic() - started, files=(FileRead(path=str(path), rows=counts.rows_in, tables=(ASSOCIATIONS, STUDIES)),),
            tables=(
                TableReport(name=ASSOCIATIONS, rows_in=counts.rows_in, rows_out=counts.rows_out, rejected=dict(counts.reasons), flags=dict(counts.flags), source_files=(str(path),), notes=notes),
                TableReport(name=STUDIES, rows_in=1, rows_out=1, source_files=(str(path),)),
            ),
        )
        progress("writing the release", len(pieces), len(pieces))
        extend_release(data_dir / "releases", target.name, tables, report)
    return report


def _checked_build(path: Path, given: str | None, header: Header, target: Target) -> str | None:
    """The file's build: as the user or the file says. SourceError where it is not the release's."""
    build = (build_of(given) or given) if given else header.build
    ours = build_of(target.manifest.genome_build or "") or target.manifest.genome_build
    if build and ours and build != ours:
        raise SourceError(f"{path} has positions of {build}, the release {target.name} has {ours}; lift the file over to {ours} first.")
    return build


def _notes(header: Header, trait_type: str | None, build: str | None) -> tuple[str, ...]:
    notes = [f"read as {header.kind}" + (": " + ", ".join(f"{role} = {name}" for role, name in header.columns.items()) if header.columns else "")]
    if not (trait_type or header.trait_type):
        notes.append("the file does not say whether the trait is quantitative; it is taken to be (else --trait-type case_control)")
    if not (build or header.build):
        notes.append("the file does not name its genome build; positions are taken to be of the release's (else --build)")
    return tuple(notes)


def _split(header: Header, folder: Path, counts: _Counts, progress: Progress) -> dict[str, list[Path]]:
    """The file's usable rows as pieces by chromosome in `folder`, unusable ones below `rejected`."""
    pieces: dict[str, list[Path]] = {}
    (folder / "rejected").mkdir()
    for number, frame in enumerate(read_pieces(header)):
        counts.rows_in += frame.height
        progress(f"read {counts.rows_in:,} rows of {header.path.name}", 0, 0)
        bad = pl.col("effect_allele").str.contains(r"^[ACGT]+$").fill_null(False) & pl.col("other_allele").str.contains(r"^[ACGT]+$").fill_null(False)
        usable, rejected = set_aside(frame, {
            "chromosome or position missing or unknown": pl.col("chromosome").is_null() | pl.col("position").is_null() | (pl.col("position") < 1),
            "alleles are not written as A, C, G and T": ~bad, "both alleles are the same": pl.col("effect_allele") == pl.col("other_allele"),
            "effect or standard error missing, or error not above 0": pl.col("beta").is_null() | pl.col("se").is_null() | (pl.col("se") <= 0),
            "allele frequency outside 0 to 1": ~pl.col("af").is_between(0, 1).fill_null(True),
        })
        _count(rejected, counts)
        if rejected.height:
            rejected.write_parquet(folder / "rejected" / f"{number}.parquet")
        for (chromosome,), rows in usable.group_by("chromosome"):
            rows.write_parquet(piece := folder / f"{chromosome}-{number}.parquet")
            pieces.setdefault(str(chromosome), []).append(piece)
    return pieces


def _orient_chromosome(rows: pl.DataFrame, target: Target, chromosome: str, header: Header, counts: _Counts) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows as the table has them, and those set aside; adds to the counts."""
    known = known_variants(target, chromosome)
    ids, agreeing = agreement(rows, known)
    oriented = orient(rows, known, forward=header.forward)
    kept, repeated = set_aside(oriented.kept, {"variant listed before": ~pl.struct("position", "effect_allele", "other_allele").is_first_distinct()})
    aside = pl.concat([oriented.rejected, repeated], how="diagonal")
    _count(aside, counts)
    counts.ids += ids
    counts.ids_agreeing += agreeing
    counts.shared += oriented.n_shared
    counts.flipped += oriented.n_flipped
    counts.ambiguous += aside.filter(pl.col("reason") == PALINDROMIC).height
    counts.rows_out += kept.height
    counts.n = max(counts.n, kept.select(pl.col("n").max().fill_null(0)).item())
    counts.flags.update(dict(kept.select(pl.col("flags").drop_nulls().str.split("; ").list.explode()).group_by("flags").len().iter_rows()))
    inverse, expected = 1 / pl.col("se") ** 2, 2 * pl.col("n") * pl.col("af") * (1 - pl.col("af"))
    sums = kept.drop_nulls(["n", "af"]).select((expected * inverse).sum().alias("cross"), (inverse**2).sum().alias("square"), pl.len().alias("measured")).row(0)
    counts.cross, counts.square, counts.measured = counts.cross + sums[0], counts.square + sums[1], counts.measured + sums[2]
    return kept, aside


def _count(rejected: pl.DataFrame, counts: _Counts) -> None:
    counts.reasons.update(count_reasons(rejected))


def _refuse_other_build(path: Path, counts: _Counts) -> None:
    if counts.ids >= ENOUGH_IDS and counts.ids_agreeing < AGREEING * counts.ids:
        raise SourceError(f"{path}: of {counts.ids:,} rs ids that the release has too, {counts.ids_agreeing:,} are at its positions; the file is of another genome build, lift it over first.")


def _sd_y(counts: _Counts) -> float | None:
    """n · 2f(1 − f) regressed on 1 / se² through the origin has the trait's variance as slope (coloc's sdY.est)."""
    return (counts.cross / counts.square) ** 0.5 if counts.measured and counts.square and counts.cross > 0 else None


def _read_all(folder: Path) -> pl.DataFrame | None:
    files = sorted(folder.iterdir())
    return pl.concat([pl.read_parquet(file) for file in files]) if files else None


def _frames(target: Target, gwas_id: str, done: list[Path]) -> Iterator[pl.DataFrame]:
    """The release's other GWAS, file by file, then the new one by chromosome."""
    for entry in target.entry(ASSOCIATIONS).files if target.has(ASSOCIATIONS) else ():
        rest = pl.read_parquet(target.path / entry.path).filter(pl.col("gwas_id") != gwas_id)
        if rest.height:
            yield rest
    for path in done:
        yield pl.read_parquet(path)
