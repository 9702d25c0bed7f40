"""Links to other resources about a gene, a variant or a region."""

from __future__ import annotations

from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboard.regions import Region


def outside_links(pairs: list[tuple[str, str]]) -> Component:
    """A row of links that open beside the app."""
    return html.Div([html.A(label, href=url, target="_blank", rel="noopener noreferrer", className="outside-link") for label, url in pairs], className="outside-links")


def gene_links(gene_id: str, symbol: str | None, region: Region | None) -> list[tuple[str, str]]:
    """Resources that know Ensembl genes; none for ids of the atlas's own."""
    if not gene_id.startswith("ENSG"):
        return region_links(region)
    links = [
        ("Ensembl", f"https://www.ensembl.org/Homo_sapiens/Gene/Summary?g={gene_id}"), ("GTEx", f"https://gtexportal.org/home/gene/{gene_id}"),
        ("gnomAD", f"https://gnomad.broadinstitute.org/gene/{gene_id}?dataset=gnomad_r4"), ("Open Targets", f"https://platform.opentargets.org/target/{gene_id}"),
    ]
    if symbol:
        name = quote(symbol, safe="")
        links += [("GWAS Catalog", f"https://www.ebi.ac.uk/gwas/genes/{name}"), ("GeneCards", f"https://www.genecards.org/cgi-bin/carddisp.pl?gene={name}")]
    return links + region_links(region)


def region_links(region: Region | None) -> list[tuple[str, str]]:
    if region is None:
        return []
    return [("UCSC", f"https://genome.ucsc.edu/cgi-bin/hgTracks?db=hg38&position={region.chromosome}%3A{region.start}-{region.end}")]
