"""Variants by technology, structural variants, and consequences."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from dashboard.demo.streams import stream
from dashboard.demo.summaries import variant_regions
from dashboard.demo.world import World

PER_GENOME = {"STR": (418_000, 255_000, 4_000), "VNTR": (31_000, 12_000, 600), "SV": (24_400, 7_900, 500)}
"""Typical counts per genome by long and by short reads, and their spread."""
SEEN_BY_SHORT_READS = {"DEL": 0.5, "INS": 0.18}
CONSEQUENCES = {
    "Coding Exon": "missense_variant", "Non-coding Exon": "non_coding_transcript_exon", "Intron": "intron", "Upstream": "upstream",
    "Downstream": "downstream", "Intergenic": "intergenic",
}
OTHER_SETS = (("1KG", 0.42), ("GTEX", 0.3), ("Han Chinese", 0.63), ("gnomAD", 0.45))


def variant_tables(world: World) -> dict[str, pl.DataFrame]:
    """Tables variant_counts, structural_variants and variant_consequences."""
    structural = _structural(world)
    return {
        "variant_counts": pl.DataFrame(_counts(world, structural), infer_schema_length=None), "structural_variants": structural,
        "variant_consequences": _consequences(world),
    }


def _structural(world: World) -> pl.DataFrame:
    """The simulated structural variants: all by long reads, the shorter share of them by short reads too."""
    rng = stream(world.seed, "structural variants")
    at = np.flatnonzero(world.variants.kind == "SV")
    kind = np.where(world.variants.length[at] < 0, "DEL", "INS")
    frame = pl.DataFrame({
        "variant_id": [world.variants.variant_id[i] for i in at], "sv_type": kind, "technology": "LRS",
        "length": world.variants.length[at], "chromosome": [world.variants.variant_id[i].split("_")[0] for i in at],
        "position": world.variants.position[at],
    })
    seen = rng.random(at.size) < np.array([SEEN_BY_SHORT_READS[name] for name in kind])
    return pl.concat([frame, frame.filter(pl.Series(seen)).with_columns(technology=pl.lit("SRS"))])


def _counts(world: World, structural: pl.DataFrame) -> list[dict[str, Any]]:
    rng = stream(world.seed, "variant counts")
    rows: list[dict[str, Any]] = []
    for donor in world.cohorts.donors:
        for technology, column in (("LRS", 0), ("SRS", 1)):
            numbers = {name: round(rng.normal(means[column], means[2])) for name, means in PER_GENOME.items()}
            rows += [
                {"measure": "per_genome", "variant_type": name, "technology": technology, "sample_id": donor, "n": n}
                for name, n in (numbers | {"Total": sum(numbers.values())}).items()
            ]
    both = structural.filter(pl.col("technology") == "SRS")
    for kind in SEEN_BY_SHORT_READS:
        total, shared = (frame.filter(pl.col("sv_type") == kind)["variant_id"].n_unique() for frame in (structural, both))
        rows += _shared(kind, "LRS", shared, total) + _shared(kind, "SRS", shared, shared)
    small = int((world.variants.kind == "SNV").sum())
    rows += _shared("small variant", "LRS", int(small * 0.82), small) + _shared("small variant", "SRS", int(small * 0.82), int(small * 0.93))
    units = np.array([len(motif) for motif in world.variants.motif])
    for unit in range(1, 7):
        total = int((units == unit).sum())
        if total:
            rows += _shared(f"TR, unit of {unit} bp", "LRS", int(total * 0.6), total) + _shared(f"TR, unit of {unit} bp", "SRS", int(total * 0.6), int(total * 0.7))
    rows += _downsampled(small)
    for name, share in OTHER_SETS:
        n = int(structural.filter(pl.col("technology") == "LRS").height * share)
        rows.append({"measure": "reported_elsewhere", "variant_type": "Reported", "technology": "LRS", "category": name, "n": n, "proportion": share})
    return rows


def _shared(kind: str, technology: str, shared: int, total: int) -> list[dict[str, Any]]:
    return [
        {
            "measure": "shared_between_technologies", "variant_type": kind, "technology": technology, "category": name, "n": n,
            "total": total, "proportion": n / max(total, 1),
        }
        for name, n in (("both technologies", shared), ("one technology only", total - shared))
    ]


def _downsampled(small: int) -> list[dict[str, Any]]:
    """Variants called at falling coverage: a saturating curve, of which nine tenths are known."""
    rows: list[dict[str, Any]] = []
    for coverage in (5, 10, 15, 20, 25, 30):
        n = int(small * (1 - np.exp(-coverage / 7)))
        shared = {"variant_type": "SNV", "technology": "LRS", "category": f"{coverage}X"}
        rows.append({"measure": "downsampling", "n": n} | shared)
        rows.append({"measure": "downsampling_known", "n": int(n * 0.9), "total": n, "proportion": int(n * 0.9) / n} | shared)
    return rows


def _consequences(world: World) -> pl.DataFrame:
    """Variants by the part of a gene they lie in, for all classes, types of structural variant, and lengths of repeat unit."""
    consequence = np.array([CONSEQUENCES[str(name)] for name in variant_regions(world)])
    kind = world.variants.kind.astype(str)
    sv_type = np.where(world.variants.length < 0, "DEL", "INS")
    unit = np.array([f"TR, unit of {len(motif)} bp" for motif in world.variants.motif])
    frames = []
    for source, label, chosen in (
        ("all_variants", kind, np.ones(kind.size, dtype=bool)), ("structural_variants", sv_type, kind == "SV"), ("tandem_repeats", unit, kind == "TR"),
    ):
        frame = pl.DataFrame({"variant_type": label[chosen], "consequence": consequence[chosen]})
        frames.append(frame.group_by("variant_type", "consequence").len("n").with_columns(
            total=pl.col("n").sum().over("variant_type"), source=pl.lit(source), consequence_group=pl.col("consequence"),
        ).with_columns(proportion=pl.col("n") / pl.col("total")))
    return pl.concat(frames)
