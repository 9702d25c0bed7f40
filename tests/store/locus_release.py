"""A release with a named locus, leads with and without positions, genotypes and LD."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from tiny import TISSUES, write_release

GENES = pl.DataFrame({
    "gene_id": ["G1", "G2"], "gene_symbol": ["ONE", "TWO"], "chromosome": ["chr1", "chr1"], "start": [100_000, 200_000], "end": [110_000, 220_000],
    "strand": ["+", "-"], "biotype": ["protein_coding", None],
})
LEADS = pl.DataFrame({
    "tissue": ["Liver", "Liver", "Lung", "Lung"], "qtl_type": ["eQTL"] * 4, "variant_class": ["SNV", "SNV", "SV", "TR"], "phenotype_id": ["G1", "G2", "G2", "G1"],
    "gene_id": ["G1", "G2", "G2", "G1"], "gene_symbol": ["ONE", "TWO", "TWO", "ONE"], "variant_id": ["rs1", "rs2", "chr1_150000_DEL_x_2000", "chr1_120000_120010_AC"],
    "chromosome": [None, None, "chr1", "chr1"], "position": [None, None, 150_000, 120_001], "tss_distance": [500, -1_000, -70_000, 20_000],
    "pval_nominal": [1e-8, 0.0, 1e-4, 1e-3], "slope": [0.5, -0.5, 0.2, 0.1], "slope_se": [0.1, None, 0.2, None], "significant": [True, True, True, False],
})
TRACKS = pl.DataFrame({
    "locus_id": ["one"] * 6, "track": ["GWAS", "GWAS", "GWAS", "SNV-eQTL", "SNV-eQTL", "PIP"],
    "variant_id": ["rs1", "rs3", "chr1_100900_A_G", "rs1", "chr1_100900_G_A", "rs1"], "chromosome": ["chr1"] * 6,
    "position": [100_500, 100_700, 100_900, 100_500, 100_900, 100_500], "pval": [1e-9, 0.5, 0.0, 1e-12, 0.01, None], "pip": [None, None, None, None, None, 0.9],
    "cs_id": [None, None, None, None, None, "L1"],
})
LOCI = pl.DataFrame({
    "locus_id": ["one", "bare"], "title": ["Trait and ONE", "Without positions"], "chromosome": ["chr1", "chr1"], "start": [100_500, None], "end": [100_900, None],
    "gene_symbol": ["ONE", None], "tissue": ["Liver", None], "trait": ["Crohn's disease", None],
})
DOSAGES = pl.DataFrame({
    "variant_id": ["rs1"] * 4 + ["rs3"] * 4, "donor_id": ["A", "B", "C", "D"] * 2, "dosage": [0.0, 1.0, 2.0, 1.0, 2.0, 1.0, 0.0, 1.0],
})
LINKAGE = pl.DataFrame({"variant_id": ["rs1", "rs3"], "other_variant_id": ["rs7", "rs8"], "chromosome": ["chr1", "chr1"], "r2": [0.5, 0.4]})
SETS = pl.DataFrame({
    "cohort": ["GTOP", "GTEx", "GTOP"], "method": ["SuSiE"] * 3, "tissue": ["Liver", "Liver", "Liver"], "gene_id": ["G1", "G1", "G1"], "variant_id": ["rs1", "rs1", "rs9"],
    "cs_id": ["L1", "L1", "L1"], "pip": [0.9, 0.4, 0.1], "cs_size": [2, 5, 2], "variant_class": ["SNV"] * 3,
})
COLOCALIZATIONS = pl.DataFrame({
    "gwas_id": ["1", "2"], "trait": ["Crohn’s disease", "Height"], "locus": ["chr1:1-2", "chr1:1-2"], "qtl_type": ["eQTL"] * 2, "tissue": ["Liver"] * 2, "phenotype_id": ["G1"] * 2,
    "gene_id": ["G1"] * 2, "gene_symbol": ["ONE"] * 2, "gwas_hit": ["rs1", "rs4"], "qtl_hit": ["rs3", "rs4"], "pp_h4": [0.9, 0.99],
})
FREQUENCIES = pl.DataFrame({
    "source": ["a", "b", "b"], "variant_id": ["rs1"] * 3, "population": ["EUR", "EUR", "AFR"], "af": [None, 0.2, None], "af_bin": ["0.1", None, "0.01"],
})
FRAMES = {
    "genes": GENES, "lead_associations": LEADS, "loci": LOCI, "locus_associations": TRACKS, "genotype_dosages": DOSAGES, "ld": LINKAGE, "credible_set_variants": SETS,
    "colocalizations": COLOCALIZATIONS, "allele_frequencies": FREQUENCIES, "tissues": TISSUES,
}


def write_locus_release(directory: Path) -> Path:
    return write_release(directory, name="locus", **FRAMES)
