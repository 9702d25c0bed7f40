"""Allele-specific expression and transcript structure in the long-read samples, read by read.

Where a donor is heterozygous for the cause of an expression effect, reads of the gene fall on the two alleles in the
ratio of the effect; elsewhere they fall evenly. The same goes for the target isoform's reads and splicing effects.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from dashboard.demo.effects import Effect
from dashboard.demo.streams import stream
from dashboard.demo.tissues import TISSUES
from dashboard.demo.world import World

LEAST_READS = 20
SIGNIFICANT_P = 0.005
SHORT_READ_FACTOR = 6
COVERAGES = (10, 20, 50, 100, 200)


def allele_specific_tables(world: World) -> dict[str, pl.DataFrame]:
    """Tables allele_specific and allele_specific_events."""
    events = _events(world)
    return {"allele_specific": pl.DataFrame(_counts(world, events), infer_schema_length=None), "allele_specific_events": _event_table(events)}


def _events(world: World) -> pl.DataFrame:
    """One row per gene, kind and long-read sample with enough reads: allelic counts by long and by short reads."""
    rng = stream(world.seed, "allele-specific")
    frames = []
    long = world.measured.long
    causes: dict[tuple[int, str], Effect] = {(e.gene, e.target): e for e in world.truth.effects if e.allelic}
    per_gene = np.add.reduceat(world.measured.long_reads, world.isoforms.first, axis=0)
    for gene in range(len(world.genes)):
        for kind, target in (("ASE", "expression"), ("ASTS", "splicing")):
            row = int(world.isoforms.splice_target[gene])
            reads = per_gene[gene] if kind == "ASE" else world.measured.long_reads[row] if row >= 0 else np.zeros(long.donor.size)
            samples = np.flatnonzero(reads >= LEAST_READS)
            if not samples.size:
                continue
            ratio, variant = _allelic_ratio(rng, world, causes.get((gene, target)), samples)
            informative = rng.random(samples.size) < 0.6
            heterozygous = (ratio != 0.5) | informative
            samples, ratio = samples[heterozygous], ratio[heterozygous]
            coverage = reads[samples].astype(np.int64)
            frames.append(pl.DataFrame({
                "kind": kind, "gene": gene, "variant": variant, "sample": samples, "coverage": coverage, "alt": rng.binomial(coverage, ratio),
                "other_coverage": coverage * SHORT_READ_FACTOR, "other_alt": rng.binomial(coverage * SHORT_READ_FACTOR, ratio),
            }, schema_overrides={"variant": pl.Int64}))
    events = pl.concat(frames)
    p = _even_split_p(events["alt"].to_numpy(), events["coverage"].to_numpy())
    ids, variants = pl.Series(world.genes.gene_id), pl.Series(world.variants.variant_id)
    return events.with_columns(
        significant=pl.Series(p < SIGNIFICANT_P), value=_log_ratio("alt", "coverage"), other_value=_log_ratio("other_alt", "other_coverage"),
        gene_id=ids.gather(events["gene"]), variant_id=variants.gather(events["variant"]),
        sample_id=pl.Series(long.sample_id).gather(events["sample"]),
        tissue=pl.Series([TISSUES[t].key for t in long.tissue]).gather(events["sample"]),
        donor=pl.Series(long.donor).gather(events["sample"]),
    )


def _allelic_ratio(
    rng: np.random.Generator, world: World, effect: Effect | None, samples: NDArray[np.int64],
) -> tuple[NDArray[np.float64], int]:
    """Share of ALT reads per sample, and the variant the event is named by: the cause, or any variant of the gene's window."""
    if effect is None:
        window = world.windows[int(rng.integers(len(world.windows)))]
        return np.full(samples.size, 0.5), int(rng.integers(window.start, window.stop))
    long = world.measured.long
    size = effect.size[long.tissue[samples]]
    fold = 2.0**size
    heterozygous = world.genotypes.gtop[effect.variant, long.donor[samples]] == 1
    return np.where(heterozygous, fold / (1 + fold), 0.5), effect.variant


def _even_split_p(alt: NDArray[np.int64], total: NDArray[np.int64]) -> NDArray[np.float64]:
    """Two-sided p of an even split: the exact binomial tail doubled, at most 1."""
    tail = stats.binom.cdf(np.minimum(alt, total - alt), total, 0.5)
    return np.minimum(2 * tail, 1.0)


def _log_ratio(alt: str, total: str) -> pl.Expr:
    return (((pl.col(alt) + 0.5) / (pl.col(total) - pl.col(alt) + 0.5)).log(2)).round(5)


def _counts(world: World, events: pl.DataFrame) -> list[dict[str, Any]]:
    genes = {kind: events.filter(pl.col("kind") == kind).group_by("gene_id").agg(pl.col("significant").any()) for kind in ("ASE", "ASTS")}
    rows: list[dict[str, Any]] = []
    steps: list[tuple[str | None, str, int]] = [
        (None, "Annotated genes", len(world.genes)),
        (None, "Genes expressed", int((2.0 ** world.measured.long_expression > 0.5).any(axis=1).sum())),
    ]
    for kind, frame in genes.items():
        steps += [(kind, f"Genes included in {kind} analysis", frame.height), (kind, f"Genes exhibited {kind}", int(frame["significant"].sum()))]
    rows += [{"measure": "genes_by_step", "kind": kind, "category": name, "n": n} for kind, name, n in steps]
    for kind in ("ASE", "ASTS"):
        of_kind = events.filter(pl.col("kind") == kind)
        for measure, found in (("genes", genes[kind]["significant"]), ("events", of_kind["significant"])):
            rows += _split(found, {"kind": kind, "measure": measure})
        for (sample, tissue), part in of_kind.partition_by("sample_id", "tissue", as_dict=True, maintain_order=True).items():
            rows += _split(part["significant"], {"kind": kind, "measure": "genes_per_sample", "sample_id": sample, "tissue": tissue})
        per_tissue = of_kind.filter("significant").group_by("tissue").agg(n=pl.col("gene_id").n_unique()).sort("tissue").rows()
        category = "significant" if kind == "ASE" else "no novel transcript"
        rows += [{"kind": kind, "measure": "genes_per_tissue", "tissue": tissue, "category": category, "n": n} for tissue, n in per_tissue]
        donors = of_kind.filter("significant").group_by("gene_id").agg(level=pl.col("donor").n_unique()).group_by("level").len("n").sort("level")
        total = int(donors["n"].sum())
        rows += [
            {"kind": kind, "measure": "donors_per_event", "level": min(level, 99), "n": n, "total": total, "proportion": n / total}
            for level, n in donors.rows()
        ]
    sizes = np.bincount(world.isoforms.gene, minlength=len(world.genes))
    rows += [{"kind": "ASTS", "measure": "transcripts_per_gene", "level": k, "n": int((sizes == k).sum())} for k in range(2, int(sizes.max()) + 1)]
    agree = events.filter((pl.col("kind") == "ASE") & pl.col("significant")).with_columns(same=(pl.col("value") > 0) == (pl.col("other_value") > 0))
    for coverage in COVERAGES:
        part = agree.filter(pl.col("coverage") >= coverage)
        for name, n in (("same direction", int(part["same"].sum())), ("opposite directions", int((~part["same"]).sum()))):
            rows.append({
                "kind": "ASE", "measure": "direction_agreement", "category": name, "level": coverage, "n": n, "total": part.height,
                "proportion": n / max(part.height, 1),
            })
    return [row | {"source": "simulated"} for row in rows + _splicing(events)]


def _split(found: pl.Series, shared: dict[str, Any]) -> list[dict[str, Any]]:
    total, significant = found.len(), int(found.sum())
    return [
        shared | {"category": name, "n": n, "total": total, "proportion": n / total}
        for name, n in (("significant", significant), ("not significant", total - significant))
    ]


def _splicing(events: pl.DataFrame) -> list[dict[str, Any]]:
    """Allele-specific splicing: the significant events of transcript structure, per sample and tissue."""
    found = events.filter((pl.col("kind") == "ASTS") & pl.col("significant"))
    rows: list[dict[str, Any]] = []
    for (sample, tissue), part in found.partition_by("sample_id", "tissue", as_dict=True, maintain_order=True).items():
        rows += [
            {"kind": "splicing", "measure": "splicing_per_sample", "sample_id": sample, "tissue": tissue, "category": name, "n": n}
            for name, n in (("events", part.height), ("genes", part["gene_id"].n_unique()))
        ]
    for (tissue,), part in found.partition_by("tissue", as_dict=True, maintain_order=True).items():
        rows += [
            {"kind": "splicing", "measure": "splicing_per_tissue", "tissue": tissue, "category": name, "n": n}
            for name, n in (("variants", part["variant_id"].n_unique()), ("exonic parts", part.height), ("genes", part["gene_id"].n_unique()))
        ]
    return rows


def _event_table(events: pl.DataFrame) -> pl.DataFrame:
    """Events by both methods, the same event in two donors, and tissues with ASE and ASTS per gene."""
    ase = events.filter((pl.col("kind") == "ASE") & pl.col("significant"))
    both = ase.select("gene_id", "variant_id", "tissue", "sample_id", "value", "other_value", "coverage", "other_coverage").with_columns(
        measure=pl.lit("long_and_short_reads"),
    )
    first = ase.group_by("gene_id", "variant_id", "tissue", maintain_order=True).agg(pl.col("value", "coverage", "sample_id").head(2))
    pairs = first.filter(pl.col("value").list.len() == 2).select(
        "gene_id", "variant_id", "tissue", sample_id=pl.col("sample_id").list.first(), value=pl.col("value").list.get(0), other_value=pl.col("value").list.get(1),
        coverage=pl.col("coverage").list.get(0), other_coverage=pl.col("coverage").list.get(1), measure=pl.lit("two_donors"),
    )
    tissues = events.filter("significant").group_by("gene_id", maintain_order=True).agg(
        value=pl.col("tissue").filter(pl.col("kind") == "ASE").n_unique().cast(pl.Float64),
        other_value=pl.col("tissue").filter(pl.col("kind") == "ASTS").n_unique().cast(pl.Float64), measure=pl.lit("tissues_per_gene"),
    )
    return pl.concat([both, pairs, tissues], how="diagonal").with_columns(source=pl.lit("simulated"))
