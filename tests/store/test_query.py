"""Pages of a table: sorting, paging, pruning, and the words a query goes back into."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import polars as pl
import pytest
from tiny import LEADS, NOMINAL, write_release

from dashboard.errors import NotFoundError, QueryError
from dashboard.schema import TABLES
from dashboard.store.query import (
    MAX_LIMIT,
    Query,
    Sort,
    describe_query,
    parse_query,
    select_all,
    select_page,
    to_parameters,
)
from dashboard.store.release import Release

TABLE = TABLES["lead_associations"]


def test_page_counts_all_rows_and_returns_some(tiny_release: Release) -> None:
    page = select_page(tiny_release, "lead_associations", parse_query(TABLE, [("tissue", "Liver")], limit=1, offset=1))
    assert page.total == 3
    assert page.frame.height == 1
    assert tuple(page.frame.columns) == TABLE.column_names


def test_without_filters_rows_come_as_stored(tiny_release: Release) -> None:
    page = select_page(tiny_release, "lead_associations", Query())
    assert page.total == 6
    assert page.frame["variant_id"].to_list() == ["rs2", "chr1_10_INS", "rs3", "rs4", "chr2_5_9_GGC", 'rs/6 é,"x"']


def test_sort_puts_missing_values_last_both_ways(tiny_release: Release) -> None:
    for sort, first in (("slope", -2.0), ("-slope", 1.5)):
        rows = select_page(tiny_release, "lead_associations", parse_query(TABLE, [], sort=sort)).frame["slope"]
        assert rows[0] == first
        assert rows[-1] is None


def test_sort_by_a_column_that_is_not_shown(tiny_release: Release) -> None:
    page = select_page(tiny_release, "lead_associations", parse_query(TABLE, [], sort="-position,slope", columns="gene_symbol,tissue"))
    assert page.frame.columns == ["gene_symbol", "tissue"]
    assert page.frame["gene_symbol"].to_list() == ["CD40", "HP", "HP", "CD40", "ABO", None]


def test_pages_of_ties_do_not_overlap(tmp_path: Path) -> None:
    many = pl.concat([LEADS.head(1).with_columns(pl.lit(f"P{i:04}").alias("phenotype_id")) for i in range(500)])
    release = Release(write_release(tmp_path, lead_associations=many))
    seen = []
    for offset in range(0, 500, 70):
        query = parse_query(TABLE, [], sort="-tissue", limit=70, offset=offset, columns="phenotype_id")
        seen += select_page(release, "lead_associations", query).frame["phenotype_id"].to_list()
    assert seen == [f"P{i:04}" for i in range(500)]


def test_offset_past_the_end_is_an_empty_page(tiny_release: Release) -> None:
    page = select_page(tiny_release, "lead_associations", Query(offset=2**31 - 1))
    assert (page.total, page.frame.height) == (6, 0)


def test_limit_zero_only_counts(tiny_release: Release) -> None:
    assert select_page(tiny_release, "lead_associations", Query(limit=0)).frame.is_empty()


@pytest.mark.parametrize("limits", [{"limit": MAX_LIMIT + 1}, {"limit": -1}, {"offset": -1}, {"offset": 2**31}])
def test_limits_are_enforced(limits: dict[str, int]) -> None:
    with pytest.raises(QueryError, match="out of range"):
        parse_query(TABLE, [], **limits)


def test_a_filter_on_the_partition_column_opens_only_its_files(tiny_release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str | None] = []
    scan = Release.scan
    monkeypatch.setattr(Release, "scan", lambda self, name, partition=None: opened.append(partition) or scan(self, name, partition))
    table = TABLES["nominal_associations"]
    for values, rows in ((["chr2"], 2), (["chr1", "chr2"], 6), (["chrX"], 0)):
        opened.clear()
        query = parse_query(table, [("chromosome", value) for value in values])
        assert select_page(tiny_release, table.name, query).total == rows
        assert opened == values


def test_partitioned_table_without_its_column_is_read_whole(tiny_release: Release) -> None:
    query = parse_query(TABLES["nominal_associations"], [("tissue", "Lung")], sort="-neglog10_p", columns="variant_id")
    page = select_page(tiny_release, "nominal_associations", query)
    assert page.frame["variant_id"].to_list() == ["rs9", "rs1", "rs2"]
    assert select_page(tiny_release, "nominal_associations", Query()).total == NOMINAL.height


def test_select_all_ignores_the_page(tiny_release: Release) -> None:
    assert select_all(tiny_release, "lead_associations", Query(limit=1, offset=3)).collect().height == 6


def test_unknown_table(tiny_release: Release) -> None:
    with pytest.raises(NotFoundError) as caught:
        select_page(tiny_release, "smr", Query())
    assert "lead_associations" in caught.value.valid


def test_lists_cannot_be_sorted_by() -> None:
    with pytest.raises(QueryError, match="lists"):
        parse_query(TABLES["genotype_pcs"], [], sort="resources")


def test_a_query_goes_back_into_a_url() -> None:
    pairs = [("tissue", "Liver"), ("tissue", "Lung"), ("pval_nominal__lt", "1e-05"), ("significant", "true"), ("af__isnull", "true")]
    query = parse_query(TABLE, pairs, sort="-pval_nominal,position", columns="gene_id,slope")
    written = to_parameters(query)
    assert urlencode(written) == urlencode([*pairs, ("sort", "-pval_nominal,position"), ("columns", "gene_id,slope")])


def test_a_query_reads_in_words() -> None:
    query = Query(parse_query(TABLE, [("tissue", "Liver")]).filters, (Sort("pval_nominal"), Sort("slope", True)))
    assert describe_query(TABLE, query) == ["tissue is Liver", "sorted by p, Slope (descending)"]
