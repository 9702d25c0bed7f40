"""Isoforms of the genes: a reference structure each, and others derived from it in the ways SQANTI3 tells apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.demo.genome import CHROMOSOMES, Genes
from dashboard.demo.streams import stream

Interval = tuple[int, int]
DOMAIN_NAMES = ("Kinase domain", "Zinc finger", "SH3 domain", "Leucine-rich repeat", "Helix-loop-helix", "Ig-like domain", "WD repeat")


@dataclass
class Isoform:
    """One transcript; exons are genomic intervals in ascending order, `cds` the coding stretch of the chromosome."""

    transcript_id: str
    name: str
    gene: int
    exons: list[Interval]
    category: str
    subcategory: str
    novel: bool
    cds: Interval | None = None
    nmd: bool = False
    reference: str | None = None
    canonical: bool = False
    peptides: int = 0
    domains: list[tuple[str, Interval]] = field(default_factory=list)

    @property
    def length(self) -> int:
        return sum(last - first + 1 for first, last in self.exons)


@dataclass(frozen=True)
class Isoforms:
    """All transcripts in gene order; `gene` holds each one's gene, `splice_target` the gene's isoform that QTLs act on."""

    isoforms: list[Isoform]
    gene: NDArray[np.int64]
    first: NDArray[np.int64]
    splice_target: NDArray[np.int64]
    """Row of the gene's second isoform, −1 for genes with fewer than three."""

    def __len__(self) -> int:
        return len(self.isoforms)

    @property
    def ids(self) -> list[str]:
        return [isoform.transcript_id for isoform in self.isoforms]


def draw_isoforms(seed: int, genes: Genes) -> Isoforms:
    """Three to eight isoforms for known genes, one or two for novel ones."""
    rng = stream(seed, "isoforms")
    found: list[Isoform] = []
    first, target = [], []
    for gene in range(len(genes)):
        first.append(len(found))
        members = _novel_gene(rng, genes, gene) if genes.novel[gene] else _known_gene(rng, genes, gene)
        target.append(first[-1] + 1 if len(members) >= 3 else -1)
        found += members
    for number, isoform in enumerate(found, start=1):
        isoform.transcript_id = f"{'SIMN' if isoform.novel else 'SIM'}T{number:06d}"
    by_gene = {isoform.gene: isoform.transcript_id for isoform in found if isoform.canonical}
    for isoform in found:
        known = None if genes.novel[isoform.gene] else by_gene[isoform.gene]
        isoform.reference = known if isoform.novel else isoform.transcript_id
    return Isoforms(found, np.array([isoform.gene for isoform in found]), np.array(first), np.array(target))


def junction_of(isoforms: Isoforms, row: int) -> Interval:
    """The first intron of an isoform that its gene's reference isoform does not have, else its first intron."""
    isoform = isoforms.isoforms[row]
    reference = isoforms.isoforms[isoforms.first[isoform.gene]]
    known = set(_introns(reference.exons))
    introns = _introns(isoform.exons)
    return next((intron for intron in introns if intron not in known), introns[0] if introns else isoform.exons[0])


def transcript_tables(genes: Genes, isoforms: Isoforms) -> dict[str, pl.DataFrame]:
    """Tables transcripts, exons and protein_domains."""
    transcripts: list[dict[str, Any]] = []
    exons: list[dict[str, Any]] = []
    domains: list[dict[str, Any]] = []
    for isoform in isoforms.isoforms:
        gene = isoform.gene
        place: dict[str, Any] = {"gene_id": genes.gene_id[gene], "chromosome": CHROMOSOMES[genes.chromosome[gene]]}
        strand = "+" if genes.forward[gene] else "-"
        cds_start, cds_end = isoform.cds or (None, None)
        biotype = ("nonsense_mediated_decay" if isoform.nmd else "protein_coding") if isoform.cds else "lncRNA"
        transcripts.append(place | {
            "transcript_id": isoform.transcript_id, "transcript_name": isoform.name, "start": isoform.exons[0][0],
            "end": isoform.exons[-1][1], "strand": strand, "n_exons": len(isoform.exons), "length": isoform.length,
            "biotype": biotype, "structural_category": isoform.category, "subcategory": isoform.subcategory,
            "novel": isoform.novel, "coding": isoform.cds is not None, "nmd": isoform.nmd,
            "associated_transcript": isoform.reference, "cds_start": cds_start, "cds_end": cds_end,
            "n_peptides": isoform.peptides, "canonical": isoform.canonical,
        })
        ordered = isoform.exons if genes.forward[gene] else isoform.exons[::-1]
        for number, (first, last) in enumerate(ordered, start=1):
            coding = _overlap((first, last), isoform.cds)
            exons.append(place | {
                "transcript_id": isoform.transcript_id, "exon_number": number, "start": first, "end": last,
                "strand": strand, "cds_start": coding[0] if coding else None, "cds_end": coding[1] if coding else None,
            })
        seen: dict[str, int] = {}
        for name, (first, last) in isoform.domains:
            seen[name] = seen.get(name, 0) + 1
            residues = _residues(isoform, (first, last), bool(genes.forward[gene]))
            domains.append(place | {
                "transcript_id": isoform.transcript_id, "domain": name, "domain_number": seen[name], "start": first,
                "end": last, "protein_start": residues[0], "protein_end": residues[1],
            })
    frames = {"transcripts": transcripts, "exons": exons, "protein_domains": domains}
    return {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in frames.items()}


def _known_gene(rng: np.random.Generator, genes: Genes, gene: int) -> list[Isoform]:
    start, end, symbol = int(genes.start[gene]), int(genes.end[gene]), genes.symbol[gene]
    exons = _reference_exons(rng, start, end)
    coding = bool(genes.coding[gene])
    reference = Isoform("", f"{symbol}-201", gene, exons, "full-splice_match", "reference_match", False, canonical=True)
    members = [reference]
    ways = rng.choice(
        ["skip", "skip", "site", "site", "fragment", "retention", "ends", "genic", "antisense", "fusion"],
        int(rng.integers(2, 8)), p=[.16, .16, .16, .12, .13, .09, .12, .02, .02, .02],
    )
    seen = {tuple(exons)}
    # The second isoform always splices differently: it is the one that splicing QTLs act on.
    for way in ["skip" if len(exons) > 2 else "site", *ways.tolist()]:
        changed, category, subcategory, novel = _derive(rng, exons, way)
        if tuple(changed) in seen:
            continue
        seen.add(tuple(changed))
        members.append(Isoform("", f"{symbol}-{201 + len(members)}", gene, changed, category, subcategory, novel))
    if coding:
        _add_proteins(rng, members, bool(genes.forward[gene]))
    return members


def _novel_gene(rng: np.random.Generator, genes: Genes, gene: int) -> list[Isoform]:
    start, end = int(genes.start[gene]), int(genes.end[gene])
    category = str(rng.choice(["intergenic", "genic_intron", "antisense"], p=[.6, .2, .2]))
    single = Isoform("", f"{genes.symbol[gene]}-1", gene, [(start, end)], category, "mono-exon", True, canonical=True)
    if rng.random() < 0.5:
        return [single]
    third = (end - start) // 3
    spliced = Isoform("", f"{genes.symbol[gene]}-2", gene, [(start, start + third), (end - third, end)], category, "multi-exon", True)
    return [single, spliced]


def _reference_exons(rng: np.random.Generator, start: int, end: int) -> list[Interval]:
    """Exons of 80 to 300 bp spread over the gene, the outer ones longer."""
    number = int(np.clip((end - start) // 1_500, 2, rng.integers(3, 11)))
    lengths = rng.integers(80, 300, number)
    lengths[[0, -1]] += rng.integers(100, 500, 2)
    gaps = rng.dirichlet(np.full(number - 1, 2.0)) * (end - start + 1 - int(lengths.sum()) - 60 * (number - 1)) + 60
    exons, position = [], start
    for length, gap in zip(lengths.tolist(), [*gaps.tolist(), 0.0], strict=True):
        exons.append((position, position + length - 1))
        position += length + int(gap)
    exons[-1] = (min(exons[-1][0], end - 50), end)
    return exons


def _derive(rng: np.random.Generator, exons: list[Interval], way: str) -> tuple[list[Interval], str, str, bool]:
    """Exons changed in one of the ways isoforms differ, with SQANTI3's category and subcategory and whether it is novel."""
    inner = int(rng.integers(1, len(exons) - 1)) if len(exons) > 2 else 0
    changed = list(exons)
    following = changed[min(inner + 1, len(changed) - 1)]
    # Category, subcategory, and the probability that the annotation lacks it.
    labels = ("full-splice_match", "alternative_5end", 0.0)
    if way == "skip" and inner:
        del changed[inner]
        labels = ("novel_in_catalog", "combination_of_known_junctions", 0.4)
    elif way == "fragment" and inner:
        changed = changed[inner:]
        labels = ("incomplete-splice_match", "5prime_fragment", 0.5)
    elif way == "retention":
        changed[inner : inner + 2] = [(changed[inner][0], following[1])]
        labels = ("novel_in_catalog", "intron_retention", 1.0)
    elif way == "ends":
        changed[0] = (changed[0][0] + int(rng.integers(20, 90)), changed[0][1])
    elif way == "genic":
        changed = [(changed[0][0], following[0] + 40)]
        labels = ("genic", "mono-exon", 1.0)
    elif way == "antisense":
        changed = [(changed[-1][0] - 200, changed[-1][1])]
        labels = ("antisense", "mono-exon", 1.0)
    elif way == "fusion":
        start = changed[-1][1] + int(rng.integers(3_000, 9_000))
        changed.append((start, start + 250))
        labels = ("fusion", "multi-exon", 1.0)
    else:
        changed[inner] = (changed[inner][0], changed[inner][1] + int(rng.integers(10, 55)))
        labels = ("novel_not_in_catalog", "at_least_one_novel_splicesite", 1.0)
    novel = bool(rng.random() < labels[2])
    if labels[0] == "novel_in_catalog" and not novel:
        labels = ("full-splice_match", "reference_match", 0.0)
    return changed, labels[0], labels[1], novel


def _add_proteins(rng: np.random.Generator, members: list[Isoform], forward: bool) -> None:
    """Coding stretches, decay, peptides and domains for the members of a coding gene, in place."""
    reference = members[0]
    whole = (reference.exons[0][0] + 60, reference.exons[-1][1] - 90)
    inner = reference.exons[1:-1] or reference.exons
    picks = rng.choice(len(inner), min(len(inner), int(rng.integers(1, 4))), replace=False)
    domains = [(DOMAIN_NAMES[int(rng.integers(len(DOMAIN_NAMES)))], inner[int(pick)]) for pick in sorted(picks)]
    for member in members:
        known = member is reference
        if not known and (member.category in ("genic", "antisense") or rng.random() < 0.15):
            continue
        span = (member.exons[0][0], member.exons[-1][1])
        cds = _overlap(whole, span)
        if cds is None:
            continue
        member.nmd = not known and bool(rng.random() < (0.35 if member.subcategory == "intron_retention" else 0.12))
        if member.nmd:
            middle = (cds[0] + cds[1]) // 2
            cds = (cds[0], middle) if forward else (middle, cds[1])
        # A coding stretch begins and ends within exons.
        pieces = [piece for exon in member.exons if (piece := _overlap(exon, cds))]
        if not pieces:
            member.nmd = False
            continue
        member.cds = (pieces[0][0], pieces[-1][1])
        member.peptides = int(rng.poisson(6 if known else 1.2)) * (not member.nmd)
        member.domains = [(name, part) for name, part in domains if part in member.exons and _overlap(part, member.cds) == part]


def _introns(exons: list[Interval]) -> list[Interval]:
    return [(left[1] + 1, right[0] - 1) for left, right in pairwise(exons)]


def _overlap(first: Interval, second: Interval | None) -> Interval | None:
    if second is None or max(first[0], second[0]) > min(first[1], second[1]):
        return None
    return max(first[0], second[0]), min(first[1], second[1])


def _residues(isoform: Isoform, part: Interval, forward: bool) -> Interval:
    """First and last residue that an interval within the coding stretch codes for."""
    coding = [piece for exon in isoform.exons if (piece := _overlap(exon, isoform.cds))]
    if forward:
        before = sum(last - first + 1 for first, last in coding if last < part[0])
    else:
        before = sum(last - first + 1 for first, last in coding if first > part[1])
    return before // 3 + 1, (before + part[1] - part[0]) // 3 + 1
