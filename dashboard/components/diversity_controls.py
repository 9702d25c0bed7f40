"""The isoform page's diversity panels: what the state means in a release, their controls, and the table of switching genes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import dash_ag_grid as dag
import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.controls import choice
from dashboard.components.ids import Ids
from dashboard.context import open_release
from dashboard.figures.diversity import INDEX_MEANING, INDEX_NAME
from dashboard.figures.style import write_count, write_counted
from dashboard.grids.columns import GRID_OPTIONS, SERVED_OPTIONS
from dashboard.statistics.isoform_usage import gene_switches
from dashboard.statistics.switch_intervals import switch_intervals
from dashboard.store import isoforms as store
from dashboard.store.genes import gene_symbols
from dashboard.store.release import Release
from dashboard.store.tissues import label_tissue, list_tissues, tissue_labels
from dashboard.urls import IsoformState, isoform_path

CONTROLS = {"index": ("index", "dropdown"), "rarefied": ("rarefied", "radio")}
"""State field → noun and kind of the control's id."""
LISTED, TESTED = 500, 2_000
"""Switching genes listed, and those that differ most, which get intervals."""


@dataclass(frozen=True)
class View:
    """The diversity panels' part of a state: the index, whether it is rarefied, and the tissues with labels in display order."""

    release: Release
    index: str
    rarefied: bool
    tissues: dict[str, str]
    colors: dict[str, str]
    pair: tuple[str, str] | None
    chosen: int

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """The index as filters of isoform_diversity, rows of genes only."""
        return (("index", self.index), ("rarefied", "true" if self.rarefied else "false"), ("gene_id__isnull", "false"), ("tissue__isnull", "false"))

    @property
    def words(self) -> list[str]:
        return [f"{self.tissues[self.pair[0]]} and {self.tissues[self.pair[1]]}"] if self.pair else []

    @property
    def pair_note(self) -> str:
        """Which tissues are compared, and how others are chosen."""
        if self.pair is None:
            return "two tissues with isoform expression are needed"
        names = " and ".join(self.tissues[key] for key in self.pair)
        return f"{names}, the first two of those compared" if self.chosen >= 2 else f"{names}: tick two tissues for others"


def present(release: Release) -> bool:
    """Whether the release has something for any diversity panel."""
    return release.has("isoform_diversity") or store.has_usage(release)


def opened(search: str) -> View:
    state = IsoformState.of(search)
    release = open_release(state.release)
    labels, known = tissue_labels(release), store.tissues_with_isoforms(release)
    listed = [tissue for tissue in list_tissues(release) if tissue.key in known]
    order = [tissue.key for tissue in listed] + [key for key in known if key not in labels]
    chosen = [key for key in state.tissue if key in known]
    most = [tissue.key for tissue in sorted(listed, key=lambda tissue: -(tissue.n_long_read or 0))]
    pair = list(dict.fromkeys([*chosen, *most, *order]))[:2]
    rarefied = state.rarefied == "yes" and store.has_rarefied(release)
    return View(release, state.index, rarefied, {key: label_tissue(labels, key) for key in order}, {tissue.key: tissue.color for tissue in listed if tissue.color}, (pair[0], pair[1]) if len(pair) == 2 else None, len(chosen))


def controls(ids: Ids, state: IsoformState, *, rarefied: bool) -> Component:
    """The choice of index, and of values rarefied or not where the release has both."""
    options: list[Any] = [{"value": key, "label": INDEX_NAME[key]} for key in INDEX_MEANING]
    depth = choice(ids(*CONTROLS["rarefied"]), [("yes", "at equal reads and samples", ""), ("no", "as observed", "")], state.rarefied if rarefied else "no",
                   disabled=() if rarefied else ("yes",), inline=True)
    return html.Div([html.Div(dcc.Dropdown(id=ids(*CONTROLS["index"]), options=options, value=state.index, clearable=False), className="narrow"), depth])


def distribution_note(view: View) -> str:
    """The index's definition with its source, and what makes tissues comparable or not."""
    depth = ("rarefied to the same number of samples and of each gene’s reads (Sanders 1968, Am. Nat. 102:243); means over genes that all tissues have" if view.rarefied
             else "as observed: more reads and samples show more isoforms")
    return f"{INDEX_MEANING[view.index]} · {depth}"


def pair_values(view: View) -> tuple[pl.DataFrame, dict[str, str]]:
    """The index of genes in the two tissues, and the genes' labels."""
    values = store.tissue_diversity(view.release, view.index, rarefied=view.rarefied)
    values = values.filter(pl.col("tissue").is_in(list(view.pair or ())))
    ids = values["gene_id"].unique().to_list()
    return values, {**{gene: gene for gene in ids}, **gene_symbols(view.release, ids)}


@dataclass(frozen=True)
class Switches:
    """The table of switching genes: its rows, and of how many genes the most used isoform differs, of how many `known` with several.

    `tested` is how many of the switching genes have intervals, in `certain` of which these leave no doubt.
    """

    rows: list[dict[str, Any]]
    switching: int
    known: int
    tested: int
    certain: int

    @property
    def note(self) -> str:
        """What was counted, and how sure it is."""
        counted = f"the most used isoform differs in {write_count(self.switching)} of {write_counted(self.known, 'gene')} with several, by mean usage"
        if not self.switching:
            return counted
        if not self.tested:
            return f"{counted}; no intervals, as this release has no expression by sample in both, which would come with: python -m dashboard import isoforms"
        return (f"{counted}; in {write_count(self.certain)} of {write_count(self.tested)} with values by sample the 95 % intervals of both isoforms’ shifts leave out 0 "
                "(bootstrap over samples), and these come first, by distance")


def switches(view: View) -> Switches:
    """The genes whose most used isoform differs between the two tissues: sure ones first, then by distance."""
    if view.pair is None:
        return Switches([], 0, 0, 0, 0)
    used = store.all_usage(view.release, view.pair).filter(pl.col("usage") > 0)
    found = gene_switches(used, *view.pair).filter(pl.col("n_isoforms") > 1)
    switching = found.filter("switches")
    tested = switching.head(TESTED)
    intervals = switch_intervals(store.genes_by_sample(view.release, tested["gene_id"], view.pair), tested, *view.pair)
    ranked = switching.join(intervals, on="gene_id", how="left", maintain_order="left").sort(
        pl.col("certain").fill_null(value=False), "distance", descending=True, maintain_order=True,
    )
    symbols = gene_symbols(view.release, switching["gene_id"])
    rows = [{**row, "gene": symbols.get(row["gene_id"], row["gene_id"])} for row in ranked.head(LISTED).to_dicts()]
    return Switches(rows, switching.height, found.height, intervals["certain"].count(), int(intervals["certain"].sum()))


def switch_grid(identifier: str) -> Component:
    """The table of switching genes; a gene links to its isoforms."""
    columns = [
        {"field": "gene", "headerName": "Gene", "width": 100, "cellRenderer": "IsoformLink", "headerTooltip": "Opens the gene's isoforms, with intervals of the shifts."},
        {"field": "distance", "headerName": "Distance", "width": 85, "filter": False, "headerTooltip": "Jensen–Shannon distance of isoform usage, 0 the same, 1 disjoint (Lin 1991, IEEE Trans. Inf. Theory 37:145).",
         "type": "rightAligned", "valueFormatter": {"function": "formatNumber(params.value)"}},
        {"field": "shift", "headerName": "Shift", "width": 85, "filter": False, "headerTooltip": "Change of usage, from the first to the second tissue, of the isoform that the first uses most.", "type": "rightAligned",
         "valueFormatter": {"function": "formatPercent(params.value)"}},
        {"headerName": "95 % interval", "width": 125, "headerTooltip": "Bootstrap interval of the shift over samples; none where a tissue has fewer than two that express the gene.",
         "type": "rightAligned", "sortable": False, "filter": False, "valueGetter": {"function": "formatInterval(params.data.shift_lower, params.data.shift_upper)"}},
        {"field": "certain", "headerName": "Sure", "width": 75, "filter": False, "cellDataType": "text", "headerTooltip": "Whether the intervals of both most used isoforms' shifts leave out 0; not corrected for the number of genes, so that some pass by chance.",
         "valueFormatter": {"function": "params.value == null ? '–' : params.value ? 'yes' : 'no'"}},
        {"field": "n", "headerName": "n, first", "width": 80, "filter": False, "type": "rightAligned", "headerTooltip": "Samples of the first tissue that express the gene."},
        {"field": "other_n", "headerName": "n, second", "width": 95, "filter": False, "type": "rightAligned", "headerTooltip": "Samples of the second tissue that express the gene."},
        {"field": "dominant", "headerName": "Most used in the first", "width": 170}, {"field": "other_dominant", "headerName": "Most used in the second", "width": 170},
        {"field": "n_isoforms", "headerName": "Isoforms", "width": 100, "type": "rightAligned", "headerTooltip": "Isoforms of the gene with usage in either tissue."},
    ]
    return dag.AgGrid(
        id=identifier, columnDefs=columns, className="grid", style={"height": 430}, defaultColDef={"sortable": True, "filter": True, "resizable": True},
        dashGridOptions={**{name: value for name, value in GRID_OPTIONS.items() if name not in SERVED_OPTIONS}, "localeText": {"noRowsToShow": "No gene switches."}},
    )


def clicked_gene(click: Mapping[str, Any] | None, search: str) -> str:
    """Where a click on a gene's point leads; empty where it was on none."""
    gene = ((click or {}).get("points") or [{}])[0].get("customdata")
    return isoform_path(gene, IsoformState.of(search).release) if isinstance(gene, str) and gene else ""
