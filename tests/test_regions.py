"""Regions as people write them."""

from __future__ import annotations

import pytest

from dashboard.errors import QueryError
from dashboard.regions import Region, parse_region


@pytest.mark.parametrize(("text", "expected"), [
    ("chr20:46,118,278-46,129,863", Region("chr20", 46_118_278, 46_129_863)), ("20:46.1mb-46.2Mb", Region("chr20", 46_100_000, 46_200_000)),
    ("chrX:100kb-200kb", Region("chrX", 100_000, 200_000)), ("x:5", Region("chrX", 5, 5)), ("MT:1..20", Region("chrM", 1, 20)), (" chr1:10-10 ", Region("chr1", 10, 10)),
])
def test_understood(text: str, expected: Region) -> None:
    assert parse_region(text) == expected


@pytest.mark.parametrize("text", ["", "chr20", "chr99:1-2", "chr1:20-10", "chr1:0-5", "chr1:a-b", "20-30", "chr1:1.2.3-4"])
def test_refused_in_words(text: str) -> None:
    with pytest.raises(QueryError) as refusal:
        parse_region(text)
    assert len(str(refusal.value)) > 20
    assert refusal.value.valid


def test_written_as_it_is_read() -> None:
    region = Region("chr2", 1_000, 2_500_000)
    assert parse_region(str(region)) == region
