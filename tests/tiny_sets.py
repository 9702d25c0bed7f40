"""A release of a few credible sets and enrichments, small enough to know by heart."""

from __future__ import annotations

import polars as pl
from tiny import GENES, TISSUES

SETS = pl.DataFrame(
    [
        ("GTOP", "SuSiE", "Liver", "ENSG01", "L1", 6, 0.8, "rs1", 0.4), ("GTOP", "SuSiE", "Lung", "ENSG02", "L1", 20, 0.6, "rs9", 0.1),
        ("GTEx", "SuSiE", "Liver", "ENSG01", "L1", 3, 0.9, "rs2", 0.7), ("GTOP+GTEx", "SuSiEx", "Liver", "ENSG01", "L1", 1, 1.0, "rs1", 1.0),
        ("GTOP+GTEx", "SuSiEx", "Lung", "ENSG02", "L1", 30, 0.5, "rs9", 0.2), ("GTOP", "SuSiE, SNVs with SVs and TRs", "Skin", "ENSG03", "L1", None, None, None, None),
    ],
    schema=["cohort", "method", "tissue", "gene_id", "cs_id", "cs_size", "cs_purity", "lead_variant_id", "lead_pip"], orient="row",
).with_columns(qtl_type=pl.lit("eQTL"))
VARIANTS = pl.DataFrame(
    [
        ("GTOP", "SuSiE", "Liver", "ENSG01", "rs1", "L1", 0.4), ("GTOP", "SuSiE", "Liver", "ENSG01", "rs2", "L1", 0.35), ("GTOP", "SuSiE", "Liver", "ENSG01", "rs3", "L1", 0.3),
        ("GTEx", "SuSiE", "Liver", "ENSG01", "rs2", "L1", 0.7), ("GTOP+GTEx", "SuSiEx", "Liver", "ENSG01", "rs1", "L1", 1.0),
    ],
    schema=["cohort", "method", "tissue", "gene_id", "variant_id", "cs_id", "pip"], orient="row",
).with_columns(variant_class=pl.lit("SNV"), cs_size=pl.lit(6), cs_purity=pl.lit(0.8))
COMPARISON = pl.DataFrame({
    "tissue": ["Liver", "Lung"], "gene_id": ["ENSG01", "ENSG02"], "cs_id": ["L1", "L1"], "cs_size": [1, 30], "lead_variant_id": ["rs1", "rs9"], "lead_pip": [1.0, 0.2], "cs_purity": [1.0, 0.5],
    "gtop_cs_size": [6, 20], "gtop_change": [-5, 10], "gtop_smallest_size": [6, 20], "gtop_smallest_change": [-5, 10], "gtex_cs_size": [None, None], "gtex_smallest_size": [3, None],
    "gtex_smallest_change": [-2, None], "smallest": [True, True],
})
COUNTS = pl.DataFrame(
    [
        ("led_by_sv_or_tr", "Liver", "led by SV or TR", None, 2), ("led_by_sv_or_tr", "Liver", "small variants only", None, 6), ("variant_classes_in_set", None, "SNV_TR", "TR", 3),
        ("variant_classes_in_set", None, "SNV_only", "SNV", 5), ("sets_per_phenotype", None, "1", None, 9), ("sets_per_phenotype", None, "2", None, 1),
    ],
    schema=["measure", "tissue", "category", "subcategory", "n"], orient="row",
).with_columns(qtl_type=pl.lit("eQTL"))
LOCI = pl.DataFrame({"locus_id": ["ABO"], "title": ["Fine-mapping of ABO"], "chromosome": ["chr2"], "gene_symbol": ["ABO"], "tissue": ["Liver"], "genome_build": ["GRCh38"]})
LOCUS_PIPS = pl.DataFrame(
    [("GTOP PIP", "rs1", 100, 0.4, "L1"), ("GTOP PIP", "rs4", 300, 0.001, None), ("GTEx PIP", "rs1b", 100, 0.2, "L1"), ("GTOP+GTEx PIP, set 2", "rs1", 100, 0.99, None)],
    schema=["track", "variant_id", "position", "pip", "cs_id"], orient="row",
).with_columns(locus_id=pl.lit("ABO"), chromosome=pl.lit("chr2"))
ENRICHMENTS = pl.DataFrame(
    [
        ("torus", "eQTL", "intron", None, None, 1.0, "log2_fold", None, 0.5, 1.5, None, None, None), ("torus", "tuQTL", "intron", None, None, 2.0, "log2_fold", None, None, 2.5, None, None, None),
        ("variant_proportion", "eQTL", "intron", None, None, 0.6, "proportion", 0.1, None, None, None, None, None), ("variant_proportion", "tuQTL", "intron", None, None, 0.7, "proportion", 0.1, None, None, None, None, None),
        ("causal_sv_tr", "eQTL", "causal in a credible set", "Liver", 0.0, 2.0, "odds_ratio", None, 1.5, 2.5, 1e-4, None, None),
        ("causal_sv_tr", "eQTL", "causal in a credible set", "Lung", 0.5, 4.0, "odds_ratio", None, 3.0, 5.0, 1e-4, None, None),
        *[("rbp_binding", None, f"K562-P{i}", tissue, None, 0.5 + i / 50, "odds_ratio", None, 0.4, 4.0, 1e-6 if i == 7 else 0.5, None, 3) for i in range(70) for tissue in ("Liver", "Lung")],
        *[("repeat_motifs", None, motif, None, None, odds, "odds_ratio", None, 0.0, 9.0, p, p, n)
          for motif, odds, p, n in [("CAG", 2.0, 1e-5, 10), ("CCG", None, 1.0, 20), ("AT", 0.0, 1.0, 0), ("GC", 0.0, 1.0, 0), *[("A" * i, 1.0, 1.0, i) for i in range(30, 95)]]],
    ],
    schema=["source", "qtl_type", "feature", "tissue", "threshold", "estimate", "scale", "se", "ci_lower", "ci_upper", "pval", "padj", "n"], orient="row", infer_schema_length=None,
).with_columns(total=pl.when(pl.col("source") == "repeat_motifs").then(20).otherwise(pl.col("n") * 2))
FRAMES = {
    "tissues": TISSUES, "genes": GENES, "credible_sets": SETS, "credible_set_variants": VARIANTS, "credible_set_comparison": COMPARISON, "credible_set_counts": COUNTS,
    "loci": LOCI, "locus_associations": LOCUS_PIPS, "enrichments": ENRICHMENTS,
}
