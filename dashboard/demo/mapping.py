"""QTL mapping of the simulated phenotypes, as it is done on real ones: covariates, cis-regressions, gene-level p, q."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.demo.genome import CHROMOSOMES, Genes, Variants
from dashboard.demo.streams import stream
from dashboard.demo.tissues import MAPPED, TISSUES
from dashboard.demo.transcripts import junction_of
from dashboard.demo.world import World
from dashboard.schema.common import VARIANT_CLASSES
from dashboard.statistics import permutation, regression
from dashboard.statistics.afc import log2_allelic_fold_change
from dashboard.statistics.ld import standardized
from dashboard.statistics.pca import patterson_scale, principal_components

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GENOTYPE_PCS = 4
COMPONENTS = 6
"""Expression components used as covariates: as many as there are hidden factors. More would take single genes' effects away."""
LEAST_TPM = 0.3
LEAST_MINOR_ALLELES = 5
PERMUTATIONS = 300
FDR = 0.05


@dataclass(frozen=True)
class Phenotype:
    """One tested phenotype: of a QTL type, with its id, its gene, and its row in the expression or usage matrix."""

    qtl_type: str
    phenotype_id: str
    gene: int
    row: int


@dataclass(frozen=True)
class TissueMap:
    """Mapping in one tissue: the residuals that went in, and the estimates of every pair that came out.

    `pairs` has columns phenotype, variant (indices), slope, slope_se, t, p; `genotypes` is variants × donors,
    residualised on the covariates and scaled to length 1.
    """

    tissue: str
    donors: Ints
    genotypes: NDArray[np.float32]
    dof: int
    pairs: pl.DataFrame
    n_components: int
    explained: Floats
    """Cumulative share of expression variance of the expression components."""
    af: Floats
    """ALT allele frequency of every variant among these donors."""

    def estimates(self) -> TissueMap:
        """The same without the genotype residuals."""
        return replace(self, genotypes=np.empty((0, self.donors.size), dtype=np.float32))


@dataclass(frozen=True)
class Mapping:
    """All of the mapping: phenotypes, tissues, and the table of leads."""

    phenotypes: list[Phenotype]
    tissues: list[TissueMap]
    leads: pl.DataFrame

    def estimates(self) -> Mapping:
        """The same without the genotype residuals, which only fine-mapping needs."""
        return replace(self, tissues=[found.estimates() for found in self.tissues])

    def of(self, tissue: str) -> TissueMap:
        return next(found for found in self.tissues if found.tissue == tissue)


def list_phenotypes(world: World) -> list[Phenotype]:
    """Every gene's expression; of splicing genes the usage of the target isoform, and of its junction."""
    genes, isoforms = world.genes, world.isoforms
    expression = [Phenotype("eQTL", genes.gene_id[gene], gene, gene) for gene in range(len(genes))]
    junctions, transcripts = [], []
    for gene in world.truth.splicing_genes.tolist():
        row = int(isoforms.splice_target[gene])
        first, last = junction_of(isoforms, row)
        name = f"{CHROMOSOMES[genes.chromosome[gene]]}:{first}:{last}:clu_{gene}:{genes.gene_id[gene]}"
        junctions.append(Phenotype("juQTL", name, gene, row))
        transcripts.append(Phenotype("tuQTL", isoforms.isoforms[row].transcript_id, gene, row))
    return expression + junctions + transcripts


def map_qtls(world: World) -> Mapping:
    """cis-QTLs of all phenotypes in the tissues with 45 donors or more."""
    phenotypes = list_phenotypes(world)
    measured = world.measured
    ancestry = principal_components(patterson_scale(world.cohorts.unlinked[:, world.cohorts.gtop]), GENOTYPE_PCS).scores
    rng = stream(world.seed, "mapping")
    maps, leads = [], []
    for tissue in MAPPED:
        samples = measured.short.of(TISSUES.index(tissue))
        donors = measured.short.donor[samples]
        dosages = world.genotypes.gtop[:, donors]
        log_tpm, usage = measured.expression[:, samples], measured.usage[:, samples]
        # A junction is counted from fewer reads than a whole transcript.
        junction = usage + rng.normal(0, 0.04, usage.shape)
        raw = {"eQTL": log_tpm, "tuQTL": usage, "juQTL": junction}
        expressed = np.median(2.0**log_tpm, axis=1) >= LEAST_TPM
        components, explained = _expression_components(log_tpm, COMPONENTS)
        covariates = np.column_stack([ancestry[donors], components])
        residual = {
            name: regression.residualize(regression.inverse_normal_transform(values), covariates) for name, values in raw.items()
        }
        x = regression.residualize(dosages, covariates)
        usable = common_enough(dosages, world.variants)
        dof = donors.size - 2 - covariates.shape[1]
        tested = [(number, phenotype) for number, phenotype in enumerate(phenotypes) if expressed[phenotype.gene]]
        pairs = cis_pairs(world, x, usable, residual, tested, dof=dof)
        unit = standardized(x)
        maps.append(TissueMap(
            tissue.key, donors, unit, dof, pairs, components.shape[1], explained, allele_frequency(dosages, world.variants),
        ))
        shapes = _null_shapes(rng, world, unit, usable, dof)
        adjusted = 2.0 ** (regression.residualize(log_tpm, covariates) + log_tpm.mean(axis=1, keepdims=True))
        leads.append(_leads(world, maps[-1], phenotypes, shapes, adjusted))
    return Mapping(phenotypes, maps, pl.concat(leads))


def map_gtex(world: World) -> Iterator[TissueMap]:
    """cis-eQTLs of the GTEx-like cohort in the matched tissues, one at a time, as the residuals of all take 170 MB."""
    ancestry = principal_components(patterson_scale(world.cohorts.unlinked[::2, world.cohorts.gtex]), GENOTYPE_PCS).scores
    for tissue in world.gtex.donors:
        yield _map_gtex_tissue(world, tissue, ancestry)


def _map_gtex_tissue(world: World, tissue: str, ancestry: Floats) -> TissueMap:
    donors, log_tpm = world.gtex.donors[tissue], world.gtex.expression[tissue]
    components, explained = _expression_components(log_tpm, COMPONENTS)
    covariates = np.column_stack([ancestry[donors], components])
    y = regression.residualize(regression.inverse_normal_transform(log_tpm), covariates)
    dosages = world.genotypes.gtex[:, donors]
    usable = common_enough(dosages, world.variants)
    x = regression.residualize(dosages, covariates)
    dof = donors.size - 2 - covariates.shape[1]
    tested = [(gene, Phenotype("eQTL", name, gene, gene)) for gene, name in enumerate(world.genes.gene_id)]
    pairs = cis_pairs(world, x, usable, {"eQTL": y}, tested, dof=dof)
    af = allele_frequency(dosages, world.variants)
    return TissueMap(tissue, donors, standardized(x), dof, pairs, components.shape[1], explained, af)


def common_enough(dosages: NDArray[np.float32], variants: Variants) -> NDArray[np.bool_]:
    """Whether each variant has enough minor alleles among these donors, or a repeat enough spread."""
    count = dosages.sum(axis=1)
    minor = np.minimum(count, 2 * dosages.shape[1] - count)
    return np.where(variants.kind == "TR", dosages.std(axis=1) > 0.25, minor >= LEAST_MINOR_ALLELES)


def cis_pairs(
    world: World, genotypes: NDArray[np.float32], usable: NDArray[np.bool_], residual: dict[str, Floats],
    phenotypes: list[tuple[int, Phenotype]], *, dof: int,
) -> pl.DataFrame:
    """Estimates of every phenotype with every usable variant of its gene's window; both sides are residuals."""
    by_gene: dict[int, list[tuple[int, Phenotype]]] = {}
    for number, phenotype in phenotypes:
        by_gene.setdefault(phenotype.gene, []).append((number, phenotype))
    found: dict[str, list[NDArray]] = {"phenotype": [], "variant": [], "slope": [], "slope_se": [], "t": []}
    for gene, members in by_gene.items():
        window = world.windows[gene]
        rows = np.arange(window.start, window.stop)[usable[window]]
        y = np.stack([residual[phenotype.qtl_type][phenotype.row] for _, phenotype in members])
        fitted = regression.regress_residuals(genotypes[rows], y, dof)
        found["phenotype"].append(np.repeat(np.array([number for number, _ in members], dtype=np.int32), rows.size))
        found["variant"].append(np.tile(rows.astype(np.int32), len(members)))
        for name, values in (("slope", fitted.slope), ("slope_se", fitted.se), ("t", fitted.t)):
            found[name].append(values.T.ravel())
    frame = pl.DataFrame({name: np.concatenate(parts) for name, parts in found.items()})
    p = np.maximum(regression.two_sided_p(frame["t"].to_numpy(), dof), 1e-300)
    return frame.with_columns(p=pl.Series(p)).filter(pl.col("t").is_finite())


def _expression_components(log_tpm: Floats, number: int) -> tuple[Floats, Floats]:
    """Scores of the first components of standardised expression, donors × number, and their cumulative share of variance."""
    sd = log_tpm.std(axis=1, keepdims=True)
    found = principal_components((log_tpm - log_tpm.mean(axis=1, keepdims=True)) / sd, number)
    return found.scores, np.cumsum(found.proportion)


def _null_shapes(
    rng: np.random.Generator, world: World, unit: NDArray[np.float32], usable: NDArray[np.bool_], dof: int,
) -> dict[str, tuple[Floats, Floats]]:
    """Per variant class, the beta shapes of each gene's smallest p-value under the null.

    The same random phenotypes serve all genes of the tissue, so that one matrix product gives all correlations.
    """
    draws = rng.standard_normal((unit.shape[1], PERMUTATIONS)).astype(np.float32)
    # The covariates span the space that residuals lack; a draw of this length has the residuals' degrees of freedom.
    r2 = unit @ draws
    r2 *= r2
    r2 /= rng.chisquare(dof, PERMUTATIONS).astype(np.float32) + r2
    shapes = {}
    for kind in VARIANT_CLASSES:
        chosen = usable & (world.variants.kind == kind)
        best = np.zeros((len(world.windows), PERMUTATIONS))
        for gene, window in enumerate(world.windows):
            rows = window.start + np.flatnonzero(chosen[window])
            if rows.size:
                best[gene] = r2[rows].max(axis=0)
        shapes[kind] = permutation.fit_beta(permutation.minimum_p_of_correlation(best, dof))
    return shapes


def _leads(
    world: World, found: TissueMap, phenotypes: list[Phenotype], shapes: dict[str, tuple[Floats, Floats]], expression: Floats,
) -> pl.DataFrame:
    """The best variant of each class for each phenotype, with gene-level p, q within type and class, and allelic fold change."""
    pairs = found.pairs
    kinds = pl.Series("variant_class", world.variants.kind[pairs["variant"].to_numpy()].astype(str))
    best = (
        pairs.with_columns(kinds).sort("phenotype", "variant_class", "p", "variant")
        .group_by("phenotype", "variant_class", maintain_order=True)
        .agg(pl.all().first(), n_variants=pl.len().cast(pl.Int32))
    )
    rows = best["phenotype"].to_list()
    gene = np.array([phenotypes[row].gene for row in rows])
    kind = best["variant_class"].to_numpy()
    a, b = (np.choose([VARIANT_CLASSES.index(k) for k in kind], [shapes[k][i][gene] for k in VARIANT_CLASSES]) for i in (0, 1))
    p_beta = permutation.beta_approximated_p(best["p"].to_numpy(), a, b)
    kinds_of_qtl = np.array([phenotypes[row].qtl_type for row in rows])
    q, threshold = np.full(p_beta.size, np.nan), np.full(p_beta.size, np.nan)
    for qtl_type in np.unique(kinds_of_qtl):
        for variant_class in VARIANT_CLASSES:
            group = (kinds_of_qtl == qtl_type) & (kind == variant_class)
            q[group] = permutation.q_values(p_beta[group])
            threshold[group] = permutation.nominal_threshold(p_beta[group], q[group], a[group], b[group], FDR)
    variant = best["variant"].to_numpy()
    dosages = world.genotypes.gtop[np.ix_(variant, found.donors)].astype(np.float64)
    fold = np.stack(log2_allelic_fold_change(expression[gene], dosages))
    fold[:, (kinds_of_qtl != "eQTL") | (kind == "TR")] = np.nan
    return _variant_columns(world.genes, world.variants, variant, gene, found.af).with_columns(
        tissue=pl.lit(found.tissue), qtl_type=pl.Series(kinds_of_qtl), variant_class=best["variant_class"],
        phenotype_id=pl.Series([phenotypes[row].phenotype_id for row in rows]), n_variants=best["n_variants"],
        pval_nominal=best["p"], pval_beta=pl.Series(p_beta), qval=pl.Series(q),
        pval_nominal_threshold=pl.Series(threshold).fill_nan(None),
        significant=(best["p"] < pl.Series(threshold).fill_nan(0.0)), slope=best["slope"], slope_se=best["slope_se"],
        log2_afc=pl.Series(fold[0]), log2_afc_lower=pl.Series(fold[1]), log2_afc_upper=pl.Series(fold[2]),
        gene=pl.Series(gene), variant=pl.Series(variant), t=best["t"],
    ).with_columns(pl.col("log2_afc", "log2_afc_lower", "log2_afc_upper").fill_nan(None))


def _variant_columns(genes: Genes, found: Variants, variant: Ints, of_gene: Ints, af: Floats) -> pl.DataFrame:
    """Columns that describe gene and variant in every association table."""
    frame = pl.DataFrame({
        "gene_id": pl.Series(genes.gene_id).gather(of_gene), "gene_symbol": pl.Series(genes.symbol).gather(of_gene),
        "gene_version": pl.Series(np.where(genes.novel, 0, 1)[of_gene], dtype=pl.Int16),
        "variant_id": pl.Series(found.variant_id).gather(variant),
        "chromosome": pl.Series(CHROMOSOMES).gather(found.chromosome[variant]),
        "position": found.position[variant], "ref": pl.Series(found.ref, dtype=pl.String).gather(variant),
        "alt": pl.Series(found.alt, dtype=pl.String).gather(variant),
        "tss_distance": (found.position[variant] - genes.tss[of_gene]) * np.where(genes.forward[of_gene], 1, -1),
        "af": pl.Series(af[variant]).fill_nan(None),
    })
    return frame.with_columns(gene_version=pl.when(pl.col("gene_version") == 1).then(1).cast(pl.Int16))


def allele_frequency(dosages: NDArray[np.float32], variants: Variants) -> Floats:
    """Of each variant's ALT allele; NaN for repeats, whose dosages count units."""
    return np.where(variants.kind == "TR", np.nan, np.round(dosages.mean(axis=1, dtype=np.float64) / 2, 5))


def nominal_tables(genes: Genes, variants: Variants, mapping: Mapping) -> Iterator[pl.DataFrame]:
    """Rows of `nominal_associations`, tissue by tissue: all pairs.

    Of the world it keeps only what it needs, and lets go of each tissue's estimates when they are in a table.
    """
    of, tissues = mapping.phenotypes, list(mapping.tissues)
    del mapping
    gene = np.array([phenotype.gene for phenotype in of])
    identity = pl.DataFrame({"phenotype_id": [p.phenotype_id for p in of], "qtl_type": [p.qtl_type for p in of]})
    kinds = pl.Series(variants.kind.astype(str))
    while tissues:
        found = tissues.pop(0)
        pairs = found.pairs
        rows, variant = pairs["phenotype"].to_numpy(), pairs["variant"].to_numpy()
        yield _variant_columns(genes, variants, variant, gene[rows], found.af).with_columns(
            tissue=pl.lit(found.tissue), qtl_type=identity["qtl_type"].gather(rows), variant_class=kinds.gather(variant),
            phenotype_id=identity["phenotype_id"].gather(rows), neglog10_p=(-pairs["p"].log10()).round(4).cast(pl.Float32),
            slope=pairs["slope"].round(5).cast(pl.Float32), slope_se=pairs["slope_se"].round(5).cast(pl.Float32),
        ).drop("gene_symbol", "gene_version")
