"""Parts of the data page: provenance, errata, tables, dictionary, access, files left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.panel import Rows
from dashboard.schema import TABLES, Column
from dashboard.store.release import Release
from dashboard.urls import API_ROOT, DataState, page_path

DATA_FORMATS = (("CSV", "csv"), ("TSV", "tsv"), ("Parquet", "parquet"), ("Arrow", "arrow"))


def _card(title: str, id: str, *content: Component) -> Component:
    return html.Section([html.H2(title, className="panel-title"), *content], id=id, className="panel data-card")


def _table(headers: list[str], rows: list[list[Any]], numbers: tuple[int, ...] = ()) -> Component:
    head = html.Thead(html.Tr([html.Th(text, className="number" if i in numbers else "") for i, text in enumerate(headers)]))
    body = html.Tbody([html.Tr([html.Td(cell, className="number" if i in numbers else "") for i, cell in enumerate(row)]) for row in rows])
    return html.Div(html.Table([head, body], className="plain-table"), className="scroll-x")


def provenance(release: Release) -> Component:
    manifest = release.manifest
    rows: list[list[Any]] = [
        ["Release", f"{manifest.title} ({release.name})"], ["Version", html.Span(release.version, className="mono")], ["Genome build", manifest.genome_build],
        ["Made on", f"{manifest.created:%Y-%m-%d %H:%M} UTC"], ["Source", " ".join(filter(None, [manifest.source.location, manifest.source.commit])) or "–"],
        ["Citation", manifest.citation or "–"], ["Licence", manifest.licence or "–"],
        *[[link.label, [html.A(link.url, href=link.url, target="_blank", rel="noopener"), f" {link.note}"]] for link in manifest.accessions],
    ]
    return _card("Where it comes from", "provenance", _table(["", ""], rows))


def errata(release: Release) -> Component:
    if not release.manifest.errata:
        return html.Div(id="errata")
    return _card("Known issues of this release", "errata", html.Ul([html.Li(text) for text in release.manifest.errata]))


def tables(release: Release) -> Component:
    """One row per table: what it holds, rows, size, flags, downloads."""
    rows: list[list[Any]] = []
    for name, entry in sorted(release.tables.items(), key=lambda item: (TABLES[item[0]].subject, item[0])):
        links = [html.A(label, href=Rows(name).href(kind, release), download="", className="panel-tool") for label, kind in DATA_FORMATS]
        rows.append([
            TABLES[name].subject, dcc.Link(name, href=page_path("/data", table=name, release=release.name) + "#dictionary"), TABLES[name].help, f"{entry.rows:,}", html.Span(_size(entry.bytes), className="nowrap"),
            _reasons(entry.flags, entry.rejected), html.Span(links, className="nowrap"),
        ])
    return _card("Tables", "tables", _table(["Subject", "Table", "What it holds", "Rows", "Size", "Flagged or left out", "Download"], rows, numbers=(3, 4)))


def _reasons(flags: Mapping[str, int], rejected: Mapping[str, int]) -> Component:
    said = [f"{n:,} flagged: {reason}" for reason, n in flags.items()] + [f"{n:,} left out: {reason}" for reason, n in rejected.items()]
    return html.Div([html.Div(text) for text in said], className="small-text")


def _size(size: float) -> str:
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(size / 2**10, 0.1):.1f} kB"


def dictionary_card(release: Release, state: DataState, choice: str, place: str) -> Component:
    names = sorted(release.tables)
    picker = dcc.Dropdown(id=choice, options=names, value=state.table if state.table in names else None, placeholder="Choose a table", className="narrow")
    return _card("Data dictionary", "dictionary", picker, html.Div(id=place))


def dictionary(release: Release, name: str) -> Component:
    """Columns of a table, from the registry; a sentence where none is chosen."""
    if not release.has(name):
        return html.P("Choose a table to see its columns, types, units and meaning.", className="panel-note")
    table, entry = TABLES[name], release.entry(name)
    filled = release.filled_columns(name)
    rows = [[html.Code(c.name), c.title, str(c.polars_type), c.unit, _rules(c), c.help, "" if c.name in filled else "empty in this release"] for c in table.columns]
    sources = html.Details([html.Summary(f"{len(entry.source_files)} source files"), html.Ul([html.Li(html.Code(path)) for path in entry.source_files])])
    notes = [html.P(note, className="panel-note") for note in entry.notes]
    return html.Div([html.P(table.help), *notes, _table(["Column", "Name", "Type", "Unit", "Rules", "Meaning", ""], rows), sources if entry.source_files else html.Div()])


def _rules(column: Column) -> str:
    bounds = [f"≥ {column.ge:g}"] if column.ge is not None else []
    bounds += [f"≤ {column.le:g}"] if column.le is not None else []
    rules = [*(["key"] if column.key else []), *([] if column.may_be_null else ["never empty"]), *bounds, *(["one of " + ", ".join(column.allowed)] if column.allowed else [])]
    return "; ".join(rules)


def access(release: Release) -> Component:
    """How programs read the same data."""
    name = "lead_associations" if release.has("lead_associations") else next(iter(release.tables), "tissues")
    path = Rows(name).href("csv", release)
    return _card(
        "From a program", "api", html.P(["Every table can be filtered, sorted and streamed over HTTP; the ", html.A("OpenAPI document", href=f"{API_ROOT}/openapi.json"),
                                  " lists all parameters. In the examples, HOST is this server's address."]),
        html.Pre(f'curl "HOST{path}"', className="mono code"),
        html.Pre(f'import polars as pl\npl.read_csv("HOST{path}")', className="mono code"),
        html.Pre(f'readr::read_csv("HOST{path}")', className="mono code"),
    )


def left_out(report: Mapping[str, Any]) -> Component:
    files = report.get("left_out", [])
    if not files:
        return html.Div()
    rows = [[html.Code(file["path"]), file["reason"]] for file in files]
    return _card(f"Source files not imported ({len(files)})", "left-out", html.Details([html.Summary("Files and reasons"), _table(["File", "Why"], rows)]))
