"""What each operator keeps, how values are parsed, and how a filter reads in words."""

from __future__ import annotations

from functools import reduce

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import LEADS, PCS

from dashboard.errors import QueryError
from dashboard.schema import TABLES
from dashboard.store.filters import OPERATORS, Filter, Group, describe_filters, expression, operators, parse_filters

LEAD_TABLE = TABLES["lead_associations"]
LEAD_ROWS = LEAD_TABLE.conform(LEADS)
PC_TABLE = TABLES["genotype_pcs"]


def kept(*pairs: tuple[str, str]) -> list[int]:
    """Numbers of the tiny release's leads that the filters keep."""
    rows = LEAD_ROWS.with_row_index("n")
    for condition in parse_filters(LEAD_TABLE, pairs):
        rows = rows.filter(expression(LEAD_TABLE, condition))
    return rows["n"].to_list()


@pytest.mark.parametrize(("pairs", "rows"), [
    ([("tissue", "Liver")], [0, 1, 2]),
    ([("tissue", "Liver"), ("tissue", "Skin")], [0, 1, 2, 5]),
    ([("tissue", "Liver"), ("variant_class", "SV")], [0]),
    ([("tissue", "nowhere")], []),
    ([("gene_symbol__ne", "CD40")], [1, 2, 4, 5]),
    ([("gene_symbol__ne", "CD40"), ("gene_symbol__ne", "HP")], [4, 5]),
    ([("gene_symbol__isnull", "true")], [5]),
    ([("gene_symbol__isnull", "false")], [0, 1, 2, 3, 4]),
    ([("pval_nominal__lt", "1e-5")], [0, 4]),
    ([("pval_nominal__lte", "1e-5")], [0, 1, 3, 4]),
    ([("pval_nominal", "1e-5")], [1, 3]),
    ([("slope__gt", "0.1"), ("slope__lt", "1")], [0]),
    ([("slope__gte", "0.1")], [0, 2, 3]),
    ([("position__gte", "20"), ("position__lt", "40")], [1, 2]),
    ([("n_variants", "99999999999")], []),
    ([("n_variants__lt", "99999999999")], [0, 1, 2, 3, 4, 5]),
    ([("significant", "false")], [2]),
    ([("significant__ne", "true")], [2, 5]),
    ([("variant_id__contains", "_ggc")], [4]),
    ([("variant_id__contains", ".")], []),
    ([("variant_id__notcontains", "rs")], [0, 4]),
    ([("variant_id__startswith", "RS"), ("variant_id__startswith", "chr2")], [1, 2, 3, 4, 5]),
    ([("variant_id__endswith", '"x"')], [5]),
    ([("flags__contains", "threshold")], [2]),
    ([("flags__contains", "")], [0, 1, 2, 3, 4, 5]),
])
def test_filters_keep(pairs: list[tuple[str, str]], rows: list[int]) -> None:
    assert kept(*pairs) == rows


@pytest.mark.parametrize(("parameter", "value", "samples"), [
    ("resources", "Geuvadis", ["S2"]),
    ("resources", "MAGE", ["S2", "S3"]),
    ("resources__ne", "Geuvadis", ["S1", "S3"]),
    ("resources__isnull", "true", ["S1"]),
    ("resources__isnull", "false", ["S2", "S3"]),
])
def test_lists_are_filtered_by_membership(parameter: str, value: str, samples: list[str]) -> None:
    (condition,) = parse_filters(PC_TABLE, [(parameter, value)])
    assert PC_TABLE.conform(PCS).filter(expression(PC_TABLE, condition))["sample_id"].to_list() == samples


@pytest.mark.parametrize(("parameter", "value", "said", "valid"), [
    ("tisue", "Liver", "no column 'tisue'", "tissue"),
    ("tisue__gt", "1", "no column 'tisue'", "tissue"),
    ("slope__near", "1", "no operator 'near'", "lte"),
    ("tissue__gt", "1", "no operator 'gt'", "startswith"),
    ("significant__contains", "t", "no operator 'contains'", "isnull"),
    ("slope__gt", "big", "a number is expected", None),
    ("slope", "nan", "a number is expected", None),
    ("slope__lt", "1e999", "a number is expected", None),
    ("position", "1.5", "a whole number is expected", None),
    ("position", str(2**63), "a whole number is expected", None),
    ("significant", "perhaps", "true or false is expected", None),
    ("slope__isnull", "0.5", "true or false is expected", None),
])
def test_what_cannot_be_understood_is_said(parameter: str, value: str, said: str, valid: str | None) -> None:
    with pytest.raises(QueryError, match=said) as caught:
        parse_filters(LEAD_TABLE, [(parameter, value)])
    assert valid is None or valid in caught.value.valid


@pytest.mark.parametrize(("pairs", "words"), [
    ([("tissue", "Liver")], ["tissue is Liver"]),
    ([("tissue", "Liver"), ("tissue", "Lung")], ["tissue is Liver or Lung"]),
    ([("pval_nominal__lt", "1e-5"), ("qtl_type__ne", "eQTL")], ["p below 1e-05", "QTL type is not eQTL"]),
    ([("position__gte", "1000000")], ["position at least 1,000,000"]),
    ([("significant", "true")], ["significant is yes"]),
    ([("af__isnull", "true")], ["ALT frequency is missing"]),
    ([("af__isnull", "false")], ["ALT frequency is known"]),
])
def test_filters_read_in_words(pairs: list[tuple[str, str]], words: list[str]) -> None:
    assert describe_filters(LEAD_TABLE, parse_filters(LEAD_TABLE, pairs)) == words


def test_groups_join_conditions() -> None:
    low, high = Filter("slope", "lt", (-1.0,)), Filter("slope", "gt", (1.0,))
    either = Group("any", (low, high))
    assert LEAD_ROWS.filter(expression(LEAD_TABLE, either))["slope"].to_list() == [1.5, -2.0]
    assert LEAD_ROWS.filter(expression(LEAD_TABLE, Group("all", (low, high)))).is_empty()
    assert describe_filters(LEAD_TABLE, [either]) == ["(slope below -1 or slope above 1)"]


def test_every_operator_works_on_every_type_it_is_offered_for() -> None:
    for table in TABLES.values():
        empty = table.empty()
        for column in table.columns:
            for operator in operators(column):
                value = {"boolean": "true", "text": "x", "list": "x"}.get(str(column.number_format), "1")
                text = "true" if operator.name == "isnull" or column.polars_type == pl.Boolean else value
                (condition,) = parse_filters(table, [(f"{column.name}__{operator.name}", text)])
                assert empty.filter(expression(table, condition)).is_empty()
                assert describe_filters(table, [condition])[0]


@given(
    st.lists(
        st.tuples(
            st.one_of(
                st.builds("__".join, st.tuples(st.sampled_from(LEAD_TABLE.column_names), st.sampled_from([*OPERATORS, "", "like"]))),
                st.sampled_from(LEAD_TABLE.column_names), st.text(max_size=12),
            ),
            st.one_of(st.text(max_size=12), st.floats().map(str), st.integers().map(str), st.sampled_from(["true", "", "Liver"])),
        ),
        max_size=4,
    )
)
def test_any_words_either_filter_or_are_refused(pairs: list[tuple[str, str]]) -> None:
    try:
        conditions = parse_filters(LEAD_TABLE, pairs)
    except QueryError:
        return
    rows = reduce(lambda rows, condition: rows.filter(expression(LEAD_TABLE, condition)), conditions, LEAD_ROWS)
    assert rows.height <= LEAD_ROWS.height
    assert all(describe_filters(LEAD_TABLE, conditions))
