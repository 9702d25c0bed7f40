"""Isoforms as they are seen: expression and usage by tissue, diversity at equal depth, and counts by class."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.demo.phenotypes import Samples
from dashboard.demo.streams import stream
from dashboard.demo.tissues import TISSUES
from dashboard.demo.world import World
from dashboard.statistics.isoform_diversity import isoform_diversity

Floats = NDArray[np.float64]

DRAWS = 40
"""Bootstrap resamples of each diversity, and draws that a rarefied one is the mean of."""
DETECTED_READS = 3


def expression_tables(world: World) -> dict[str, pl.DataFrame]:
    """Tables of gene and transcript expression, by tissue and by sample."""
    measured = world.measured
    gene_samples, gene_tissues = [], []
    for samples, values in ((measured.short, measured.expression), (measured.long, measured.long_expression)):
        tpm = np.round(2.0**values, 3)
        gene_samples.append(_long(world.genes.gene_id, "gene_id", samples, {"tpm": tpm}).with_columns(assay=pl.lit(samples.assay)))
        gene_tissues.append(_quantiles(world, samples, tpm))
    transcript_tpm = np.round(2.0 ** measured.long_expression[world.isoforms.gene] * measured.long_usage, 3)
    transcript_tpm[measured.long_reads == 0] = 0
    per_sample = {"tpm": transcript_tpm, "count": measured.long_reads}
    gene_of = pl.DataFrame({"transcript_id": world.isoforms.ids, "gene_id": [world.genes.gene_id[g] for g in world.isoforms.gene]})
    return {
        "gene_expression": pl.concat(gene_tissues), "gene_expression_samples": pl.concat(gene_samples),
        "transcript_expression": _transcripts_by_tissue(world, transcript_tpm).join(gene_of, on="transcript_id", how="left"),
        "transcript_expression_samples": _long(world.isoforms.ids, "transcript_id", measured.long, per_sample).join(
            gene_of, on="transcript_id", how="left"),
    }


def _long(ids: list[str], name: str, samples: Samples, values: dict[str, Floats]) -> pl.DataFrame:
    """Matrices of features × samples as one row per pair."""
    n = samples.donor.size
    frame = pl.DataFrame({
        name: pl.Series(ids).gather(np.repeat(np.arange(len(ids)), n)),
        "sample_id": pl.Series(samples.sample_id).gather(np.tile(np.arange(n), len(ids))),
        "tissue": pl.Series([t.key for t in TISSUES]).gather(np.tile(samples.tissue, len(ids))),
    })
    return frame.with_columns(pl.Series(key, matrix.ravel(), dtype=pl.Float32) for key, matrix in values.items())


def _quantiles(world: World, samples: Samples, tpm: Floats) -> pl.DataFrame:
    frames = []
    for index, tissue in enumerate(TISSUES):
        chosen = samples.of(index)
        if chosen.size:
            found = np.quantile(tpm[:, chosen], [0.5, 0.25, 0.75, 0, 1], axis=1)
            names = ("median", "q1", "q3", "min", "max")
            frames.append(pl.DataFrame({
                "gene_id": world.genes.gene_id, "tissue": tissue.key, "assay": samples.assay, "cohort": "GTOP",
                "n": int(chosen.size), **dict(zip(names, np.round(found, 3), strict=True)),
            }))
    return pl.concat(frames)


def _transcripts_by_tissue(world: World, tpm: Floats) -> pl.DataFrame:
    isoforms, reads = world.isoforms, world.measured.long_reads
    per_gene = np.add.reduceat(tpm, isoforms.first, axis=0)[isoforms.gene]
    usage = np.divide(tpm, per_gene, out=np.full(tpm.shape, np.nan), where=per_gene > 0)
    frames = []
    for index, tissue in enumerate(TISSUES):
        chosen = world.measured.long.of(index)
        expressed = np.isfinite(usage[:, chosen])
        mean_usage = np.nansum(usage[:, chosen], axis=1) / np.maximum(expressed.sum(axis=1), 1)
        frames.append(pl.DataFrame({
            "transcript_id": isoforms.ids, "tissue": tissue.key, "n": int(chosen.size),
            "n_detected": (reads[:, chosen] >= DETECTED_READS).sum(axis=1), "median_tpm": np.round(np.median(tpm[:, chosen], axis=1), 3),
            "mean_tpm": np.round(tpm[:, chosen].mean(axis=1), 3),
            "usage": np.round(np.where(expressed.any(axis=1), mean_usage, np.nan), 5),
        }).with_columns(pl.col("usage").fill_nan(None)))
    return pl.concat(frames)


def diversity_table(world: World, samples: pl.DataFrame) -> pl.DataFrame:
    """The table `isoform_diversity` of the rows of transcript_expression_samples, by the definitions of an import."""
    return isoform_diversity(samples, draws=DRAWS, seed=world.seed).with_columns(pl.col("value", "lower", "upper").round(5))


SHORT_NAMES = {
    "full-splice_match": "FSM", "incomplete-splice_match": "ISM", "novel_in_catalog": "NIC", "novel_not_in_catalog": "NNC",
    "fusion": "Fusion", "antisense": "Antisense", "genic": "Genic", "genic_intron": "Genic intron", "intergenic": "Intergenic",
}


def count_tables(world: World, transcripts: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Tables isoform_counts, tissue_covariates and splicing_events, counted from the simulated isoforms."""
    rng = stream(world.seed, "isoform counts")
    members = transcripts.with_columns(
        novelty=pl.when("novel").then(pl.lit("novel")).otherwise(pl.lit("annotated")),
        status=pl.when("nmd").then(pl.lit("NMD-sensitive")).when("coding").then(pl.lit("Protein-coding")).otherwise(pl.lit("Noncoding")),
    )
    found = np.stack([
        (world.measured.long_reads[:, world.measured.long.of(i)] >= DETECTED_READS).any(axis=1) for i in range(len(TISSUES))
    ], axis=1)
    ten = [i for i, tissue in enumerate(TISSUES) if tissue.n_long_read == 10]
    rows = _catalogue_rows(members, rng) + _tissue_rows(members, found)
    rows += _specificity_rows(members, found, "tissue_specificity") + _specificity_rows(members, found[:, ten], "tissue_specificity_10_samples")
    rows += _short_read_rows(world, members)
    covariates = pl.DataFrame([
        {
            "tissue": tissue.key, "n_samples": tissue.n_long_read,
            "median_reads": float(np.median(_reads_per_sample(world)[world.measured.long.of(i)])),
            "median_rin": round(float(np.clip(rng.normal(7.4, 0.6), 5, 9.5)), 2),
        }
        for i, tissue in enumerate(TISSUES)
    ])
    return {"isoform_counts": pl.DataFrame(rows, infer_schema_length=None), "tissue_covariates": covariates, "splicing_events": _events(members)}


def _reads_per_sample(world: World) -> Floats:
    """Reads of each long-read library over the simulated genes, scaled to a whole transcriptome of about 60 times as many."""
    return np.round(world.measured.long_reads.sum(axis=0) * 60)


def _catalogue_rows(members: pl.DataFrame, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Rows without a tissue: catalogues, structural categories, filters, replication."""
    known = members.filter(~pl.col("novel")).height
    new = members.height - known
    genes = members.group_by("gene_id").agg(pl.col("novel").all())
    new_genes = int(genes["novel"].sum())
    undetected = int(known * 1.6)
    rows = []
    for scope, (annotated, novel, rest) in {
        "long_read_transcripts": (known, new, undetected),
        "long_read_genes": (genes.height - new_genes, new_genes, int((genes.height - new_genes) * 0.7)),
    }.items():
        rows += [
            _count(scope, category, catalogue, n)
            for catalogue, numbers in (("GTOP", (0, annotated, novel)), ("GENCODE", (annotated + rest, 0, 0)), ("GTOP + GENCODE", (annotated + rest, 0, novel)))
            for category, n in zip(("gencode_v47", "annotated", "novel"), numbers, strict=True)
        ]
    for (category, status), part in members.partition_by("structural_category", "status", as_dict=True, maintain_order=True).items():
        rows.append(_count("structural_category_coding_status", SHORT_NAMES[str(category)], str(status), part.height))
    for (category,), part in members.partition_by("structural_category", as_dict=True, maintain_order=True).items():
        rows.append(_count("filter_outcome", str(category), "passed", part.height))
        rows.append(_count("filter_outcome", str(category), "filtered out", int(rng.poisson(part.height * (0.2 if category == "full-splice_match" else 1.5)))))
    for category, total, shares in (("annotated", known, (0.45, 0.15)), ("novel", new, (0.28, 0.05))):
        rows += [
            _count("database_replication", category, name, int(total * share))
            for name, share in zip(("GTOP", "replicated in ≥1 datasets", "replicated in ≥2 datasets"), (1.0, *shares), strict=True)
        ]
    total = members.height
    overlaps = {"GTOP": .55, "GTOP & GTEx long-read": .16, "GTOP & CHESS3": .12, "GTOP & GTEx long-read & CHESS3": .17, "GTEx long-read": .35, "CHESS3": .5, "GTEx long-read & CHESS3": .1}
    rows += [_count("database_overlap", name, None, int(total * share)) for name, share in overlaps.items()]
    for adenines in range(21):
        passed = int(total * np.exp(-0.5 * ((adenines - 5) / 2.6) ** 2) / 6.5)
        rows.append(_count("internal_priming", str(adenines), "passed", passed if adenines < 13 else 0))
        rows.append(_count("internal_priming", str(adenines), "filtered out", int(total * 0.02) if adenines >= 12 else int(passed * 0.15)))
    return rows


def _tissue_rows(members: pl.DataFrame, found: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Rows of each tissue: novel and tissue-specific transcripts found there, and peptides."""
    novel = members["novel"].to_numpy()
    peptides = members["n_peptides"].to_numpy()
    alone = found.sum(axis=1) == 1
    rows = []
    for index, tissue in enumerate(TISSUES):
        here = found[:, index]
        group = "GTEx-matched tissue" if tissue.gtex else "uncharacterized tissue in GTEx"
        rows.append(_count("novel_transcripts_per_tissue", "novel", group, int((here & novel).sum()), tissue.key))
        for category, chosen in (("annotated", ~novel), ("novel", novel)):
            rows.append(_count("tissue_specific_transcripts", category, None, int((here & alone & chosen).sum()), tissue.key))
            number = max(int((here & chosen).sum()), 1)
            unique = int((here & chosen & (peptides >= 2)).sum()) / number
            shared = int((here & chosen & (peptides == 1)).sum()) / number
            rows += [
                _count("peptide_support", name, category, None, tissue.key) | {"proportion": round(value, 5)}
                for name, value in (("unique peptide", unique), ("shared peptide", shared))
            ]
        with_peptides = peptides[here & novel]
        for name, low, high in (("1", 1, 1), ("2-5", 2, 5), (">5", 6, np.inf)):
            rows.append(_count("unique_peptide_support", name, "novel", int(((with_peptides >= low) & (with_peptides <= high)).sum()), tissue.key))
    for name, matched in (("GTEx-matched tissue", True), ("uncharacterized tissue", False)):
        columns = [i for i, tissue in enumerate(TISSUES) if bool(tissue.gtex) == matched]
        rows.append(_count("novel_transcripts_by_tissue_group", "novel", name, int((found[:, columns].any(axis=1) & novel).sum())))
    return rows


def _specificity_rows(members: pl.DataFrame, found: NDArray[np.bool_], scope: str) -> list[dict[str, Any]]:
    """Share of annotated and novel transcripts found in exactly so many tissues."""
    number, novel = found.sum(axis=1), members["novel"].to_numpy()
    rows = []
    for category, chosen in (("annotated", ~novel), ("novel", novel)):
        seen = number[chosen & (number > 0)]
        rows += [
            _count(scope, category, str(k), None) | {"proportion": round(float(np.mean(seen == k)), 6)}
            for k in range(1, found.shape[1] + 1)
        ]
    return rows


def _short_read_rows(world: World, members: pl.DataFrame) -> list[dict[str, Any]]:
    """Genes and transcripts expressed in short reads, quantified with the reference alone and with the novel isoforms."""
    known_gene = ~world.genes.novel
    known = ~members["novel"].to_numpy()
    rows = []
    for index, tissue in enumerate(TISSUES):
        chosen = world.measured.short.of(index)
        gene_tpm = 2.0 ** world.measured.expression[:, chosen]
        genes = np.median(gene_tpm, axis=1) > 0.5
        transcripts = np.median(gene_tpm[world.isoforms.gene] * world.measured.usage[:, chosen], axis=1) > 0.5
        rows += [
            _count("short_read_expressed", "gene", "GENCODE", int((genes & known_gene).sum()), tissue.key),
            _count("short_read_expressed", "gene", "enhanced annotation", int(genes.sum()), tissue.key),
            _count("short_read_expressed", "transcript", "GENCODE", int((transcripts & known).sum()), tissue.key),
            _count("short_read_expressed", "transcript", "enhanced annotation", int(transcripts.sum()), tissue.key),
        ]
    return rows


def _count(scope: str, category: str, subcategory: str | None, n: int | None, tissue: str | None = None) -> dict[str, Any]:
    return {"tissue": tissue, "scope": scope, "category": category, "subcategory": subcategory, "n": n, "proportion": None}


EVENTS = {
    "Alternative first exon": "ends", "Alternative last exon": "fusion", "Skipping exon": "combination_of_known_junctions",
    "Retained intron": "intron_retention", "Alternative 5' splice site": "at_least_one_novel_splicesite",
    "Alternative 3' splice site": "5prime_fragment", "Mutually exclusive exons": "multi-exon",
}
"""Type of local event that each way of deriving an isoform makes."""


def _events(members: pl.DataFrame) -> pl.DataFrame:
    counted = members.group_by("subcategory", "novel").len().rows()
    counts = {(subcategory, novel): n for subcategory, novel, n in counted}
    return pl.DataFrame([
        {"event_type": event, "category": name, "n": counts.get((way, new), 0) + base}
        for event, way in EVENTS.items() for name, new, base in (("annotated", False, 40), ("novel", True, 5))
    ])
