"""Clones that are not whole: files missing, cut off or of another kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.errors import SourceError
from dashboard.ingest.gtop import import_gtop
from dashboard.store.release import Release

pytestmark = pytest.mark.data
TAGGING = "Figure_5/input/dat_sv.RDS"
TRAITS = "Extended_Figures/input/rename_traits_v2.txt"


@pytest.fixture
def partial(shared_data: Path, tmp_path: Path) -> Path:
    """A folder `figure_generation` with links to two of the published files."""
    root = tmp_path / "figure_generation"
    for name in (TAGGING, TRAITS):
        (root / name).parent.mkdir(parents=True)
        (root / name).symlink_to(shared_data / "gtop-phase1" / "figure_generation" / name)
    return root


def test_missing_files_are_named_and_not_fatal(partial: Path, tmp_path: Path) -> None:
    report = import_gtop(str(partial), data_dir=tmp_path / "data")
    assert set(Release(tmp_path / "data" / "releases" / "gtop-phase1").tables) == {"tagging", "gwas_traits"}
    assert len(report.files) == 2
    assert len(report.left_out_as("absent")) > 100


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (TAGGING, b""), (TAGGING, b"version https://git-lfs.github.com/spec/v1\n"), (TAGGING, b"\x1f\x8b\x08\x00cut"),
        (TRAITS, b"gwas_id\ttrait\n151\tx\n"), (TRAITS, b"gwas_id\ttrait\tcombined\n151\tx\n151\tx\ty\n151\tx\ty\n"),
    ],
)
def test_a_damaged_file_is_named_and_the_old_release_stays(partial: Path, tmp_path: Path, name: str, content: bytes) -> None:
    import_gtop(str(partial), data_dir=tmp_path / "data")
    before = Release(tmp_path / "data" / "releases" / "gtop-phase1").version
    (partial / name).unlink()
    (partial / name).write_bytes(content)
    with pytest.raises(SourceError, match=name.rsplit("/", 1)[-1]):
        import_gtop(str(partial), data_dir=tmp_path / "data")
    assert Release(tmp_path / "data" / "releases" / "gtop-phase1").version == before
