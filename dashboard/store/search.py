"""One search over everything a release names: genes, variants, regions, traits, tissues."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from dashboard.errors import QueryError
from dashboard.regions import Region, parse_region
from dashboard.store.gene_names import ALIAS, GENE_ID, NamedGene
from dashboard.store.release import Release
from dashboard.store.search_index import SearchIndex, Topic, in_words, index_of
from dashboard.store.transcript_names import gene_of_transcript
from dashboard.store.variant_names import NamedVariant
from dashboard.urls import gene_path, locus_path, page_path, variant_path

Kind = Literal["gene", "variant", "region", "trait", "tissue"]
LONGEST = 200
AROUND_POSITION = 100_000
"""Bases shown on either side of a single position."""
VARIANT_FROM = 4
"""Shorter texts are not completed to variant ids: they are the beginning of nearly all of them."""
_INSIDE_FROM = 3
_EXACT, _PREFIX, _INSIDE, _MISSPELT = 100.0, 80.0, 60.0, 40.0
_VARIANT_SHAPE = re.compile(r"^(?:rs\d+|(?:chr)?(?:\d{1,2}|x|y|m)[_:>@/-]\d+[_:>@/-][a-z].*)$", re.IGNORECASE)
_POSITION_OF_ID = re.compile(r"^(?:chr)?(\d{1,2}|x|y|m)[_:>@/-](\d+)[_:>@/-]", re.IGNORECASE)
_ENSEMBL = re.compile(r"^ENS[A-Z]*\d*$", re.IGNORECASE)


@dataclass(frozen=True)
class Hit:
    """One thing found. `url_path` opens it within the app; a higher `score` is a better match."""

    kind: Kind
    id: str
    label: str
    detail: str
    url_path: str
    score: float


@dataclass(frozen=True)
class SearchResult:
    """Hits, best first, and where there are none a sentence that says what would be accepted. Iterating gives the hits."""

    hits: tuple[Hit, ...]
    note: str | None = None

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)


def search(release: Release, q: str, limit: int = 10) -> SearchResult:
    """What `q` can mean in this release: symbols, aliases, ids of genes and variants, regions, traits, tissues.

    Exact names come before beginnings, these before texts within, and names that differ by one letter come last; a
    name of several things gives all of them.
    """
    text = " ".join(q.split())[:LONGEST]
    index = index_of(release)
    if not text or limit < 1:
        return SearchResult((), _accepted(index))
    hits: dict[tuple[str, str], Hit] = {}
    region, problem = _parse_region(text)
    for find in _finders(release, index, text, region, limit):
        for hit in find():
            known = hits.get((hit.kind, hit.id))
            if known is None or known.score < hit.score:
                hits[hit.kind, hit.id] = hit
    if not hits:
        hits = {(hit.kind, hit.id): hit for hit in _misspelt(index, text, limit)}
    if not hits and release.has("nominal_associations") and _VARIANT_SHAPE.match(text):
        unlisted = Hit("variant", text, text, "not among the leads; opens the nominal results", variant_path(text), 1)
        return SearchResult((unlisted,))
    found = tuple(sorted(hits.values(), key=lambda hit: -hit.score)[:limit])
    return SearchResult(found, None if found else problem or _miss(index, text))


def _finders(
    release: Release, index: SearchIndex, text: str, region: Region | None, limit: int,
) -> Iterator[Callable[[], Iterator[Hit]]]:
    yield lambda: _find_genes(index, text, limit)
    yield lambda: _find_transcript(release, index, text)
    yield lambda: _find_variants(index, text, limit)
    yield lambda: _find_topics(index.tissues, text, "tissue", lambda key: page_path("/qtls", tissue=key))
    yield lambda: _find_topics(index.traits, text, "trait", lambda key: page_path("/colocalization", trait=key))
    if region is not None:
        yield lambda: _find_region(index, region, limit)


def _find_genes(index: SearchIndex, text: str, limit: int) -> Iterator[Hit]:
    exact = index.genes.exact(text)
    for place, gene in enumerate(exact):
        yield _gene_hit(gene, _EXACT - gene.kind - place / 100)
    for place, gene in enumerate(index.genes.starting_with(text, limit)):
        yield _gene_hit(gene, _PREFIX - place / 10)


def _misspelt(index: SearchIndex, text: str, limit: int) -> Iterator[Hit]:
    if not any(letter.isalpha() for letter in text) or _ENSEMBL.match(text):
        return
    for place, gene in enumerate(index.genes.misspelt(text, limit)):
        yield _gene_hit(gene, _MISSPELT - place / 10, f"did you mean {gene.name}?")


def _gene_hit(gene: NamedGene, score: float, remark: str = "") -> Hit:
    place = str(Region(gene.chromosome, gene.start, gene.end)) if gene.chromosome and gene.start and gene.end else ""
    alias = f"alias {gene.name}" if gene.kind == ALIAS else ""
    leads = f"{gene.n_results:,} QTL lead{'s' * (gene.n_results > 1)}" if gene.n_results else ""
    details = (remark, alias, gene.gene_id if gene.symbol else "no symbol", place, leads)
    return Hit("gene", gene.gene_id, gene.symbol or gene.gene_id, " · ".join(filter(None, details)), gene_path(gene.gene_id), score)


def _find_transcript(release: Release, index: SearchIndex, text: str) -> Iterator[Hit]:
    found = gene_of_transcript(release, text)
    if found:
        for gene in index.genes.exact(found.gene_id)[:1]:
            yield _gene_hit(gene, _EXACT - GENE_ID, f"transcript {found.transcript_id}")


def _find_variants(index: SearchIndex, text: str, limit: int) -> Iterator[Hit]:
    exact = index.variants.exact(text)
    if exact:
        yield _variant_hit(exact, _EXACT)
    if len(text) >= VARIANT_FROM and any(letter.isdigit() for letter in text):
        for place, variant in enumerate(index.variants.starting_with(text, limit)):
            yield _variant_hit(variant, _PREFIX - 5 - place / 10)


def _variant_hit(variant: NamedVariant, score: float) -> Hit:
    return Hit("variant", variant.variant_id, variant.variant_id, f"variant · {variant.where}", variant_path(variant.variant_id), score)


def _find_topics(topics: tuple[Topic, ...], text: str, kind: Literal["trait", "tissue"], path: Callable[[str], str]) -> Iterator[Hit]:
    wanted = in_words(text).lower()
    for topic in topics:
        score = max(_match_words(wanted, words) for words in topic.texts)
        if score:
            yield Hit(kind, topic.key, topic.label, topic.detail, path(topic.key), score - len(topic.label) / 100)


def _match_words(wanted: str, text: str) -> float:
    """How well a text is meant by what was typed: whole, its beginning, a word's beginning, or somewhere within."""
    if text == wanted:
        return _EXACT - 2
    if text.startswith(wanted):
        return _PREFIX - 4
    if f" {wanted}" in text or f"({wanted}" in text:
        return _INSIDE + 5 if len(wanted) > 1 else 0
    return _INSIDE if len(wanted) >= _INSIDE_FROM and wanted in text else 0


def _parse_region(text: str) -> tuple[Region | None, str | None]:
    """The region that was typed, and what is wrong with it where it was meant as one."""
    of_id = _POSITION_OF_ID.match(text)
    meant = of_id or re.match(r"^(?:chr)?\w{1,2}\s*:|^chr\w{1,2}\s+\d", text, re.IGNORECASE)
    if not meant:
        return None, None
    try:
        return parse_region(f"{of_id[1]}:{of_id[2]}" if of_id and _VARIANT_SHAPE.match(text) else text), None
    except QueryError as error:
        return None, str(error)


def _find_region(index: SearchIndex, region: Region, limit: int) -> Iterator[Hit]:
    single = region.start == region.end
    start, end = (max(1, region.start - AROUND_POSITION), region.end + AROUND_POSITION) if single else (region.start, region.end)
    size = f"{2 * AROUND_POSITION // 1000} kb around this position" if single else f"{region.end - region.start + 1:,} bp"
    yield Hit("region", str(region), str(region), f"region · {size}", locus_path(region.chromosome, start, end), _EXACT - 3)
    if single:
        for place, variant in enumerate(index.variants.starting_with(f"{region.chromosome}_{region.start}_", limit)):
            yield _variant_hit(variant, _EXACT - 1 - place / 10)
    for place, gene in enumerate(index.genes.overlapping(region.chromosome, region.start, region.end, limit)):
        yield _gene_hit(gene, _INSIDE - place / 10, "in this region")


def _miss(index: SearchIndex, text: str) -> str:
    if _VARIANT_SHAPE.match(text):
        what = f"The variant “{text}” is in none of this release's tables."
    elif _ENSEMBL.match(text.split(".", maxsplit=1)[0]):
        what = f"The gene “{text}” is in none of this release's tables."
    else:
        what = f"Nothing in this release is called “{text}”."
    return f"{what} {_accepted(index)}"


def _accepted(index: SearchIndex) -> str:
    """What can be typed, with examples that this release has."""
    genes = index.genes.genes.sort("n_results", descending=True, maintain_order=True)
    symbols = genes["gene_symbol"].drop_nulls()
    variant = index.variants.example()
    examples = (
        f"a gene symbol or alias ({symbols[0]})" if len(symbols) else "",
        f"a gene id ({genes['gene_id'][0]})" if genes.height else "",
        f"a variant ({variant})" if variant else "",
        "a variant by place and alleles (chr20_46118278_A_G)", "a region (chr20:46.1mb-46.2mb)",
        "a trait" if index.traits else "", f"a tissue ({index.tissues[0].label})" if index.tissues else "",
    )
    return f"You can type {', '.join(filter(None, examples))}."
