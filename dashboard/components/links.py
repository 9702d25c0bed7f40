"""Links to other resources about a gene, a variant or a region."""

from __future__ import annotations

from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboard.regions import Region
from dashboard.store.variants import VariantRecord


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


def variant_links(variant: VariantRecord) -> list[tuple[str, str]]:
    """Resources that know variants: by rs number, by alleles where the id tells them, else by region."""
    variant_id, chromosome, position, end = variant.variant_id, variant.chromosome, variant.position, variant.end
    links = []
    if variant_id.startswith("rs"):
        links += [
            ("dbSNP", f"https://www.ncbi.nlm.nih.gov/snp/{variant_id}"), ("Ensembl", f"https://www.ensembl.org/Homo_sapiens/Variation/Explore?v={variant_id}"),
            ("gnomAD", f"https://gnomad.broadinstitute.org/variant/{variant_id}?dataset=gnomad_r4"), ("GWAS Catalog", f"https://www.ebi.ac.uk/gwas/variants/{variant_id}"),
        ]
    elif chromosome and position and variant.ref and variant.alt:
        links.append(("gnomAD", f"https://gnomad.broadinstitute.org/variant/{chromosome.removeprefix('chr')}-{position}-{variant.ref}-{variant.alt}?dataset=gnomad_r4"))
    elif chromosome and position:
        dataset = "gnomad_sv_r4" if end is None or end > position else "gnomad_r4"
        links.append(("gnomAD region", f"https://gnomad.broadinstitute.org/region/{chromosome.removeprefix('chr')}-{position}-{end or position}?dataset={dataset}"))
    return links + (region_links(Region(chromosome, max(1, position - 50), (end or position) + 50)) if chromosome and position else [])
