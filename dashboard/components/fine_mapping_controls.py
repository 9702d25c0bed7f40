"""The fine-mapping page's controls, what its state means in a release, and how figures and grids change that state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard.components.controls import choice, choices, number, section, text
from dashboard.components.ids import Ids
from dashboard.components.tissues import TissuePicker
from dashboard.context import open_release
from dashboard.errors import QueryError
from dashboard.figures.fine_mapping import label_analysis
from dashboard.figures.style import write_count, write_counted, write_number
from dashboard.grids.columns import column_defs
from dashboard.grids.rows import sort_from_columns
from dashboard.store import fine_mapping as store
from dashboard.store.filters import describe_filters, parse_filters
from dashboard.store.release import Release
from dashboard.store.selection import Filters, gene_filter
from dashboard.store.tissues import label_tissue, list_tissues, tissue_labels
from dashboard.urls import FineMappingState

CONTROLS = {
    "cohort": ("cohort", "checklist"), "method": ("method", "checklist"), "gene": ("gene", "input"), "size_from": ("size-from", "input"), "size_to": ("size-to", "input"),
    "pip_min": ("pip", "input"), "purity_min": ("purity", "input"), "against": ("against", "radio"), "match": ("match", "radio"), "change": ("change", "radio"),
    "locus": ("locus", "radio"), "led": ("led", "radio"),
}
"""State field → noun and kind of the control's id, in the order the page's callback receives their values."""
SET_COLUMNS = ("tissue", "cohort", "method", "cs_id", "cs_size", "lead_variant_id", "lead_pip", "cs_purity", "posterior_gtop", "posterior_gtex", "qtl_type", "gene_id", "flags")
COMPARED_COLUMNS = ("tissue", "cs_size", "gtop_cs_size", "gtop_change", "gtex_cs_size", "gtex_change", "cs_id", "gene_id", "lead_variant_id", "lead_pip", "gtop_lead_pip",
                    "gtex_lead_pip", "cs_purity", "posterior_gtop", "posterior_gtex", "gtop_smallest_size", "gtop_smallest_change", "gtex_smallest_size", "gtex_smallest_change")
GENE_COLUMN = {"field": "gene_symbol", "headerName": "Gene", "headerTooltip": "Gene symbol, where the release has one.", "width": 105, "sortable": False, "filter": False, "cellRenderer": "GeneLink"}
_CHANGES = {"smaller": "lt", "same": "eq", "larger": "gt"}


def filters(ids: Ids, picker: TissuePicker, release: Release, state: FineMappingState) -> list[Component]:
    """The filter column."""
    analyses = store.count_analyses(release)
    by_cohort = {name: sum(n for cohort, n in analyses.select("cohort", "n").iter_rows() if cohort == name) for name in analyses["cohort"]}
    by_method = {name: sum(n for method, n in analyses.select("method", "n").iter_rows() if method == name) for name in analyses["method"]}
    at = {field: ids(noun, kind) for field, (noun, kind) in CONTROLS.items()}
    tissues = list_tissues(release)
    return [
        section("Analysis", choices(at["cohort"], [(name, label_analysis(name), write_count(n)) for name, n in by_cohort.items()], state.cohort), help="The data that the fine-mapping used"),
        section("Method", choices(at["method"], [(name, name, write_count(n)) for name, n in by_method.items()], state.method)),
        section("Gene", text(at["gene"], state.gene, placeholder="Symbol or id")),
        html.Div([section("Size from", number(at["size_from"], state.size_from, placeholder="1", step=1, minimum=1)),
                  section("Size to", number(at["size_to"], state.size_to, placeholder="any", step=1, minimum=1))], className="pair"),
        html.Div([section("Best PIP ≥", number(at["pip_min"], state.pip_min, placeholder="0", minimum=0)),
                  section("Purity ≥", number(at["purity_min"], state.purity_min, placeholder="0.5", minimum=0))], className="pair"),
        section("Tissue", picker.layout(tissues, state.tissue, usable=store.tissues_with_sets(release), unusable_reason="Not fine-mapped", all_label="All fine-mapped")),
    ]


def comparison_choices(ids: Ids, state: FineMappingState) -> Component:
    """Which sets are compared with the joint ones."""
    return html.Div([
        choice(ids(*CONTROLS["against"]), [("GTOP", "GTOP alone", ""), ("GTEx", "GTEx alone", "")], state.against, inline=True),
        choice(ids(*CONTROLS["match"]), [("variant", "same signal", ""), ("gene", "gene’s smallest sets", "")], state.match, inline=True),
    ], className="panel-controls")


def change_choice(ids: Ids, state: FineMappingState) -> Component:
    options = [("all", "all compared", ""), ("smaller", "became smaller", ""), ("same", "same size", ""), ("larger", "became larger", "")]
    return choice(ids(*CONTROLS["change"]), options, state.change, inline=True)


def led_choice(ids: Ids, release: Release, state: FineMappingState) -> Component:
    types = store.qtl_types_led(release) or ["eQTL"]
    return choice(ids(*CONTROLS["led"]), [(name, name, "") for name in types], state.led if state.led in types else types[0], inline=True)


def locus_choice(ids: Ids, release: Release, state: FineMappingState) -> Component:
    """The named loci that have PIPs."""
    presets = store.locus_presets(release)
    return choice(ids(*CONTROLS["locus"]), [(row["locus_id"], row["locus_id"].replace("_", " "), "") for row in presets.iter_rows(named=True)], chosen_locus(release, state), inline=True)


def chosen_locus(release: Release, state: FineMappingState) -> str:
    """The locus that the state names, else the one with most tracks; empty where none has PIPs."""
    known = store.locus_presets(release)["locus_id"].to_list()
    return state.locus if state.locus in known else (known[0] if known else "")


def with_symbol(grid: Any) -> Component:
    """The grid with the gene's symbol as its first column; its rows bring it."""
    grid.columnDefs = [GENE_COLUMN, *grid.columnDefs]
    return cast(Component, grid)


def member_columns(release: Release, cohorts: Sequence[str]) -> list[dict[str, Any]]:
    """Columns of the grid of a set's variants; `cohorts` are those with PIPs of the same variants."""
    own = column_defs(release.schema(store.VARIANTS), ("variant_id", "variant_class", "pip"), links=True)
    return [*own, *({**own[-1], "field": name, "headerName": f"PIP, {label_analysis(name)}", "headerTooltip": f"Highest PIP of the same variant for the gene and tissue, {label_analysis(name)}.", "width": 150}
                    for name in cohorts)]


def resolve(release: Release, state: FineMappingState) -> tuple[Filters, list[str]]:
    """The state's filters on credible sets, and a sentence for each part that this release does not understand."""
    problems: list[str] = []
    found: Filters = ()
    try:
        found += gene_filter(release, state.gene, store.SETS)
    except QueryError as error:
        problems.append(str(error))
    table = release.schema(store.SETS)
    known = {tissue.key for tissue in list_tissues(release)}
    for name, value in state.filters:
        try:
            parse_filters(table, [(name, value)])
        except QueryError as error:
            problems.append(str(error))
            continue
        if name == "tissue" and value not in known:
            problems.append(f"The tissue “{value:.60}” is not in this release and was left out.")
            continue
        found += ((name, value),)
    if state.cs and store.find_set(release, state.cs) is None:
        problems.append("The credible set named in the link is not in this release; another one is shown.")
    return found, problems


def opened(search: str) -> tuple[FineMappingState, Release, Filters]:
    """The state of a page, its release, and the filters it makes there."""
    state = FineMappingState.of(search)
    release = open_release(state.release)
    return state, release, resolve(release, state)[0]


def compared(release: Release, state: FineMappingState, pairs: Filters) -> Filters:
    """Filters of the sets that are compared, whatever became of their size."""
    return store.comparison_filters(release, pairs, state.against, state.match)


def listed(release: Release, state: FineMappingState, pairs: Filters) -> Filters:
    """Filters of the compared sets that the table lists."""
    found = compared(release, state, pairs)
    if state.change != "all":
        operator = _CHANGES[state.change]
        name = store.change_column(state.against, state.match)
        found += ((name if operator == "eq" else f"{name}__{operator}", "0"),)
    if state.sizes:
        before, after = state.sizes.split("-")
        found += ((store.before_column(state.against, state.match), before), ("cs_size", after))
    return found


def without_joint_analysis(release: Release, state: FineMappingState) -> tuple[str, str] | None:
    """Sentences that the release has no joint sets of the chosen tissues, and of which it has; None where it has some.

    Whether the others were not analysed or gave nothing, published sets do not say.
    """
    joint = store.tissues_with_sets(release, store.COMPARED)
    if not state.tissue or set(state.tissue) & set(joint):
        return None
    labels = tissue_labels(release)
    which = label_tissue(labels, state.tissue[0]).lower() if len(state.tissue) == 1 else "these tissues"
    return f"This release has no fine-mapping of {which} across ancestries.", f"It has that of {', '.join(label_tissue(labels, name).lower() for name in joint)}."


def words(release: Release, pairs: Filters, table: str = store.SETS) -> list[str]:
    schema = release.schema(table)
    return describe_filters(schema, parse_filters(schema, pairs))


def shown_set(release: Release, state: FineMappingState, pairs: Filters) -> store.SetKey | None:
    """The set that is open, else an example among those that meet the filters."""
    return (store.find_set(release, state.cs) if state.cs else None) or store.example_set(release, pairs)


def controlled(state: FineMappingState, release: Release, tissues: tuple[str, ...], values: Sequence[Any]) -> FineMappingState:
    """The state with the values of all controls; a value that cannot be used leaves the field empty."""
    raw: dict[str, Any] = {"tissue": list(tissues)}
    for field, value in zip(CONTROLS, values, strict=True):
        raw[field] = [str(item) for item in value] if isinstance(value, list) else "" if value is None else str(value)
    known = {tissue.key for tissue in list_tissues(release)}
    raw["tissue"] += [tissue for tissue in state.tissue if tissue not in known]
    if raw["locus"] == chosen_locus(release, FineMappingState()):
        raw["locus"] = ""
    parsed, _ = FineMappingState.parse({name: value for name, value in raw.items() if value not in ("", [])})
    after = state.but(**{name: getattr(parsed, name) for name in raw})
    return after if (after.against, after.match) == (state.against, state.match) else after.but(sizes="")


def with_bar(state: FineMappingState, click: Mapping[str, Any] | None) -> FineMappingState:
    """A click on a bar chooses its tissue, a second click lets it go."""
    data = _clicked(click)
    if not data:
        return state
    tissue = str(data[0])
    return state.but(tissue=tuple(t for t in state.tissue if t != tissue) if tissue in state.tissue else (*state.tissue, tissue))


def with_sizes(state: FineMappingState, click: Mapping[str, Any] | None) -> FineMappingState:
    """A click on a point lists the sets of these two sizes, a second click all."""
    points = (click or {}).get("points") or []
    if not points:
        return state
    sizes = f"{int(points[0]['x'])}-{int(points[0]['y'])}"
    return state.but(sizes="" if state.sizes == sizes else sizes)


def _clicked(click: Mapping[str, Any] | None) -> Sequence[Any]:
    points = (click or {}).get("points") or []
    return points[0].get("customdata") or () if points else ()


def with_set(state: FineMappingState, rows: Sequence[Mapping[str, Any]] | None, *, joint: bool = False) -> FineMappingState:
    """The set of the row that was selected; rows of the comparison are of the joint analysis."""
    if not rows:
        return state
    row = rows[0]
    cohort, method = (store.JOINT, store.JOINT_METHOD) if joint else (row["cohort"], row["method"])
    return state.but(cs=store.SetKey(cohort, method, row["tissue"], row["gene_id"], row["cs_id"]).text)


def with_grid(state: FineMappingState, where: tuple[str, ...], columns: Sequence[Mapping[str, Any]] | None) -> FineMappingState:
    return state.but(where=where, sort=sort_from_columns(columns))


def heading(state: FineMappingState, release: Release, counts: Mapping[str, int]) -> tuple[str, str]:
    """Title and lead sentence: where, and how many sets of which analysis."""
    labels = tissue_labels(release)
    names = [label_tissue(labels, t) for t in state.tissue]
    place = "in " + (", ".join(name[0].lower() + name[1:] for name in names) if len(names) <= 3 else write_counted(len(names), "tissue")) if names else "in all fine-mapped tissues"
    total = sum(counts.values())
    if not total:
        return f"Fine-mapping {place}", "No credible set meets these filters."
    parts = ", ".join(f"{write_count(n)} {label_analysis(name)}" for name, n in counts.items())
    return f"Fine-mapping {place}", f"{write_count(total)} credible sets of 95 % ({parts}). A set holds the causal variant with a probability of 95 %, if the model is right; smaller sets say more."


def describe_set(release: Release, chosen: store.SetKey, members: pl.DataFrame) -> tuple[str, str]:
    """What the figure of a set's variants must say, and its title."""
    row = store.set_summary(release, chosen)
    title = f"{store.symbol_of(release, chosen.gene_id)} {chosen.cs_id} in {label_tissue(tissue_labels(release), chosen.tissue).lower()}, {label_analysis(chosen.cohort)}"
    size, purity = row["cs_size"], row["cs_purity"]
    if size is None:
        return f"{chosen.method}: only the names of these sets were published, without variants or sizes", title
    parts = [f"{chosen.method}, {write_counted(size, 'variant')}" + (f", purity {write_number(purity)}" if purity is not None else "")]
    total = float(members["pip"].sum())
    if members.height < size:
        parts.append("only the best variant of these sets was published" if members.height == 1 else f"{members.height} of them were published")
    elif total > 1.0001:
        parts.append(f"PIPs sum to {total:.2f}: a variant’s PIP counts all sets of the gene")
    return " · ".join(parts), title


def locus_title(release: Release, locus: str) -> str:
    return next((str(row["title"]) for row in store.locus_presets(release).iter_rows(named=True) if row["locus_id"] == locus), locus)


def position_columns(release: Release, analyses: Sequence[str]) -> list[dict[str, Any]]:
    """Columns of the grid of positions with the PIP of each analysis."""
    position, variant, pip = column_defs(release.schema("locus_associations"), ("position", "variant_id", "pip"), links=False)
    return [position, variant, *({**pip, "field": name, "headerName": f"PIP, {label_analysis(name)}", "width": 150} for name in analyses)]
