"""Files hold every row, in every format, and say where they come from."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest
from tiny import write_release

from dashboard.errors import QueryError
from dashboard.store.export import CHUNK_ROWS, FORMATS, file_format, file_name, provenance_headers, stream
from dashboard.store.query import Query, select_all
from dashboard.store.release import Release


def written(rows: pl.LazyFrame, name: str) -> bytes:
    return b"".join(stream(rows, FORMATS[name]))


def test_text_is_plain_csv_with_empty_missing_values_and_joined_lists() -> None:
    rows = pl.LazyFrame({
        "id": ["a", 'x,"y"', None], "n": [1.5, float("nan"), None], "many": [["u", "v"], [], None], "yes": [True, None, False],
    })
    assert written(rows, "csv").decode() == 'id,n,many,yes\na,1.5,u;v,true\n"x,""y""",,,\n,,,false\n'
    assert written(rows.select("id", "n"), "tsv").decode().splitlines()[0] == "id\tn"


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_no_rows_leave_the_header(name: str) -> None:
    none = pl.LazyFrame(schema={"a": pl.String, "b": pl.Float64})
    assert written(none, name).decode() == f"a{FORMATS[name].separator}b\n"


def test_many_rows_come_in_several_pieces_with_one_header() -> None:
    n = 3 * CHUNK_ROWS + 7
    pieces = list(stream(pl.LazyFrame({"n": range(n)}), FORMATS["csv"]))
    assert len(pieces) > 2
    assert b"".join(pieces).decode().split() == ["n", *map(str, range(n))]


@pytest.mark.parametrize("name", ["parquet", "arrow"])
def test_binary_formats_hold_the_same_rows(tiny_release: Release, name: str) -> None:
    rows = select_all(tiny_release, "genotype_pcs", Query())
    read = {"parquet": pl.read_parquet, "arrow": pl.read_ipc}[name]
    assert read(io.BytesIO(written(rows, name))).equals(rows.collect())


def test_numbers_survive_text(tiny_release: Release) -> None:
    raw = written(select_all(tiny_release, "lead_associations", Query()), "csv")
    again = pl.read_csv(raw, schema_overrides={"pval_nominal": pl.Float64})
    assert again["pval_nominal"].min() == 5e-324


def test_a_failing_query_fails_before_the_answer_begins() -> None:
    rows = pl.LazyFrame({"a": ["x"]}).select(pl.col("a").cast(pl.Int64))
    with pytest.raises(pl.exceptions.PolarsError):
        stream(rows, FORMATS["csv"])


def test_name_and_headers_say_simulated(tiny_release: Release, tmp_path: Path) -> None:
    csv = file_format("csv")
    assert file_name(tiny_release, "tissues", csv) == f"tissues_tiny_{tiny_release.version}.csv"
    assert provenance_headers(tiny_release) == {"X-Release": "tiny", "X-Version": tiny_release.version}
    demo = Release(write_release(tmp_path, name="demo", simulated=True))
    assert file_name(demo, "tissues", csv) == f"tissues_demo_{demo.version}_simulated-demo-data.csv"
    assert provenance_headers(demo)["X-Simulated"] == "simulated-demo-data"


def test_unknown_format() -> None:
    with pytest.raises(QueryError) as caught:
        file_format("xlsx")
    assert caught.value.valid == ("csv", "tsv", "parquet", "arrow")
