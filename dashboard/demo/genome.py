"""Where things lie: 252 invented genes on three chromosomes, and the variants around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.demo.streams import stream

Ints = NDArray[np.int64]

CHROMOSOMES = ("chr1", "chr2", "chr3")
GENES_PER_CHROMOSOME, NOVEL_PER_CHROMOSOME = 84, 4
FIRST, SPAN = 20_000_001, 8_000_000
CIS_WINDOW = 200_000
CANDIDATES_PER_CHROMOSOME = 5_600
SV_SHARE, TR_SHARE = 0.03, 0.05
MOTIFS = ("A", "AC", "AT", "GT", "CAG", "GGC", "AAT", "GCC", "TTTA", "AAAG", "TTCCA", "AAAAT", "GGCCTG")
BASES = np.array(["A", "C", "G", "T"])


@dataclass(frozen=True)
class Genes:
    """Genes in order of chromosome and start; positions are 1-based and inclusive."""

    gene_id: list[str]
    symbol: list[str]
    chromosome: Ints
    start: Ints
    end: Ints
    forward: NDArray[np.bool_]
    novel: NDArray[np.bool_]
    coding: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.gene_id)

    @property
    def tss(self) -> Ints:
        return np.where(self.forward, self.start, self.end)

    def table(self) -> pl.DataFrame:
        """The table `genes`."""
        return pl.DataFrame({
            "gene_id": self.gene_id, "gene_version": pl.Series([None if new else 1 for new in self.novel], dtype=pl.Int16),
            "gene_symbol": self.symbol, "gene_name": [f"simulated gene {symbol}" for symbol in self.symbol],
            "biotype": np.where(self.novel, "novel", np.where(self.coding, "protein_coding", "lncRNA")),
            "chromosome": [CHROMOSOMES[c] for c in self.chromosome], "start": self.start, "end": self.end,
            "strand": np.where(self.forward, "+", "-"), "source": np.where(self.novel, "novel", "simulated"),
        })

    def alias_table(self) -> pl.DataFrame:
        """The table `gene_aliases`: an alias for every gene and a former symbol for every fifth."""
        known = [i for i in range(len(self)) if not self.novel[i]]
        return pl.DataFrame({
            "gene_id": [self.gene_id[i] for i in known] + [self.gene_id[i] for i in known[::5]],
            "alias": [f"{self.symbol[i]}-ALT" for i in known] + [f"{self.symbol[i]}-OLD" for i in known[::5]],
            "kind": ["alias"] * len(known) + ["previous_symbol"] * len(known[::5]),
        })


@dataclass(frozen=True)
class Variants:
    """Variants in order of chromosome and position. `length` is signed for structural variants, `motif` set for repeats."""

    variant_id: list[str]
    chromosome: Ints
    position: Ints
    kind: NDArray[np.str_]
    ref: list[str | None]
    alt: list[str | None]
    length: Ints
    motif: list[str]

    def __len__(self) -> int:
        return len(self.variant_id)

    def within(self, chromosome: int, first: int, last: int) -> slice:
        """The run of variants in an interval of a chromosome, both ends included."""
        begin, stop = np.searchsorted(self.chromosome, [chromosome, chromosome + 1])
        inside = self.position[begin:stop]
        return slice(int(begin + np.searchsorted(inside, first)), int(begin + np.searchsorted(inside, last, side="right")))

    def keep(self, chosen: NDArray[np.bool_]) -> Variants:
        rows = np.flatnonzero(chosen)
        return Variants(
            [self.variant_id[i] for i in rows], self.chromosome[rows], self.position[rows], self.kind[rows],
            [self.ref[i] for i in rows], [self.alt[i] for i in rows], self.length[rows], [self.motif[i] for i in rows],
        )


def draw_genes(seed: int) -> Genes:
    """Genes about 95 kb apart, 5 to 60 kb long; the last few of each chromosome's list are novel."""
    rng = stream(seed, "genes")
    n = GENES_PER_CHROMOSOME
    chromosome = np.repeat(np.arange(len(CHROMOSOMES)), n)
    grid = np.tile(np.linspace(0, SPAN, n, endpoint=False), len(CHROMOSOMES))
    start = (FIRST + grid + rng.uniform(0, SPAN / n * 0.6, grid.size)).astype(np.int64)
    length = np.exp(rng.uniform(np.log(5_000), np.log(60_000), grid.size)).astype(np.int64)
    within = np.tile(np.arange(n), len(CHROMOSOMES))
    novel = within % (n // NOVEL_PER_CHROMOSOME) == n // NOVEL_PER_CHROMOSOME - 1
    length = np.where(novel, length // 8 + 1_500, length)
    letters = [chr(ord("A") + c) for c in chromosome]
    numbers = np.cumsum(~novel)
    novel_ids = np.cumsum(novel)
    gene_id = [f"SIMN{novel_ids[i]:05d}" if novel[i] else f"SIMG{numbers[i]:05d}" for i in range(grid.size)]
    symbol = [gene_id[i] if novel[i] else f"SIM{letters[i]}{within[i] + 1}" for i in range(grid.size)]
    coding = ~novel & (rng.random(grid.size) < 0.85)
    return Genes(gene_id, symbol, chromosome, start, start + length, rng.random(grid.size) < 0.5, novel, coding)


def draw_variants(seed: int) -> Variants:
    """Candidate variants over the genes' stretch of each chromosome: small variants, structural variants, repeats."""
    rng = stream(seed, "variants")
    names: list[str] = []
    positions, kinds, refs, alts, lengths, motifs = [], [], [], [], [], []
    for chromosome in CHROMOSOMES:
        sites = np.sort(rng.choice(SPAN + 2 * CIS_WINDOW, CANDIDATES_PER_CHROMOSOME, replace=False)) + FIRST - CIS_WINDOW
        kind = rng.choice(["SNV", "SV", "TR"], sites.size, p=[1 - SV_SHARE - TR_SHARE, SV_SHARE, TR_SHARE])
        for number, (site, what) in enumerate(zip(sites.tolist(), kind.tolist(), strict=True)):
            name, ref, alt, length, motif = _describe(rng, chromosome, site, what, number)
            names.append(name)
            refs.append(ref)
            alts.append(alt)
            lengths.append(length)
            motifs.append(motif)
        positions.append(sites)
        kinds.append(kind)
    return Variants(
        names, np.repeat(np.arange(len(CHROMOSOMES)), CANDIDATES_PER_CHROMOSOME), np.concatenate(positions),
        np.concatenate(kinds), refs, alts, np.array(lengths), motifs,
    )


def cis_slices(genes: Genes, variants: Variants) -> list[slice]:
    """For each gene the run of variants within CIS_WINDOW of its transcription start."""
    return [
        variants.within(int(chromosome), int(tss) - CIS_WINDOW, int(tss) + CIS_WINDOW)
        for chromosome, tss in zip(genes.chromosome, genes.tss, strict=True)
    ]


def _describe(
    rng: np.random.Generator, chromosome: str, site: int, what: str, number: int,
) -> tuple[str, str | None, str | None, int, str]:
    """Id, alleles, length and repeat unit of one variant, in the forms the atlas uses."""
    if what == "SV":
        deletion = rng.random() < 0.45
        length = int(np.exp(rng.uniform(np.log(50), np.log(8_000))))
        kind = "DEL" if deletion else "INS"
        return f"{chromosome}_{site}_{kind}_SIM{number}_{length}", None, None, -length if deletion else length, ""
    if what == "TR":
        motif = MOTIFS[int(rng.integers(len(MOTIFS)))]
        length = len(motif) * int(rng.integers(6, 22))
        return f"{chromosome}_{site}_{site + length}_{motif}", None, None, length, motif
    ref, other = BASES[rng.permutation(4)[:2]]
    if rng.random() < 0.1:
        tail = "".join(BASES[rng.integers(4, size=int(rng.integers(1, 6)))])
        alleles = (ref + tail, ref) if rng.random() < 0.5 else (ref, ref + tail)
        return f"{chromosome}_{site}_{alleles[0]}_{alleles[1]}", str(alleles[0]), str(alleles[1]), 0, ""
    return f"{chromosome}_{site}_{ref}_{other}", str(ref), str(other), 0, ""
