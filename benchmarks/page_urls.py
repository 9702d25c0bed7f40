"""Every registered page with a gene, a variant and a locus that the release has."""

from __future__ import annotations

import dash

from dashboard.store.release import Release
from dashboard.store.search_index import index_of
from dashboard.urls import gene_path, isoform_path, page_path, variant_path


def page_urls(release: Release) -> dict[str, str]:
    """URL by the page's registered path; the pages must have been imported by `create_app`. 404 is left out."""
    genes = index_of(release).genes.genes.sort("n_results", "gene_symbol", descending=[True, False], nulls_last=True)
    gene = genes["gene_symbol"].drop_nulls()[0]
    isoform_gene, variant, locus = _most(release, "transcripts", "gene_id", gene), _variant(release), _locus(release)
    urls = {}
    for page in dash.page_registry.values():
        template = page["path_template"]
        if template is None:
            urls[page["path"]] = page["path"]
        elif template == "/gene/<gene>":
            urls[template] = gene_path(gene)
        elif template == "/variant/<variant>":
            urls[template] = variant_path(variant)
        elif template == "/isoforms/<gene>":
            urls[template] = isoform_path(isoform_gene)
        else:
            raise RuntimeError(f"The benchmark has no example for the page {template}")
    if locus:
        urls["/locus"] = page_path("/locus", locus=locus)
    urls.pop("/404", None)
    return {path: url for path, url in urls.items() if "404" not in path}


def _most(release: Release, table: str, column: str, other: str) -> str:
    """The value with the most rows, or `other` where the release lacks the table."""
    if not release.has(table):
        return other
    counts = release.scan(table).drop_nulls(column).group_by(column).len().sort("len", column, descending=[True, False])
    found = counts.head(1).collect()
    return str(found[column][0]) if found.height else other


def _variant(release: Release) -> str:
    return _most(release, "lead_associations", "variant_id", index_of(release).variants.example() or "")


def _locus(release: Release) -> str:
    return str(release.frame("loci")["locus_id"][0]) if release.has("loci") else ""
