"""Writing releases: validation, layout, swapping, extension, and what failure leaves behind."""

from __future__ import annotations

import datetime as dt
import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from dashboard.errors import ReleaseError
from dashboard.ingest import writer as writer_module
from dashboard.ingest.report import ImportReport, TableReport, read_report
from dashboard.ingest.swap import partial_release
from dashboard.ingest.writer import InvalidTablesError, TableData, extend_release, write_release
from dashboard.schema.manifest import Manifest
from dashboard.store.catalogue import Catalogue
from dashboard.store.release import Release

TRAITS = pl.DataFrame({"gwas_id": ["151", "070"], "trait": ["Cancer of stomach", "Viral hepatitis"]})
CV = pl.DataFrame({"k": [3, 2], "cv_error": [0.5, 0.6]})
NOMINAL = pl.DataFrame({
    "chromosome": ["chr2", "chr1", "chr1"], "tissue": ["Liver"] * 3, "qtl_type": ["eQTL"] * 3, "variant_class": ["SNV"] * 3,
    "phenotype_id": ["g3", "g2", "g1"], "variant_id": ["v3", "v2", "v1"], "position": [7, 6, 5],
})


def manifest(title: str = "First", name: str = "atlas") -> Manifest:
    return Manifest(name=name, title=title, created=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def stored(releases: Path) -> dict[str, int]:
    return {entry.name: entry.stat().st_size for entry in sorted((releases / ".versions").rglob("*")) if entry.is_file()}


def test_a_release_is_sorted_checksummed_and_opens(tmp_path: Path) -> None:
    write_release(tmp_path, manifest(), {"gwas_traits": TableData(TRAITS, ("traits.txt",), notes=("a note",))})
    release = Release(tmp_path / "atlas")
    assert release.frame("gwas_traits")["gwas_id"].to_list() == ["070", "151"]
    entry = release.entry("gwas_traits")
    assert (entry.rows, entry.source_files, entry.notes) == (2, ("traits.txt",), ("a note",))
    assert writer_module.sha256_of(release.path / entry.files[0].path) == entry.files[0].sha256


def test_partitioned_tables_gather_frames_into_one_sorted_file_per_value(tmp_path: Path) -> None:
    frames = (NOMINAL.slice(i, 1) for i in range(3))
    write_release(tmp_path, manifest(), {"nominal_associations": TableData(frames)})
    release = Release(tmp_path / "atlas")
    assert [file.path for file in release.entry("nominal_associations").files] == [
        "tables/nominal_associations/chromosome=chr1/part-0.parquet",
        "tables/nominal_associations/chromosome=chr2/part-0.parquet",
    ]
    assert release.scan("nominal_associations", "chr1").collect()["phenotype_id"].to_list() == ["g1", "g2"]
    assert not (release.path / "pieces").exists()


def test_all_problems_of_all_tables_are_told_at_once_and_the_old_release_stays(tmp_path: Path) -> None:
    write_release(tmp_path, manifest(), {"gwas_traits": TableData(TRAITS)})
    before = stored(tmp_path)
    bad = {
        "gwas_traits": TableData(pl.concat([TRAITS, TRAITS])),
        "admixture_cv": TableData(pl.DataFrame({"k": [0], "cv_error": [-1.0]})),
        "kinship": TableData(pl.DataFrame({"sample_id": ["a"]})),
        "no_such_table": TableData(TRAITS),
    }
    with pytest.raises(InvalidTablesError) as raised:
        write_release(tmp_path, manifest("Second"), bad)
    assert {problem.table for problem in raised.value.problems} == set(bad)
    assert {problem.column for problem in raised.value.problems if problem.table == "admixture_cv"} == {"k", "cv_error"}
    assert stored(tmp_path) == before
    assert Release(tmp_path / "atlas").title == "First"


def test_flags_and_rejected_rows_are_counted_by_reason(tmp_path: Path) -> None:
    smr = pl.DataFrame({
        "gwas_id": ["1", "2", "3"], "locus": ["chr1:1-2"] * 3, "qtl_type": ["eQTL"] * 3, "tissue": ["Liver"] * 3,
        "phenotype_id": ["a", "b", "c"], "flags": ["odd; zero", "odd", None],
    })
    rejected = pl.DataFrame({"anything": [1, 2, 3], "reason": ["no id", "no id", "twice"]})
    write_release(tmp_path, manifest(), {"smr": TableData(smr, rejected=rejected)})
    release = Release(tmp_path / "atlas")
    assert release.entry("smr").flags == {"odd": 2, "zero": 1}
    assert release.entry("smr").rejected == {"no id": 2, "twice": 1}
    assert pl.read_parquet(release.path / "rejected" / "smr.parquet").height == 3


def test_a_reader_of_the_old_version_goes_on_and_older_ones_go(tmp_path: Path) -> None:
    write_release(tmp_path, manifest("One"), {"gwas_traits": TableData(TRAITS)})
    catalogue = Catalogue(tmp_path)
    first = catalogue.open("atlas")
    write_release(tmp_path, manifest("Two"), {"gwas_traits": TableData(TRAITS.head(1))})
    assert (tmp_path / "atlas").is_symlink()
    assert not os.path.isabs(os.readlink(tmp_path / "atlas"))
    assert first.scan("gwas_traits").collect().height == 2
    assert catalogue.open("atlas").title == "Two"
    write_release(tmp_path, manifest("Three"), {"gwas_traits": TableData(TRAITS)})
    assert not first.path.exists()
    titles = {Release(path).title for path in (tmp_path / ".versions").iterdir() if path.is_dir()}
    assert titles == {"Two", "Three"}


def test_names_that_begin_alike_do_not_clear_each_other(tmp_path: Path) -> None:
    for title in ("a", "b", "c"):
        write_release(tmp_path, manifest(title, "atlas-phase1"), {"gwas_traits": TableData(TRAITS)})
        write_release(tmp_path, manifest(title, "atlas"), {"gwas_traits": TableData(TRAITS)})
    assert Release(tmp_path / "atlas-phase1").title == Release(tmp_path / "atlas").title == "c"
    assert len([path for path in (tmp_path / ".versions").iterdir() if path.is_dir()]) == 4


def test_a_release_that_lies_there_as_a_directory_is_replaced(tmp_path: Path) -> None:
    write_release(tmp_path, manifest("One"), {"gwas_traits": TableData(TRAITS)})
    target = (tmp_path / "atlas").resolve()
    (tmp_path / "atlas").unlink()
    target.rename(tmp_path / "atlas")
    write_release(tmp_path, manifest("Two"), {"gwas_traits": TableData(TRAITS)})
    assert Release(tmp_path / "atlas").title == "Two"


def test_extending_keeps_other_tables_and_replaces_the_same(tmp_path: Path) -> None:
    report = ImportReport(release="atlas", tables=(TableReport(name="gwas_traits", rows_in=2, rows_out=2),))
    write_release(tmp_path, manifest(), {"gwas_traits": TableData(TRAITS), "admixture_cv": TableData(CV.head(1))}, report)
    old = Release(tmp_path / "atlas")
    addition = ImportReport(tables=(TableReport(name="admixture_cv", rows_in=2, rows_out=2),))
    extend_release(tmp_path, "atlas", {"admixture_cv": TableData(CV, ("cv.txt",))}, addition)
    new = Release(tmp_path / "atlas")
    assert new.version != old.version
    assert new.frame("admixture_cv")["k"].to_list() == [2, 3]
    assert new.frame("gwas_traits").equals(old.frame("gwas_traits"))
    kept = "tables/gwas_traits.parquet"
    assert (new.path / kept).stat().st_ino == (old.path / kept).stat().st_ino
    merged = read_report(new.path)
    assert merged is not None
    assert [table.name for table in merged.tables] == ["gwas_traits", "admixture_cv"]


def test_extending_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="no release named 'none'"):
        extend_release(tmp_path, "none", {"gwas_traits": TableData(TRAITS)})


@pytest.mark.parametrize("name", ["", "../x", ".hidden", "a/b", "-x"])
def test_names_that_cannot_be_directories_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReleaseError, match="cannot be a release's name"):
        write_release(tmp_path, manifest(name=name), {"gwas_traits": TableData(TRAITS)})


def test_a_killed_import_leaves_the_old_release_and_the_next_clears_up(tmp_path: Path) -> None:
    write_release(tmp_path, manifest("Old"), {"nominal_associations": TableData(NOMINAL)})
    script = f"""
import datetime, os, signal
from pathlib import Path
import polars as pl
from dashboard.ingest.writer import TableData, write_release
from dashboard.schema.manifest import Manifest

def frames():
    yield pl.DataFrame({NOMINAL.to_dict(as_series=False)!r})
    os.kill(os.getpid(), signal.SIGKILL)

now = datetime.datetime.now(datetime.UTC)
write_release(Path({str(tmp_path)!r}), Manifest(name="atlas", title="New", created=now), {{"nominal_associations": TableData(frames())}})
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[2], check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    leftovers = list((tmp_path / ".versions").glob("*.partial-*"))
    assert leftovers
    assert Release(tmp_path / "atlas").title == "Old"
    assert Catalogue(tmp_path).names() == ["atlas"]
    write_release(tmp_path, manifest("New"), {"nominal_associations": TableData(NOMINAL)})
    assert not list((tmp_path / ".versions").glob("*.partial-*"))
    assert Release(tmp_path / "atlas").title == "New"


@pytest.mark.parametrize(
    "failure", [OSError(errno.ENOSPC, "No space left on device"), pl.exceptions.ComputeError("No space left on device (os error 28)")],
)
def test_a_full_disk_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    write_release(tmp_path, manifest("Old"), {"gwas_traits": TableData(TRAITS)})
    before = stored(tmp_path)

    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(pl.DataFrame, "write_parquet", fail)
    with pytest.raises(ReleaseError, match="is full; the old release is untouched"):
        write_release(tmp_path, manifest("New"), {"gwas_traits": TableData(TRAITS)})
    assert stored(tmp_path) == before


def test_what_the_disk_swallowed_is_noticed_before_the_swap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_release(tmp_path, manifest("Old"), {"gwas_traits": TableData(TRAITS)})
    monkeypatch.setattr(writer_module, "sha256_of", lambda path: str(path.stat().st_mtime_ns) + os.urandom(4).hex())
    with pytest.raises(ReleaseError, match="did not arrive whole"):
        write_release(tmp_path, manifest("New"), {"gwas_traits": TableData(TRAITS)})
    assert Release(tmp_path / "atlas").title == "Old"


def test_two_imports_of_one_name_do_not_run_at_once(tmp_path: Path) -> None:
    with partial_release(tmp_path, "atlas"), pytest.raises(ReleaseError, match="under way"):
        write_release(tmp_path, manifest(), {"gwas_traits": TableData(TRAITS)})
    write_release(tmp_path, manifest(), {"gwas_traits": TableData(TRAITS)})
