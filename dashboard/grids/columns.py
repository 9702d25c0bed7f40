"""AG Grid columns from the registry: headers, help, formats, filters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dashboard.schema import Column, Table

_FORMATS = {"integer": "formatCount", "decimal": "formatNumber", "signed": "formatSigned", "p_value": "formatP",
            "percent": "formatPercent", "position": "formatPosition", "list": "formatList", "boolean": "formatYesNo"}
_WIDTHS = {"integer": 110, "decimal": 105, "signed": 105, "p_value": 115, "percent": 110, "position": 130, "boolean": 110}
_NAMED_WIDTHS = {"gene_symbol": 90, "gene_id": 150, "tissue": 118, "qtl_type": 95, "variant_class": 78, "variant_id": 170, "chromosome": 110, "ref": 90, "alt": 90,
                 "tss_distance": 155, "n_variants": 140, "pval_nominal": 105, "af": 140, "slope": 90, "ci_lower": 140, "ci_upper": 140, "padj": 125}
"""Widths below which a grid scrolls; where there is room, its columns share it."""
_LINKS = {"gene_id": "GeneLink", "gene_symbol": "GeneLink", "variant_id": "VariantLink", "lead_variant_id": "VariantLink",
          "gwas_hit": "VariantLink", "qtl_hit": "VariantLink", "gwas_sentinel": "VariantLink", "top_variant": "VariantLink", "locus": "LocusLink"}

_SPELLED = ("trait_class", "structural_category", "scale", "measure", "comparison")
"""Columns of keys that are written as words."""

GRID_OPTIONS: dict[str, Any] = {
    "theme": {"function": "houseTheme(themeQuartz)"}, "rowModelType": "infinite", "cacheBlockSize": 100, "maxBlocksInCache": 10, "rowHeight": 34, "headerHeight": 36,
    "rowSelection": {"mode": "multiRow", "checkboxes": False, "headerCheckbox": False, "enableClickSelection": True},
    "rowBuffer": 3, "suppressCellFocus": False, "enableCellTextSelection": True, "animateRows": False, "tooltipShowDelay": 400, "maxConcurrentDatasourceRequests": 1,
}

SERVED_OPTIONS = ("rowModelType", "cacheBlockSize", "maxBlocksInCache", "maxConcurrentDatasourceRequests")
"""Those of `GRID_OPTIONS` that only grids with their rows on the server take."""


def column_defs(table: Table, names: Iterable[str] | None = None, *, links: bool = False) -> list[dict[str, Any]]:
    """Column definitions in the order of `names`; without them, all of the table's columns."""
    return [_column_def(column, links) for column in (table.select(names) if names is not None else table.columns)]


def _column_def(column: Column, links: bool) -> dict[str, Any]:
    kind = column.number_format
    width = _NAMED_WIDTHS.get(column.name, _WIDTHS.get(kind, 150))
    definition: dict[str, Any] = {
        "field": column.name, "headerName": column.title + (f" ({column.unit})" if column.unit and len(column.unit) < 6 else ""),
        "headerTooltip": column.help + (f" Unit: {column.unit}." if column.unit else ""),
        "width": width, "flex": width, "minWidth": width, "sortable": kind != "list", "filter": _filter(column), "resizable": True,
    }
    if kind in _FORMATS:
        definition["valueFormatter"] = {"function": f"{_FORMATS[kind]}(params.value)"}
    if column.name.endswith("tissue"):
        definition["valueFormatter"] = {"function": "formatTissue(params)"}
    if column.name in _SPELLED:
        definition["valueFormatter"] = {"function": "formatWords(params.value)"}
    if column.is_number:
        definition["type"] = "rightAligned"
    if links and column.name in _LINKS:
        definition["cellRenderer"] = _LINKS[column.name]
    return definition


def _filter(column: Column) -> str | bool:
    if column.number_format == "list":
        return False
    return "agNumberColumnFilter" if column.is_number else "agTextColumnFilter"
