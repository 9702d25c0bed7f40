"""What coloc found for a locus: posterior probabilities beside the tracks that they are of."""

from __future__ import annotations

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard.figures.style import write_count
from dashboard.store.release import Release
from dashboard.store.tissues import label_tissue, tissue_labels
from dashboard.urls import page_path, variant_path

MOST = 5
"""Colocalizations listed, the most probable first."""

LEAST = 0.001


def coloc_table(release: Release, found: pl.DataFrame, pinned: str) -> Component:
    """Columns of `found`: as `store.loci.colocs_here`. A sentence where nothing is reported."""
    if found.is_empty():
        return html.P("No colocalization is reported for what is shown here, which does not mean that there is none.", className="absent")
    labels = tissue_labels(release)
    head = html.Tr([html.Th("Trait and QTL"), *(html.Th(text, className="number", title=help) for text, help in (
        ("PP.H4", "Posterior probability of one shared causal variant"), ("PP.H3", "Posterior probability of two distinct causal variants"), ("n", "Variants that were compared")))])
    return html.Table([html.Thead(head), html.Tbody([_row(row, labels, pinned) for row in found.head(MOST).iter_rows(named=True)])], className="plain-table")


def _row(row: dict[str, object], labels: dict[str, str], pinned: str) -> Component:
    gene = str(row["gene_symbol"] or row["gene_id"])
    hits = [
        html.Span([f"{name} ", html.A(str(row[column]), href=variant_path(str(row[column]), pinned)), " "])
        for name, column in (("GWAS hit", "gwas_hit"), ("QTL hit", "qtl_hit")) if row[column]
    ]
    what = html.Td([
        html.A(str(row["trait"]), href=page_path("/colocalization", trait=row["trait"], gene=gene, release=pinned)),
        html.Div(f"{gene} · {row['qtl_type']} · {label_tissue(labels, str(row['tissue']))}"), html.Div(hits, className="small-text"),
    ])
    return html.Tr([what, html.Td(_posterior(row["pp_h4"]), className="number nowrap"), html.Td(_posterior(row["pp_h3"]), className="number nowrap"), html.Td(_count(row["n_variants"]), className="number nowrap")])


def _posterior(value: object) -> str:
    """Three decimals, as posteriors are compared with thresholds and not with each other's digits."""
    if not isinstance(value, int | float):
        return "–"
    return f"{value:.3f}" if value >= LEAST or value == 0 else f"< {LEAST:g}"


def _count(value: object) -> str:
    return write_count(float(value)) if isinstance(value, int | float) else "–"
