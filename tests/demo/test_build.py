"""The demo release as a whole: complete, valid, small, the same for the same seed, and never half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from dashboard.demo import build, build_demo
from dashboard.errors import ReleaseError
from dashboard.schema import TABLES, check_frame
from dashboard.store.catalogue import Catalogue
from dashboard.store.release import Release

MEGABYTE = 2**20


def _checksums(release: Release) -> dict[str, list[str]]:
    return {name: [file.sha256 for file in entry.files] for name, entry in release.tables.items()}


def test_every_table_of_the_registry_is_filled(demo_release: Release) -> None:
    assert set(demo_release.tables) == set(TABLES)
    assert all(entry.rows > 0 for entry in demo_release.tables.values())


@pytest.mark.parametrize("name", sorted(TABLES))
def test_table_is_valid(demo_release: Release, name: str) -> None:
    frame = demo_release.frame(name)
    assert check_frame(frame, TABLES[name]) == []
    empty = [column for column in frame.columns if frame[column].null_count() == frame.height and column != "flags"]
    assert set(empty) <= ALLOWED_EMPTY.get(name, set())


ALLOWED_EMPTY = {
    "allele_frequencies": {"af_bin", "proxy_variant_id"},
    "allele_specific_events": {"chromosome", "position", "ref", "alt", "gene_version"},
    "pc_variance": {"eigenvalue"},
    "sample_metrics": {"chromosome"},
}
"""Columns without values: what the source of another release spells differently, or what does not apply here."""


def test_it_says_that_it_is_simulated_and_is_small(demo_release: Release) -> None:
    manifest = demo_release.manifest
    assert manifest.simulated
    assert manifest.title == "Simulated demo data"
    assert sum(entry.bytes for entry in manifest.tables.values()) < 60 * MEGABYTE


def test_names_are_invented(demo_release: Release) -> None:
    release = demo_release
    assert release.frame("genes")["gene_symbol"].str.starts_with("SIM").all()
    assert release.frame("transcripts")["transcript_id"].str.starts_with("SIM").all()
    assert release.frame("genotype_pcs")["sample_id"].str.starts_with("SIM-").all()
    assert release.frame("gwas_traits")["trait"].str.starts_with("Simulated ").all()


def test_rows_refer_to_rows_that_are_there(demo_release: Release) -> None:
    release = demo_release
    genes, tissues = set(release.frame("genes")["gene_id"]), set(release.frame("tissues")["tissue"])
    transcripts, donors = set(release.frame("transcripts")["transcript_id"]), set(release.frame("donors")["donor_id"])
    for name, table in TABLES.items():
        frame = release.frame(name)
        for column, known in (("gene_id", genes), ("tissue", tissues), ("transcript_id", transcripts)):
            if column in table:
                assert set(frame[column].drop_nulls()) <= known, (name, column)
    assert set(release.frame("genotype_dosages")["donor_id"]) == donors


def test_the_partitions_hold_every_tested_pair_once(demo_release: Release) -> None:
    pairs = demo_release.frame("nominal_associations")
    assert pairs.select("tissue", "phenotype_id", "variant_id").is_duplicated().sum() == 0
    leads = demo_release.frame("lead_associations")
    per_lead = pairs.group_by("tissue", "phenotype_id", "variant_class").agg(pl.len(), best=pl.col("neglog10_p").max())
    joined = leads.join(per_lead, on=["tissue", "phenotype_id", "variant_class"])
    assert joined.height == leads.height
    assert joined["len"].eq(joined["n_variants"]).all()
    assert (joined["best"] + joined["pval_nominal"].log10()).abs().max() < 0.01


MEASURED_BUILD = """
import sys
from pathlib import Path
from dashboard.demo import build_demo

build_demo(Path(sys.argv[1]), seed=1)
print(next((line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")), 0))
"""
"""Prints the most memory the process had, in kB: the system's count for a child begins with what its parent had."""


def test_another_process_builds_the_same_tables_within_a_gigabyte(demo_release: Release, tmp_path: Path) -> None:
    two_cores = os.environ | {"POLARS_MAX_THREADS": "2"}
    built = subprocess.run([sys.executable, "-c", MEASURED_BUILD, str(tmp_path)], env=two_cores, stdout=subprocess.PIPE, text=True, check=True)
    assert int(built.stdout) * 1024 <= 10**9
    assert _checksums(Release(tmp_path / "releases" / "demo")) == _checksums(demo_release)


def test_progress_rises_from_nothing_to_all(demo_progress: list[tuple[str, float]]) -> None:
    shares = [share for _, share in demo_progress]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_an_interrupted_build_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> object:
        raise KeyboardInterrupt

    def simulate(seed: int, progress: object) -> object:
        return {"tissues": build.tissue_table()}, (interrupted() for _ in range(1))

    monkeypatch.setattr(build, "simulate_tables", simulate)
    with pytest.raises(KeyboardInterrupt):
        build_demo(tmp_path)
    left = [path for path in (tmp_path / "releases").rglob("*") if path.suffix not in (".lock", "") or "partial" in path.name]
    assert left == []
    assert not (tmp_path / "releases" / "demo").exists()


KILLED_BUILD = """
import sys, time
from pathlib import Path
from dashboard.demo import build

def rows():
    print("writing", flush=True)
    time.sleep(600)
    yield

build.simulate_tables = lambda seed, progress: ({"tissues": build.tissue_table()}, rows())
build.build_demo(Path(sys.argv[1]))
"""


def test_a_killed_build_leaves_no_release_and_the_next_one_clears_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED_BUILD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "writing\n"
        killed.kill()
    releases = tmp_path / "releases"
    assert Catalogue(releases).names() == []
    assert len(list((releases / ".versions").glob("demo.partial-*"))) == 1
    monkeypatch.setattr(build, "simulate_tables", lambda seed, progress: ({"tissues": build.tissue_table()}, iter(())))
    build_demo(tmp_path)
    assert Catalogue(releases).names() == ["demo"]
    assert list((releases / ".versions").glob("demo.partial-*")) == []


def test_tables_that_break_the_schema_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = build.tissue_table().with_columns(n_short_read=pl.lit(-1))
    monkeypatch.setattr(build, "simulate_tables", lambda seed, progress: ({"tissues": broken}, iter(())))
    with pytest.raises(ReleaseError, match="n_short_read"):
        build_demo(tmp_path)
    assert not (tmp_path / "releases" / "demo").exists()
