"""Counts and tests over the results: fine-mapping, disease, enrichment, sets of genes."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from dashboard.demo.mapping import Mapping, TissueMap
from dashboard.demo.tissues import MAPPED
from dashboard.demo.traits import GwasLocus, colocalize_locus
from dashboard.demo.world import World
from dashboard.schema.common import QTL_TYPES, VARIANT_CLASSES
from dashboard.statistics.permutation import q_values

COLOCALIZED = 0.8
PIP_THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9)
SET = ["tissue", "gene_id", "cs_id"]


def fine_mapping_counts(members: pl.DataFrame, sets: pl.DataFrame) -> pl.DataFrame:
    """The table `credible_set_counts`, of the sets in GTOP."""
    mine, own = members.filter(pl.col("cohort") == "GTOP"), sets.filter(pl.col("cohort") == "GTOP")
    per_gene = own.group_by("tissue", "gene_id").len("sets").group_by("sets").len("n").sort("sets")
    frames = [per_gene.select(measure=pl.lit("sets_per_phenotype"), category=pl.col("sets").cast(pl.String), n="n")]
    ordered = pl.col("variant_class").unique().cast(pl.Enum(VARIANT_CLASSES)).sort().cast(pl.String)
    classes = mine.group_by(SET).agg(ordered.alias("classes"), lead=pl.col("variant_class").sort_by("pip").last())
    label = pl.when(pl.col("classes").list.len() == 1).then(pl.col("classes").list.first() + "_only").otherwise(pl.col("classes").list.join("_"))
    frames.append(classes.with_columns(category=label).group_by("category", subcategory="lead").len("n").sort("category", "subcategory").with_columns(
        measure=pl.lit("variant_classes_in_set"),
    ))
    led = pl.when(pl.col("lead") != "SNV").then(pl.lit("led by SV or TR")).when(pl.col("classes").list.len() > 1).then(pl.lit("with SV or TR"))
    frames.append(classes.with_columns(category=led.otherwise(pl.lit("small variants only"))).group_by("tissue", "category").len("n").sort(
        "tissue", "category").with_columns(measure=pl.lit("led_by_sv_or_tr")))
    return pl.concat(frames, how="diagonal").with_columns(qtl_type=pl.lit("eQTL"))


def disease_counts(
    world: World, coloc: pl.DataFrame, smr: pl.DataFrame, loci: list[GwasLocus], gtex: list[TissueMap],
) -> pl.DataFrame:
    """The table `colocalization_counts`: loci explained by QTL type, and genes that the GTEx-like cohort also colocalizes."""
    good = coloc.filter(pl.col("pp_h4") >= COLOCALIZED).with_columns(
        kind=pl.when(pl.col("qtl_type") == "eQTL").then(pl.lit("eQTL")).otherwise(pl.lit("sQTL")),
    )
    explained = good.group_by("gwas_id", "locus").agg(pl.col("kind").unique().sort().str.join(","))
    counted = explained.group_by("gwas_id", "kind").len("n").rows()
    of_trait = {locus.trait.gwas_id: locus.trait.trait_class for locus in loci}
    per_trait = {gwas: sum(locus.trait.gwas_id == gwas for locus in loci) for gwas in of_trait}
    rows: list[dict[str, Any]] = [
        {"measure": "loci_by_trait", "gwas_id": gwas, "trait_class": of_trait[gwas], "category": kind, "value": n, "total": per_trait[gwas], "unit": "count"}
        for gwas, kind, n in sorted(counted)
    ]
    for name in sorted(set(of_trait.values())):
        total = sum(locus.trait.trait_class == name for locus in loci)
        rows.append({"measure": "loci_by_trait_class", "trait_class": name, "category": name, "value": total, "unit": "count"})
    shared = _shared_with_gtex(world, good, loci, gtex)
    rows += [
        {"measure": "shared_with_other_atlas", "category": "GTEx", "subcategory": name, "value": value, "unit": "percent"}
        for name, value in shared.items()
    ]
    for name, n in (("tested", coloc["gwas_sentinel"].n_unique()), ("signif", good["gwas_sentinel"].n_unique())):
        rows.append({"measure": "variants_tested", "category": "Simulated GWAS", "subcategory": f"eQTL, {name}", "value": n, "unit": "count"})
    rows += _population_specific(world, good)
    return pl.DataFrame(rows, infer_schema_length=None)


def _shared_with_gtex(world: World, good: pl.DataFrame, loci: list[GwasLocus], gtex: list[TissueMap]) -> dict[str, float]:
    """Share of colocalized genes whose locus also colocalizes in some GTEx-like tissue, is weakly supported there, or not."""
    genes = {name: i for i, name in enumerate(world.genes.gene_id)}
    pairs = good.filter(pl.col("qtl_type") == "eQTL").select("gwas_id", "gene_id").unique(maintain_order=True).rows()
    named = {(locus.trait.gwas_id, locus.gene): locus for locus in loci}
    best = []
    for gwas, gene in pairs:
        locus = named.get((gwas, genes[gene]))
        if locus is None:
            continue
        found = 0.0
        for tissue in gtex:
            of_gene = tissue.pairs.filter(pl.col("phenotype") == locus.gene)
            _, at, there = np.intersect1d(locus.variants, of_gene["variant"].to_numpy(), assume_unique=True, return_indices=True)
            result = colocalize_locus(locus, at, of_gene["slope"].to_numpy()[there], of_gene["slope_se"].to_numpy()[there])
            found = max(found, result.pp_h4)
        best.append(found)
    values = np.array(best)
    return {
        "Shared": 100 * float(np.mean(values >= COLOCALIZED)), "GTOP_specific(PP4)": 100 * float(np.mean((values < COLOCALIZED) & (values >= 0.5))),
        "GTOP_specific": 100 * float(np.mean(values < 0.5)),
    }


def _population_specific(world: World, good: pl.DataFrame) -> list[dict[str, Any]]:
    """Share of colocalized QTL hits that are rare in at least one, or in all, of the other continents."""
    index = {name: i for i, name in enumerate(world.variants.variant_id)}
    rows = []
    for kind, part in (("eQTL + sQTL", good), ("eQTL", good.filter(pl.col("kind") == "eQTL")), ("sQTL", good.filter(pl.col("kind") == "sQTL"))):
        at = [index[name] for name in part["qtl_hit"].unique(maintain_order=True)]
        frequency = world.genotypes.source_frequency[[0, 1, 3]][:, at]
        rare = np.minimum(frequency, 1 - frequency) < 0.01
        for name, share in (("At least one ancestry MAF <0.01", rare.any(axis=0)), ("All ancestries MAF <0.01", rare.all(axis=0))):
            value = 100 * float(share.mean()) if at else 0.0
            rows.append({"measure": "population_specific", "category": kind, "subcategory": name, "value": value, "unit": "percent"})
    return rows


def set_tables(mapping: Mapping, coloc: pl.DataFrame, smr: pl.DataFrame) -> pl.DataFrame:
    """The table `set_membership`: eGenes by variant class, and disease genes by method."""
    frames = []
    eqtl = mapping.leads.filter((pl.col("qtl_type") == "eQTL") & pl.col("significant"))
    for kind in VARIANT_CLASSES:
        frames.append(_members("eGenes_by_variant_class", kind, eqtl.filter(pl.col("variant_class") == kind)["gene_id"]))
    for kind, types in (("eQTL", ["eQTL"]), ("sQTL", ["juQTL", "tuQTL"])):
        passing = coloc.filter((pl.col("pp_h4") >= COLOCALIZED) & pl.col("qtl_type").is_in(types))
        by_smr = smr.filter((pl.col("pval_smr") < 1e-4) & (pl.col("pval_heidi").fill_null(1.0) > 0.01) & pl.col("qtl_type").is_in(types))
        frames += [
            _members("disease_genes_by_method", f"{kind} (COLOC)", passing["gene_id"]),
            _members("disease_genes_by_method", f"{kind} (SMR)", by_smr["gene_id"]),
        ]
    return pl.concat(frames)


def _members(collection: str, name: str, genes: pl.Series) -> pl.DataFrame:
    counted = genes.alias("member").to_frame().group_by("member").len("n").sort("member")
    return counted.with_columns(collection=pl.lit(collection), set_name=pl.lit(name), n=pl.col("n").cast(pl.Int32))


def enrichment_table(world: World, mapping: Mapping, members: pl.DataFrame) -> pl.DataFrame:
    """The table `enrichments`: QTL leads in parts of genes, repeat units of TR-QTLs, and SVs and TRs among causal variants."""
    rows: list[dict[str, Any]] = []
    regions = variant_regions(world)
    kinds = world.variants.kind
    for qtl_type in QTL_TYPES[:3]:
        leads = mapping.leads.filter((pl.col("qtl_type") == qtl_type) & pl.col("significant"))
        found = np.unique(leads.filter(pl.col("variant_class") == "SNV")["variant"].to_numpy())
        for feature in np.unique(regions):
            inside = (regions == feature) & (kinds == "SNV")
            fold, lower, upper, p = _odds(found, inside, kinds == "SNV")
            rows.append({
                "source": "torus", "qtl_type": qtl_type, "feature": str(feature), "scale": "log2_fold", "estimate": np.log2(fold),
                "ci_lower": np.log2(lower), "ci_upper": np.log2(upper), "pval": p, "n": int(inside[found].sum()), "total": int(inside.sum()),
            })
            rows.append({
                "source": "variant_proportion", "qtl_type": qtl_type, "feature": str(feature), "scale": "proportion",
                "estimate": float(inside[found].mean()), "se": float(np.sqrt(inside[found].mean() * (1 - inside[found].mean()) / found.size)),
            })
            repeats = np.unique(leads.filter(pl.col("variant_class") == "TR")["variant"].to_numpy())
            inside = (regions == feature) & (kinds == "TR")
            if repeats.size:
                rows.append(_odds_row("repeat_regions", str(feature), repeats, inside, kinds == "TR") | {
                    "qtl_type": "eQTL" if qtl_type == "eQTL" else "sQTL", "variant_class": "TR",
                } if qtl_type != "juQTL" else {})
    leads = mapping.leads.filter((pl.col("variant_class") == "TR") & pl.col("significant"))
    found = np.unique(leads["variant"].to_numpy())
    motifs = np.array(world.variants.motif)
    rows += [
        _odds_row("repeat_motifs", str(motif), found, motifs == motif, kinds == "TR") | {"variant_class": "TR"}
        for motif in np.unique(motifs[kinds == "TR"])
    ]
    rows += _causal_rows(world, mapping, members)
    rows = [row for row in rows if row]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return frame.with_columns(padj=pl.Series(q_values(frame["pval"].fill_null(np.nan).to_numpy(), pi0=1.0)).fill_nan(None))


def _causal_rows(world: World, mapping: Mapping, members: pl.DataFrame) -> list[dict[str, Any]]:
    """Odds of SVs and repeats, against small variants, to pass a PIP threshold among the tested variants of fine-mapped genes."""
    index = {name: i for i, name in enumerate(world.variants.variant_id)}
    rows = []
    large = world.variants.kind != "SNV"
    everything = np.ones(len(world.variants), dtype=bool)
    for tissue in MAPPED:
        mine = members.filter((pl.col("cohort") == "GTOP") & (pl.col("tissue") == tissue.key))
        for threshold in PIP_THRESHOLDS:
            found = np.array([index[name] for name in mine.filter(pl.col("pip") >= threshold)["variant_id"].unique(maintain_order=True)], dtype=int)
            rows.append(_odds_row("causal_sv_tr", "causal in a credible set", found, large, everything) | {
                "qtl_type": "eQTL", "variant_class": "SV and TR", "tissue": tissue.key, "threshold": threshold,
            })
    return rows


def variant_regions(world: World) -> NDArray[np.str_]:
    """The part of a gene each variant lies in; coding exon before other exons, introns, flanks of 5 kb, and between genes."""
    order = ("Coding Exon", "Non-coding Exon", "Intron", "Upstream", "Downstream")
    rank = np.full(len(world.variants), len(order))
    genes = world.genes
    for gene in range(len(genes)):
        chromosome, start, end = int(genes.chromosome[gene]), int(genes.start[gene]), int(genes.end[gene])
        sides = ((start - 5_000, start - 1), (end + 1, end + 5_000))
        before, after = sides if genes.forward[gene] else sides[::-1]
        reference = world.isoforms.isoforms[world.isoforms.first[gene]]
        marked = [(before, 3), (after, 4), ((start, end), 2), *((exon, 1) for exon in reference.exons)]
        if reference.cds:
            coding = ((max(a, reference.cds[0]), min(b, reference.cds[1])) for a, b in reference.exons)
            marked += [(part, 0) for part in coding if part[0] <= part[1]]
        for (first, last), value in marked:
            window = world.variants.within(chromosome, first, last)
            rank[window] = np.minimum(rank[window], value)
    return np.array([*order, "Intergenic"])[rank]


def _odds_row(source: str, feature: str, found: NDArray[np.int64], inside: NDArray[np.bool_], universe: NDArray[np.bool_]) -> dict[str, Any]:
    odds, lower, upper, p = _odds(found, inside, universe)
    return {
        "source": source, "feature": feature, "scale": "odds_ratio", "estimate": odds, "ci_lower": lower, "ci_upper": upper, "pval": p,
        "n": int(inside[found].sum()), "total": int((inside & universe).sum()),
    }


def _odds(
    found: NDArray[np.int64], inside: NDArray[np.bool_], universe: NDArray[np.bool_],
) -> tuple[float, float, float, float]:
    """Odds ratio with Haldane's correction of one half, its Wald interval (Woolf 1955, Ann. Hum. Genet. 19:251), and Fisher's exact p."""
    hit = np.zeros(universe.size, dtype=bool)
    hit[found] = True
    hit &= universe
    table = np.array([[np.sum(hit & inside), np.sum(hit & ~inside)], [np.sum(universe & ~hit & inside), np.sum(universe & ~hit & ~inside)]])
    cells = table + 0.5
    odds = float(cells[0, 0] * cells[1, 1] / (cells[0, 1] * cells[1, 0]))
    half = 1.96 * float(np.sqrt(np.sum(1 / cells)))
    return odds, odds * float(np.exp(-half)), odds * float(np.exp(half)), float(stats.fisher_exact(table).pvalue)
