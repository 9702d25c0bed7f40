#!/usr/bin/env python3
"""Draw the figures of docs/demo-model.md from the demo release: the analysis beside the truth it was simulated from.

`make figures` builds the demo where it is missing, and draws. Plotly runs in the Chromium that the tests use.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import plotly
import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots
from scipy import stats

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dashboard.figures import style  # noqa: E402
from dashboard.statistics.regression import genomic_inflation  # noqa: E402
from dashboard.store.release import Release  # noqa: E402

LOOK = style.LIGHT
WIDTH, SCALE = 900, 1.15
"""GitHub shows a page's text about 900 pixels wide."""
PATTERN = {"shared": "#516C8A", "graded": "#649EA4", "specific": "#8A941F", "opposite": "#9F4817"}
FADED = "#B9C3CC"
JITTER = np.random.default_rng(1)


def panels(titles: list[str], height: int = 380, **options: Any) -> go.Figure:
    """Panels beside each other in the dashboard's style, each with its title."""
    figure = make_subplots(cols=len(titles), subplot_titles=[f"<b>{title}</b>" for title in titles], **{"horizontal_spacing": 0.12, **options})
    figure.update_layout(style.new_figure(LOOK, height=height).layout)
    figure.update_layout(width=WIDTH, paper_bgcolor=LOOK.card, plot_bgcolor=LOOK.card, margin={"l": 60, "r": 20, "t": 64, "b": 56})
    figure.update_annotations(font={"size": 14, "color": LOOK.text}, yshift=22)
    return figure


def note(figure: go.Figure, panel: int, text: str, x: float, y: float, **options: Any) -> None:
    """A few words inside a panel, at shares of its width and height."""
    axis = "" if panel == 1 else panel
    figure.add_annotation(**{
        "text": text, "x": x, "y": y, "xref": f"x{axis} domain", "yref": f"y{axis} domain", "showarrow": False, "align": "left",
        "xanchor": "left", "font": {"size": 12, "color": LOOK.secondary}, **options,
    })


def populations(release: Release) -> go.Figure:
    """Components of the genotypes, with the continents that people were drawn from."""
    pcs = release.frame("genotype_pcs").filter(pl.col("analysis") == "global")
    variance = dict(release.frame("pc_variance").filter(pl.col("analysis") == "global").select("pc", "proportion").rows())
    groups = [("GTEx", "GTEx-like", style.COHORT["GTEx"], pl.col("cohort") == "GTEx")]
    groups += [(code, code, style.SUPERPOPULATION[code], pl.col("superpopulation") == code) for code in sorted(style.SUPERPOPULATION)]
    groups += [("GTOP", "GTOP-like", style.COHORT["GTOP"], pl.col("cohort") == "GTOP")]
    figure = panels(["Components 1 and 2", "Components 3 and 4"], 400)
    for panel, (first, second) in enumerate(((1, 2), (3, 4)), start=1):
        for _, label, color, chosen in groups:
            part = pcs.filter(chosen)
            figure.add_scatter(
                x=part[f"pc{first}"], y=part[f"pc{second}"], mode="markers", name=f"{label}, n = {part.height:,}", legendgroup=label,
                showlegend=panel == 1, marker={"size": 4, "color": color, "opacity": 0.6}, row=1, col=panel,
            )
        for axis, number in (("x", first), ("y", second)):
            getattr(figure, f"update_{axis}axes")(title_text=f"PC{number} ({style.write_percent(variance[number])} of variance)", col=panel)
    figure.update_layout(legend={"y": -0.2, "yanchor": "top", "font": {"size": 11}, "entrywidth": 88}, margin={"b": 90})
    return figure


def _strong_locus(release: Release) -> dict[str, Any]:
    """Of the colocalizations whose cause is shared, one whose cause is in LD with many others, and its strongest eQTL."""
    truth = release.frame("simulation_truth").filter(pl.col("pattern") == "eQTL").select("gwas_id", "gene_id", cause="variant_id")
    linked = release.frame("ld").filter(pl.col("r2") >= 0.2).group_by(cause="variant_id").len("linked")
    coloc = release.frame("colocalizations").filter((pl.col("qtl_type") == "eQTL") & (pl.col("pp_h4") > 0.9))
    return coloc.join(truth, on=["gwas_id", "gene_id"]).join(linked, on="cause").sort(
        pl.col("linked"), -pl.col("qtl_pval"), "gwas_id", "tissue", descending=True,
    ).row(0, named=True)


def locus(release: Release) -> go.Figure:
    """One region: an eQTL and the trait that shares its cause, and how linkage falls with distance."""
    found = _strong_locus(release)
    pairs = release.frame("nominal_associations").filter(
        (pl.col("qtl_type") == "eQTL") & (pl.col("gene_id") == found["gene_id"]) & (pl.col("tissue") == found["tissue"]),
    )
    gwas = release.frame("gwas_associations").filter(
        (pl.col("gwas_id") == found["gwas_id"]) & pl.col("position").is_between(pairs["position"].min(), pairs["position"].max())
        & (pl.col("chromosome") == pairs["chromosome"][0]),
    )
    figure = panels(["", "Linkage by distance"], 460, rows=2, shared_xaxes="columns", vertical_spacing=0.14, column_widths=[0.6, 0.4],
                    specs=[[{}, {"rowspan": 2}], [{}, None]])
    figure.layout.annotations[0].text = f"<b>{found['gene_symbol']} in {found['tissue'].replace('_', ' ').lower()}, and {found['trait'].lower()}</b>"
    ld = dict(release.frame("ld").filter(pl.col("variant_id") == found["cause"]).select("other_variant_id", "r2").rows())
    bins = [*(f"r² ≥ {low}" if low else "r² < 0.2" for low, _ in style.R2_BINS), "r² not in the table"]
    colors = [*(color for _, color in style.R2_BINS), style.NO_LD]
    for row, frame in enumerate((pairs, gwas), start=1):
        of = np.array([_r2_bin(ld.get(name)) for name in frame["variant_id"]])
        for number in reversed(range(len(bins))):
            part = frame.filter(pl.Series(of == number) & (pl.col("variant_id") != found["cause"]))
            figure.add_scatter(
                x=part["position"] / 1e6, y=part["neglog10_p"], mode="markers", name=bins[number], legendgroup=bins[number],
                legendrank=number, showlegend=row == 1, marker={"size": 6, "color": colors[number], "opacity": 0.85}, row=row, col=1,
            )
        cause = frame.filter(pl.col("variant_id") == found["cause"])
        figure.add_scatter(
            x=cause["position"] / 1e6, y=cause["neglog10_p"], mode="markers", name="true cause", legendgroup="cause", showlegend=row == 1,
            marker={"size": 12, "symbol": "diamond", "color": style.LIGHT.accent, "line": {"color": LOOK.card, "width": 1}}, row=row, col=1,
        )
        figure.update_yaxes(title_text=f"{('eQTL', 'trait')[row - 1]}, −log₁₀ p", row=row, col=1, rangemode="tozero")
    figure.update_xaxes(title_text=f"position on {pairs['chromosome'][0]} (Mb)", row=2, col=1)
    note(figure, 1, f"PP.H4 = {found['pp_h4']:.3f}", 0.02, 0.95, yanchor="top")
    _decay(figure, release)
    figure.update_layout(legend={"y": -0.17, "yanchor": "top"}, margin={"b": 100})
    return figure


def _r2_bin(r2: float | None) -> int:
    lows = [low for low, _ in style.R2_BINS]
    return len(lows) if r2 is None else next(number for number, low in enumerate(lows) if r2 >= low)


def _decay(figure: go.Figure, release: Release) -> None:
    """r² of all pairs of the genotyped small variants within 150 kb, by distance."""
    dosages = release.frame("genotype_dosages")
    places = release.frame("nominal_associations").filter(pl.col("variant_class") == "SNV").select("variant_id", "chromosome", "position").unique()
    wide = dosages.join(places, on="variant_id").sort("chromosome", "position", "donor_id")
    donors = wide["donor_id"].n_unique()
    matrix = wide["dosage"].to_numpy().reshape(-1, donors).astype(float)
    at = wide.gather_every(donors).select("chromosome", "position")
    distances, squares = [], []
    for start in range(matrix.shape[0] - 1):
        near = np.flatnonzero((at["chromosome"][start + 1:] == at["chromosome"][start]).to_numpy() & (at["position"][start + 1:] - at["position"][start] < 150_000).to_numpy())
        if near.size:
            distances.append((at["position"].to_numpy()[start + 1 + near] - at["position"][start]) / 1e3)
            squares.append([np.corrcoef(matrix[start], matrix[start + 1 + other])[0, 1] ** 2 for other in near])
    distance, r2 = np.concatenate(distances), np.concatenate(squares)
    edges = np.arange(0, 151, 10)
    middle = (edges[:-1] + edges[1:]) / 2
    inside = [r2[(distance >= low) & (distance < low + 10)] for low in edges[:-1]]
    quartiles = np.array([np.quantile(values, [0.25, 0.5, 0.75]) for values in inside])
    means = [values.mean() for values in inside]
    band = {"x": np.concatenate([middle, middle[::-1]]), "y": np.concatenate([quartiles[:, 2], quartiles[::-1, 0]])}
    figure.add_scatter(**band, fill="toself", fillcolor="rgba(91,141,184,0.25)", line={"width": 0}, showlegend=False, row=1, col=2)
    figure.add_scatter(x=middle, y=means, mode="lines+markers", line={"color": style.VARIANT_CLASS["SNV"]}, showlegend=False, row=1, col=2)
    figure.update_xaxes(title_text="distance (kb)", row=1, col=2)
    figure.update_yaxes(title_text="r² between small variants", rangemode="tozero", row=1, col=2)
    note(figure, 2, f"mean, and middle half<br>of {r2.size:,} pairs", 0.45, 0.95, yanchor="top")


def _causes(release: Release, cohort: str = "GTOP") -> pl.DataFrame:
    truth = release.frame("simulation_truth")
    return truth.filter(pl.col("causal") & (pl.col("qtl_type") == "eQTL") & (pl.col("cohort") == cohort))


def mapping(release: Release) -> go.Figure:
    """Estimated against true slopes, and p-values of genes without any effect."""
    pairs = release.frame("nominal_associations").filter(pl.col("qtl_type") == "eQTL")
    alone = _causes(release).filter(pl.len().over("gene_id", "tissue") == 1).join(pairs, on=["gene_id", "variant_id", "tissue"])
    figure = panels([f"Slopes of {alone.height:,} causal pairs", "p-values of genes without effects"], 430)
    limit = 1.05 * max(alone["true_slope"].abs().max(), alone["slope"].abs().max())
    figure.add_scatter(x=[-limit, limit], y=[-limit, limit], mode="lines", line={"color": LOOK.secondary, "width": 1, "dash": "dot"}, showlegend=False, row=1, col=1)
    for name, color in PATTERN.items():
        part = alone.filter(pl.col("pattern") == name)
        figure.add_scatter(
            x=part["true_slope"], y=part["slope"], mode="markers", name=f"{name}, n = {part.height:,}",
            marker={"size": 5, "color": color, "opacity": 0.7}, row=1, col=1,
        )
    r = np.corrcoef(alone["true_slope"], alone["slope"])[0, 1]
    ratio = np.polyfit(alone["true_slope"], alone["slope"], 1)[0]
    note(figure, 1, f"r = {r:.2f}, slope of the line through them {ratio:.2f}<br>dotted: identity", 0.02, 0.98, yanchor="top")
    figure.update_xaxes(title_text="true slope (SD of expression per ALT allele)", col=1)
    figure.update_yaxes(title_text="estimated slope", col=1)
    null = release.frame("simulation_truth").filter((pl.col("pattern") == "none") & pl.col("gwas_id").is_null())["gene_id"].to_list()
    observed = np.sort(pairs.filter(pl.col("gene_id").is_in(null))["neglog10_p"].to_numpy())[::-1]
    expected = -np.log10((np.arange(observed.size) + 0.5) / observed.size)
    # Of the thousands of points that would lie on each other, about a thousand are drawn, all of the extreme ones.
    shown = np.unique(np.geomspace(1, observed.size, 1000).astype(int)) - 1
    top = float(expected[0]) * 1.05
    figure.add_scatter(x=[0, top], y=[0, top], mode="lines", line={"color": LOOK.secondary, "width": 1, "dash": "dot"}, showlegend=False, row=1, col=2)
    figure.add_scatter(x=expected[shown], y=observed[shown], mode="markers", marker={"size": 5, "color": LOOK.accent}, showlegend=False, row=1, col=2)
    note(figure, 2, f"λ = {genomic_inflation(10.0 ** -observed):.3f}<br>{len(null)} genes, {observed.size:,} pairs", 0.02, 0.98, yanchor="top")
    figure.update_xaxes(title_text="−log₁₀ p expected", col=2, rangemode="tozero")
    figure.update_yaxes(title_text="−log₁₀ p observed", col=2, rangemode="tozero")
    figure.update_layout(legend={"y": -0.18, "yanchor": "top"}, margin={"b": 100})
    return figure


def fine_mapping(release: Release) -> go.Figure:
    """Whether a PIP is what it says, whether sets hold a cause, and how large they are."""
    members = release.frame("credible_set_variants").filter(pl.col("cohort").is_in(["GTOP", "GTEx"]))
    figure = panels(["Are PIPs what they say?", "Size of credible sets"], 400)
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines", line={"color": LOOK.secondary, "width": 1, "dash": "dot"}, showlegend=False, row=1, col=1)
    edges = (0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.001)
    for cohort, color in (("GTOP", style.VARIANT_CLASS["SNV"]), ("GTEx", style.VARIANT_CLASS["SV"])):
        causes = _causes(release, cohort).select("gene_id", "variant_id", "tissue", cause=pl.lit(True))
        of_cohort = members.filter(pl.col("cohort") == cohort).join(causes, on=["gene_id", "variant_id", "tissue"], how="left").with_columns(
            pl.col("cause").fill_null(False),
        )
        bins = [of_cohort.filter((pl.col("pip") >= low) & (pl.col("pip") < high)) for low, high in pairwise(edges)]
        share = np.array([part["cause"].mean() for part in bins])
        bounds = np.array([stats.binomtest(int(part["cause"].sum()), part.height).proportion_ci(method="wilson") for part in bins])
        figure.add_scatter(
            x=[part["pip"].mean() for part in bins], y=share, mode="lines+markers", name=f"{cohort}-like", legendgroup=cohort,
            marker={"size": 8, "color": color}, line={"color": color, "width": 1}, row=1, col=1,
            error_y={"type": "data", "symmetric": False, "array": bounds[:, 1] - share, "arrayminus": share - bounds[:, 0], "thickness": 1.2, "width": 3},
        )
        sets = of_cohort.group_by("tissue", "gene_id", "cs_id").agg(pl.col("cause").any(), pl.col("cs_size").first())
        sizes = np.clip(sets["cs_size"].to_numpy(), 1, 10)
        figure.add_bar(
            x=list(range(1, 11)), y=[100 * float(np.mean(sizes == size)) for size in range(1, 11)], marker_color=color, showlegend=False, row=1, col=2,
        )
        at = 0.96 - 0.11 * (cohort == "GTEx")
        note(figure, 2, f"{cohort}-like: {style.write_percent(sets['cause'].mean())} of {sets.height:,} sets hold a cause", 0.2, at, yanchor="top", font={"color": color, "size": 12})
    note(figure, 1, "dotted: what is promised;<br>bars: 95 % intervals", 0.98, 0.05, xanchor="right", yanchor="bottom")
    figure.update_xaxes(title_text="mean PIP of variants in 95 % credible sets", col=1, range=[-0.02, 1.04])
    figure.update_yaxes(title_text="share that is a true cause", col=1, range=[-0.02, 1.08])
    figure.update_xaxes(title_text="variants in the set", col=2, tickvals=list(range(1, 11)), ticktext=[*map(str, range(1, 10)), "10+"])
    figure.update_yaxes(title_text="share of sets (%)", col=2)
    figure.update_layout(legend={"y": 1.0})
    return figure


def colocalization(release: Release) -> go.Figure:
    """PP.H4 where trait and gene expression share the cause, and where each has its own."""
    truth = release.frame("simulation_truth").filter(pl.col("gwas_id").is_not_null()).select("gwas_id", "gene_id", shared="pattern")
    tested = release.frame("colocalizations").filter(pl.col("qtl_type") == "eQTL").join(truth, on=["gwas_id", "gene_id"])
    groups = [("shared cause", tested.filter(pl.col("shared") == "eQTL"), style.VARIANT_CLASS["SNV"]),
              ("causes of their own", tested.filter(pl.col("shared") == "distinct"), style.VARIANT_CLASS["SV"])]
    figure = panels(["PP.H4 by the strength of the eQTL", "Posteriors where the eQTL is strong"], 400)
    for name, part, color in groups:
        figure.add_scatter(
            x=-part["qtl_pval"].log10(), y=part["pp_h4"], mode="markers", name=f"{name}, n = {part.height:,}",
            marker={"size": 6, "color": color, "opacity": 0.65}, row=1, col=1,
        )
        strong = part.filter(pl.col("qtl_pval") < 1e-6)
        means = [float(strong[f"pp_h{number}"].mean()) for number in range(5)]
        figure.add_bar(x=[f"H{number}" for number in range(5)], y=means, marker_color=color, showlegend=False, row=1, col=2,
                       text=[f"{value:.2f}" for value in means], textposition="outside", textfont={"size": 11, "color": LOOK.secondary})
    figure.add_vline(x=6, line={"color": LOOK.secondary, "width": 1, "dash": "dot"}, row=1, col=1)
    figure.update_xaxes(title_text="eQTL, −log₁₀ p of the strongest variant", col=1, type="log", tickvals=[4, 6, 10, 15, 20, 30])
    figure.update_yaxes(title_text="PP.H4", col=1, range=[-0.04, 1.06])
    figure.update_xaxes(title_text="hypothesis: H3 two causes, H4 one shared cause", col=2)
    figure.update_yaxes(title_text="mean posterior, eQTL p < 10⁻⁶", col=2, range=[0, 1.08])
    return figure


def sharing(release: Release) -> go.Figure:
    """In how many tissues an effect was drawn and found, and how alike the tissues' effects are."""
    effects = release.frame("simulation_truth").filter((pl.col("qtl_type") == "eQTL") & (pl.col("cohort") == "GTOP") & pl.col("pattern").is_in(list(PATTERN)))
    of_gene = effects.group_by("gene_id").agg(pl.col("pattern").unique(), drawn=pl.col("tissue").filter("causal").n_unique())
    of_gene = of_gene.filter(pl.col("pattern").list.len() == 1).with_columns(pl.col("pattern").list.first())
    leads = release.frame("lead_associations").filter((pl.col("qtl_type") == "eQTL") & pl.col("significant"))
    found = leads.group_by("gene_id").agg(found=pl.col("tissue").n_unique())
    genes = of_gene.join(found, on="gene_id", how="left").with_columns(pl.col("found").fill_null(0)).sort("gene_id")
    figure = panels(["Tissues with an effect, by gene", "Pairwise sharing of estimated effects"], 440, horizontal_spacing=0.2)
    figure.add_scatter(x=[0, 11], y=[0, 11], mode="lines", line={"color": LOOK.secondary, "width": 1, "dash": "dot"}, showlegend=False, row=1, col=1)
    for name, color in PATTERN.items():
        part = genes.filter(pl.col("pattern") == name)
        x, y = (part[column].to_numpy() + JITTER.uniform(-0.3, 0.3, part.height) for column in ("drawn", "found"))
        figure.add_scatter(x=x, y=y, mode="markers", name=f"{name}, n = {part.height}", marker={"size": 6, "color": color, "opacity": 0.75}, row=1, col=1)
    figure.update_xaxes(title_text="tissues in which it was drawn", col=1, dtick=2)
    figure.update_yaxes(title_text="tissues in which it was found (5 % FDR)", col=1, dtick=2)
    labels = dict(release.frame("tissues").select("tissue", "label").rows())
    order = [name for name in labels if name in set(leads["tissue"])]
    shares = {(a, b): value for a, b, value in release.frame("tissue_sharing").filter(pl.col("measure") == "pairwise_sharing").select("tissue", "other_tissue", "value").rows()}
    grid = [[shares[a, b] for b in order] for a in order]
    names = [labels[name] for name in order]
    figure.add_heatmap(
        z=grid, x=names, y=names, colorscale=style.SEQUENTIAL, zmin=0.5, zmax=1, row=1, col=2, xgap=1, ygap=1,
        colorbar={"title": {"text": "same sign,<br>within ×2", "font": {"size": 11}}, "thickness": 10, "len": 0.6, "outlinewidth": 0},
    )
    figure.update_xaxes(tickangle=-45, col=2, showline=False, ticks="")
    figure.update_yaxes(autorange="reversed", col=2, showgrid=False, showline=False, ticks="")
    figure.update_layout(legend={"orientation": "v", "x": 0.04, "y": 0.97, "yanchor": "top"}, margin={"b": 100})
    return figure


FIGURES: dict[str, Callable[[Release], go.Figure]] = {
    "populations": populations, "locus": locus, "mapping": mapping, "fine-mapping": fine_mapping, "colocalization": colocalization, "sharing": sharing,
}


def render(figures: dict[str, go.Figure], directory: Path) -> None:
    """Write each figure as PNG, drawn by Plotly in Chromium."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    chromium = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    library = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 600})
        page.add_script_tag(path=library)
        for name, figure in figures.items():
            size = {"format": "png", "width": WIDTH, "height": figure.layout.height, "scale": SCALE}
            url = page.evaluate("([figure, size]) => Plotly.toImage(JSON.parse(figure), size)", [figure.to_json(), size])
            (directory / f"{name}.png").write_bytes(base64.b64decode(url.split(",", 1)[1]))
        browser.close()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("release", type=Path, help="directory of the demo release")
    options.add_argument("--to", type=Path, default=ROOT / "docs" / "figures")
    given = options.parse_args()
    opened = Release(given.release)
    render({name: draw(opened) for name, draw in FIGURES.items()}, given.to)
