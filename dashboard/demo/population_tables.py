"""Differences between populations: allele frequencies, heterogeneous effects, signals of selection, and their counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from dashboard.demo.cohorts import GTOP_SIZE
from dashboard.demo.mapping import FDR, Mapping, TissueMap
from dashboard.demo.streams import stream
from dashboard.demo.world import World
from dashboard.statistics.meta import combine_fixed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CONTINENTS = {"AFR": (1, 0, 0, 0, 0), "AMR": (.08, .56, 0, 0, .36), "EAS": (0, 0, 1, 0, 0), "EUR": (0, 1, 0, 0, 0), "SAS": (0, 0, 0, 1, 0)}
"""Shares of SOURCES in each continental group of the reference panel."""
CHROMOSOMES_SAMPLED = {"AFR": 1322, "AMR": 694, "EAS": 1008, "EUR": 1006, "SAS": 978}
RARE, UNOBSERVED = 0.01, 0.0005
STEPS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
HETEROGENEOUS_P = 1e-3
PRIOR_SD = 0.3


def population_tables(world: World, mapping: Mapping, gtex: list[TissueMap], members: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Tables allele_frequencies, population_effects, population_counts and selection_signals."""
    index = {name: i for i, name in enumerate(world.variants.variant_id)}
    mapped = members.filter((pl.col("cohort") == "GTOP") & (pl.col("variant_class") != "TR"))
    at = np.array([index[name] for name in mapped["variant_id"].unique(maintain_order=True)])
    frequencies = sample_frequencies(world)
    effects, heterogeneous = _effects(world, mapping, gtex)
    return {
        "allele_frequencies": _frequency_table(world, at, frequencies), "population_effects": effects,
        "population_counts": _counts(world, mapping, mapped, frequencies, heterogeneous),
        "selection_signals": _selection(world, mapping, frequencies),
    }


def sample_frequencies(world: World) -> dict[str, Floats]:
    """ALT frequency of every variant in the donors, and in reference panels of the real size drawn from each continent; NaN for repeats."""
    rng = stream(world.seed, "frequencies")
    found = {}
    for name, shares in CONTINENTS.items():
        expected = np.asarray(shares) @ np.nan_to_num(world.genotypes.source_frequency)
        found[name] = rng.binomial(CHROMOSOMES_SAMPLED[name], np.clip(expected, 0, 1)) / CHROMOSOMES_SAMPLED[name]
    for name, dosages in (("GTOP", world.genotypes.gtop), ("GTEx", world.genotypes.gtex)):
        found[name] = dosages.mean(axis=1, dtype=np.float64) / 2
    return {name: np.where(world.variants.kind == "TR", np.nan, values) for name, values in found.items()}


def _commonness(frequency: Floats) -> NDArray[np.str_]:
    minor = np.minimum(frequency, 1 - frequency)
    return np.where(minor < UNOBSERVED, "unobserved", np.where(minor < RARE, "rare", "common"))


_ELSEWHERE = ("AFR", "AMR", "EUR", "SAS")
_CLASSES = {"unobserved": "0", "rare": "0.01", "common": "0.1"}
"""Classes of frequency, as the published tables name them by a threshold."""


def _frequency_table(world: World, at: Ints, frequencies: dict[str, Floats]) -> pl.DataFrame:
    names = np.array(world.variants.variant_id)
    elsewhere = np.any([_commonness(frequencies[name][at]) != "common" for name in _ELSEWHERE], axis=0)
    frames = []
    for source, chosen in (("fine_mapped_eqtls", at), ("fine_mapped_eqtls_rare_elsewhere", at[elsewhere])):
        for name, values in frequencies.items():
            if name != "GTEx":
                rows = _frequency_rows(source, names[chosen], name, values[chosen])
                frames.append(rows.with_columns(af_bin=pl.Series(_commonness(values[chosen])).replace_strict(_CLASSES)) if name in _ELSEWHERE else rows)
    group = _commonness(frequencies["GTEx"][at])
    for name in ("GTOP", "GTEx"):
        frames.append(_frequency_rows("gtop_and_european", names[at], name, frequencies[name][at]).with_columns(group=pl.Series(group)))
    differing = at[np.argsort(-np.abs(frequencies["GTOP"][at] - frequencies["EUR"][at]), kind="stable")[:60]]
    frames.append(_frequency_rows("disease_related", names[differing], "GTOP", frequencies["GTOP"][differing]))
    for name in CONTINENTS:
        pval = _difference_p(frequencies["GTOP"][differing], 2 * GTOP_SIZE, frequencies[name][differing], CHROMOSOMES_SAMPLED[name])
        frames.append(_frequency_rows("disease_related", names[differing], name, frequencies[name][differing]).with_columns(pval=pl.Series(pval)))
    return pl.concat(frames, how="diagonal")


def _frequency_rows(source: str, names: NDArray[np.str_], population: str, values: Floats) -> pl.DataFrame:
    return pl.DataFrame({"source": source, "variant_id": names, "population": population, "af": np.round(values, 5)})


def _difference_p(first: Floats, n_first: int, second: Floats, n_second: int) -> Floats:
    """Two-sided p of the difference of two frequencies, by the pooled z test."""
    pooled = (first * n_first + second * n_second) / (n_first + n_second)
    se = np.sqrt(np.maximum(pooled * (1 - pooled), 1e-12) * (1 / n_first + 1 / n_second))
    return np.maximum(2 * stats.norm.sf(np.abs(first - second) / se), 1e-300)


def _effects(world: World, mapping: Mapping, gtex: list[TissueMap]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Leads whose effects differ between the cohorts (Cochran's Q), with z and lfsr in both; and the pairs per tissue."""
    leads = mapping.leads.filter((pl.col("qtl_type") == "eQTL") & (pl.col("variant_class") == "SNV") & pl.col("significant"))
    rows: list[dict[str, Any]] = []
    pairs: list[dict[str, Any]] = []
    for found in gtex:
        there = found.pairs.select(gene=pl.col("phenotype"), variant="variant", other="slope", other_se="slope_se")
        joined = leads.filter(pl.col("tissue") == found.tissue).join(there, on=["gene", "variant"])
        for row in joined.iter_rows(named=True):
            if combine_fixed([row["slope"], row["other"]], [row["slope_se"], row["other_se"]]).p_heterogeneity >= HETEROGENEOUS_P:
                continue
            pairs.append({"tissue": found.tissue, "gene_id": row["gene_id"]})
            for cohort, slope, se in (("GTOP", row["slope"], row["slope_se"]), ("GTEx", row["other"], row["other_se"])):
                rows.append({
                    "variant_id": row["variant_id"], "gene_id": row["gene_id"], "cohort": cohort, "tissue": found.tissue,
                    "z": round(slope / se, 4), "lfsr": false_sign_rate(slope, se),
                })
    return pl.DataFrame(rows), pl.DataFrame(pairs)


def false_sign_rate(slope: float, se: float) -> float:
    """Posterior probability that the effect has the other sign, under a normal prior of SD 0.3 around 0."""
    shrinkage = PRIOR_SD**2 / (PRIOR_SD**2 + se**2)
    return float(stats.norm.sf(abs(shrinkage * slope) / (np.sqrt(shrinkage) * se)))


def _counts(
    world: World, mapping: Mapping, mapped: pl.DataFrame, frequencies: dict[str, Floats], heterogeneous: pl.DataFrame,
) -> pl.DataFrame:
    """The table population_counts, counted from the other results."""
    index = {name: i for i, name in enumerate(world.variants.variant_id)}
    at = np.array([index[name] for name in mapped["variant_id"]])
    europe = _commonness(frequencies["EUR"][at])
    difference = frequencies["GTOP"][at] - frequencies["EUR"][at]
    rows = _signal_rows(mapped)
    labels = [f"|ΔAF| >= {step:g}" for step in STEPS]
    for step, label in zip(STEPS, labels, strict=True):
        chosen = np.abs(difference) >= step
        upper = chosen & (np.abs(difference) < step + 0.1) if step < STEPS[-1] else chosen
        for name in ("rare", "unobserved"):
            share = 100 * float(np.mean(europe[chosen] == name)) if chosen.any() else 0.0
            rows.append(_row("rare_share_by_difference", share, "%", label, f"{name} in Europeans"))
            rows.append(_row("difference_by_commonness", int(np.sum((europe == name) & chosen)), "variants", name, label))
        for name, side in (("EAS < EUR", difference < 0), ("EAS > EUR", difference > 0)):
            rows.append(_row("difference_by_direction", int(np.sum(side & upper)), "variants", name, label) | {"total": int(side.sum())})
    frame = mapped.with_columns(europe=pl.Series(europe))
    for name in ("rare", "unobserved"):
        part = frame.filter(pl.col("europe") == name)
        rows += [
            _row("fd_qtl_genes", n, "genes", f"{name} in Europeans", None, tissue)
            for tissue, n in part.group_by("tissue").agg(pl.col("gene_id").n_unique()).sort("tissue").rows()
        ]
        per_gene = part.group_by("gene_id").agg(n=pl.col("tissue").n_unique()).group_by("n").len().sort("n").rows()
        rows += [_row("fd_qtl_gene_tissues", count, "genes", name, str(n)) for n, count in per_gene]
    rows += _cohort_rows(mapping, heterogeneous)
    rows += _selection_rows(world, mapping, frequencies)
    return pl.DataFrame(rows, infer_schema_length=None)


def _signal_rows(mapped: pl.DataFrame) -> list[dict[str, Any]]:
    per_gene = mapped.group_by("gene_id").agg(n=pl.struct("cs_id").n_unique()).group_by("n").len().sort("n").rows()
    return [_row("independent_signals", count, "genes", "eQTL", str(n)) for n, count in per_gene]


def _cohort_rows(mapping: Mapping, heterogeneous: pl.DataFrame) -> list[dict[str, Any]]:
    """Heterogeneous QTLs and eGenes per tissue, and what the GTEx-like cohort knows of the eGenes."""
    egenes = mapping.leads.filter((pl.col("qtl_type") == "eQTL") & (pl.col("qval") <= FDR)).group_by("tissue").agg(pl.col("gene_id").n_unique())
    count_of = dict(egenes.rows())
    rows = []
    for tissue, n in heterogeneous.group_by("tissue").len().sort("tissue").rows():
        total = count_of[tissue]
        rows += [
            _row("he_qtls", n, "he-QTLs", None, None, tissue),
            _row("he_qtls_and_egenes", n, "he-QTLs", "he-QTLs", None, tissue),
            _row("he_qtls_and_egenes", total, "eGenes", "eGenes", None, tissue),
            _row("gtex_support", n, "eGenes", "eGene in GTEx, not supported", None, tissue) | {"total": total},
            _row("gtex_support", total - n, "eGenes", "eGene in GTEx, supported", None, tissue) | {"total": total},
        ]
    return rows


def _row(measure: str, value: float, unit: str, category: str | None, *place: str | None) -> dict[str, Any]:
    subcategory, tissue = (*place, None, None)[:2]
    return {
        "measure": measure, "tissue": tissue, "category": category, "subcategory": subcategory, "value": float(value),
        "total": None, "unit": unit,
    }


def selection_scores(world: World, frequencies: dict[str, Floats]) -> Floats:
    """Sum of −log10 rank shares of two signals: frequency difference from Africans, and length of the East Asian branch.

    A composite of ranks in the way of composites of multiple signals (Grossman 2010, Science 327:883), from the two
    signals that frequencies alone can give; the branch length is the population branch statistic (Yi 2010, Science 329:75).
    """
    def distance(first: str, second: str) -> Floats:
        p, q = frequencies[first], frequencies[second]
        between = p * (1 - q) + q * (1 - p)
        fst = np.divide((p - q) ** 2, between, out=np.zeros_like(p), where=between > 0)
        return -np.log(1 - np.clip(fst, 0, 0.999))

    branch = (distance("EAS", "EUR") + distance("EAS", "AFR") - distance("EUR", "AFR")) / 2
    signals = np.nan_to_num(np.stack([np.abs(frequencies["EAS"] - frequencies["AFR"]), branch]))
    ranks = stats.rankdata(-signals, axis=1) / signals.shape[1]
    return -np.log10(ranks).sum(axis=0)


def _selection_leads(world: World, mapping: Mapping, frequencies: dict[str, Floats]) -> pl.DataFrame:
    score = selection_scores(world, frequencies)
    leads = mapping.leads.filter(pl.col("significant") & (pl.col("variant_class") != "TR"))
    scored = leads.with_columns(cms=pl.Series(np.round(score[leads["variant"].to_numpy()], 5)))
    return scored.filter(pl.col("cms") >= np.quantile(score, 0.95))


def _selection_rows(world: World, mapping: Mapping, frequencies: dict[str, Floats]) -> list[dict[str, Any]]:
    counted = _selection_leads(world, mapping, frequencies).group_by("tissue").agg(
        variants=pl.col("variant_id").n_unique(), genes=pl.col("gene_id").n_unique(),
    ).sort("tissue")
    return [
        _row("selection_qtls", n, unit, "positive selection", unit, tissue)
        for tissue, variants, genes in counted.rows() for unit, n in (("variants", variants), ("genes", genes))
    ]


def _selection(world: World, mapping: Mapping, frequencies: dict[str, Floats]) -> pl.DataFrame:
    """QTL variants with the highest scores; the derived allele is ALT, as in the simulated genealogy."""
    leads = _selection_leads(world, mapping, frequencies).sort("pval_nominal", "phenotype_id", "tissue").unique(
        ["gene_id", "variant_id"], keep="first", maintain_order=True,
    )
    at = leads["variant"].to_numpy()
    minor = {name: np.minimum(frequencies[name][at], 1 - frequencies[name][at]) for name in ("GTOP", "GTEx")}
    n_of = {found.tissue: int(found.donors.size) for found in mapping.tissues}
    return leads.with_columns(
        derived_allele=pl.col("alt"), maf_gtop=pl.Series(np.round(minor["GTOP"], 5)), maf_gtex=pl.Series(np.round(minor["GTEx"], 5)),
        n=pl.col("tissue").replace_strict(n_of, return_dtype=pl.Int32),
        **{f"daf_{name.lower()}": pl.Series(np.round(frequencies[name][at], 5)) for name in ("AFR", "EUR", "EAS")},
    )

