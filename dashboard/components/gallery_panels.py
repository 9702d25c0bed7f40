"""The published figures' panels as rows: what each shows, which tables it needs, and the live view that opens it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.page_state import PageState
from dashboard.urls import (
    AlleleSpecificState,
    AnnotationState,
    ColocalizationState,
    DataState,
    ExpressionState,
    FineMappingState,
    FrequencyState,
    HomeState,
    IsoformState,
    LocusState,
    PopulationState,
    QtlState,
    SampleState,
    VariantsState,
)

ABSENT_FILE = "its file is absent from the public repository"


@dataclass(frozen=True)
class GalleryPanel:
    """One published panel. `view` gives the URL of its live view in a release; without one, `reason` says why there is none.

    `anchor` is the panel on the page.
    """

    figure: str
    title: str
    tables: tuple[str, ...] = ()
    view: Callable[[str], str] | None = None
    anchor: str = ""
    reason: str = ""

    def href(self, release: str = "") -> str:
        """URL of the live view; empty where there is none."""
        return "" if self.view is None else self.view(release) + (f"#{self.anchor}" if self.anchor else "")


def _to(state: PageState) -> Callable[[str], str]:
    return lambda release: state.but(release=release).href


def _table(name: str) -> Callable[[str], str]:
    return _to(DataState(table=name))


PANELS: tuple[GalleryPanel, ...] = (
    GalleryPanel("1a", "Tissues and sample sizes", ("tissues",), _to(HomeState()), "home-tissues-panel"),
    GalleryPanel("1b", "Genotype PCs beside GTEx and 1000 Genomes", ("genotype_pcs", "pc_variance"), _to(PopulationState(analysis=("global",))), "populations-first-panel"),
    GalleryPanel("1c–d", "Donors by tissue and assay", ("donors", "samples"), _to(SampleState()), "samples-presence-panel"),
    GalleryPanel("1e", "Map of short-read samples by expression", ("sample_embeddings", "embedding_axes"), _to(SampleState()), "samples-first-panel"),
    GalleryPanel("1f", "Variants per genome by technology", ("variant_counts",), _to(VariantsState()), "variants-genomes-panel"),
    GalleryPanel("1g–i", "Variants shared between technologies", ("variant_counts",), _to(VariantsState()), "variants-sharing-panel"),
    GalleryPanel("2a", "Map of long-read samples by expression", ("sample_embeddings", "embedding_axes"), _to(SampleState(assay="long_read_rna")), "samples-second-panel"),
    GalleryPanel("2b", "Annotated and novel transcripts", ("isoform_counts",), _to(IsoformState()), "isoforms-found-panel"),
    GalleryPanel("2c", "Structural categories and coding status", ("isoform_counts",), _to(IsoformState()), "isoforms-structure-panel"),
    GalleryPanel("2d", "Splicing events, annotated and novel", ("splicing_events",), _to(IsoformState()), "isoforms-splicing-panel"),
    GalleryPanel("2e", "Tissue specificity of transcripts", ("isoform_counts",), _to(IsoformState()), "isoforms-specificity-panel"),
    GalleryPanel("2f", "Transcripts with peptides", ("isoform_counts",), _to(IsoformState()), "isoforms-peptides-panel"),
    GalleryPanel("2g", "Co-expression modules of heart tissues", ("module_summaries", "expression_modules"), _to(IsoformState()), "isoforms-modules-panel"),
    GalleryPanel("2h", "Genes by step of the allele-specific analysis", ("allele_specific",), _to(AlleleSpecificState()), "allele_specific-steps-panel"),
    GalleryPanel("2i", "Allele-specific genes by tissue", ("allele_specific",), _to(AlleleSpecificState(kind="ASTS")), "allele_specific-tissues-panel"),
    GalleryPanel("3a, eQTL", "eQTL leads by tissue and variant class", ("lead_associations",), _to(QtlState(qtl_type=("eQTL",))), "qtls-counts-panel"),
    GalleryPanel("3a, sQTL", "juQTL and tuQTL leads by tissue", reason=ABSENT_FILE + " (Fig3a.df_sQTL.RDS)"),
    GalleryPanel("3b, SV and TR", "Distance of fine-mapped QTLs to the TSS", ("tss_distances",), _table("tss_distances")),
    GalleryPanel("3b, SNV", "Distance of SNV-QTLs to the TSS", reason=ABSENT_FILE + " (Fig3b.snv_to_tss.dist.RDS)"),
    GalleryPanel("3c", "Effects in GTOP against GTEx", ("effect_replication",), _to(FrequencyState(comparison="GTOP_GTEx")), "frequencies-effects-panel"),
    GalleryPanel("3d", "eGenes shared by variant classes", ("set_membership",), _to(ColocalizationState()), "colocalization-sets-panel"),
    GalleryPanel("3e", "Disease-related repeats: dosage and associations", ("tandem_repeats", "tandem_repeat_associations", "tandem_repeat_dosages"), _to(VariantsState()), "variants-associations-panel"),
    GalleryPanel("3f", "MUC1: repeat units against junction usage", ("genotype_phenotypes",), _to(VariantsState(repeat="MUC1", example="MUC1 repeat")), "variants-example-panel"),
    GalleryPanel("3g", "Tissues that share a QTL (mash)", ("tissue_sharing",), _table("tissue_sharing")),
    GalleryPanel("4a", "Frequency classes in other populations", ("allele_frequencies",), _to(FrequencyState()), "frequencies-classes-panel"),
    GalleryPanel("4b", "Frequencies in GTOP against GTEx", ("allele_frequencies",), _to(FrequencyState()), "frequencies-scatter-panel"),
    GalleryPanel("4c–d", "Frequency-differentiated QTLs by tissue", ("population_counts",), _to(FrequencyState()), "frequencies-counts-panel"),
    GalleryPanel("4e", "Urticaria and STIM1: GWAS and SNV-eQTL", ("loci", "locus_associations"), _to(LocusState(locus="urticaria_STIM1")), "locus-stack-panel"),
    GalleryPanel("4f", "QTLs with heterogeneous effects by tissue", ("population_counts",), _to(FrequencyState()), "frequencies-counts-panel"),
    GalleryPanel("4g", "z scores of heterogeneous effects", ("population_effects",), _to(FrequencyState()), "frequencies-heterogeneous-panel"),
    GalleryPanel("4h", "ABO fine-mapped in GTOP, GTEx and both", ("locus_associations",), _to(FineMappingState(locus="ABO")), "finemap-stacked-panel"),
    GalleryPanel("4i", "Size of credible sets within and across ancestries", ("credible_sets", "credible_set_variants"), _to(FineMappingState()), "finemap-comparison-panel"),
    GalleryPanel("5a", "How well small variants tag SV- and TR-eQTLs", ("tagging",), _to(QtlState(variant_class=("SV", "TR"))), "qtls-tagging-panel"),
    GalleryPanel("5b–c", "Joint fine-mapping of all variant classes", reason=ABSENT_FILE + " (joint_finemap.res.RDS)"),
    GalleryPanel("5d", "Credible sets by variant class, sets led by SV or TR", ("credible_set_counts",), _to(FineMappingState()), "finemap-led-panel"),
    GalleryPanel("5e", "SVs and TRs among likely causal variants, by PIP", ("enrichments",), _to(FineMappingState()), "finemap-causal-panel"),
    GalleryPanel("6a", "Heritability enriched in QTLs", ("enrichments",), _to(AnnotationState())),
    GalleryPanel("6b", "GWAS loci explained, by trait class", ("colocalization_counts", "set_membership"), _to(ColocalizationState()), "colocalization-loci-panel"),
    GalleryPanel("6c", "Colocalizations compared with other atlases", ("colocalization_counts",), _to(ColocalizationState()), "colocalization-atlases-panel"),
    GalleryPanel("6d", "Crohn’s disease and ADAP1: LocusCompare", ("loci", "locus_associations"), _to(LocusState(locus="crohns_disease_ADAP1")), "locus-compare-panel"),
    GalleryPanel("6e–f", "Risk variants rare elsewhere", ("colocalization_counts",), _to(ColocalizationState()), "colocalization-ancestry-panel"),
    GalleryPanel("6g", "Largest PIP by variant class", ("set_membership",), _to(FineMappingState()), "finemap-classes-panel"),
    GalleryPanel("6h", "Hyperlipidaemia and HP: GWAS, SNV- and SV-eQTL, joint PIP", ("loci", "locus_associations"), _to(LocusState(locus="hyperlipidemia_HP")), "locus-stack-panel"),
    GalleryPanel("E1a", "Sizes of structural variants", ("structural_variants",), _to(VariantsState()), "variants-lengths-panel"),
    GalleryPanel("E1d", "Enrichment by threshold", ("enrichments",), _to(AnnotationState())),
    GalleryPanel("E1e", "Disease-related repeats by long and short reads", ("tandem_repeat_dosages",), _to(VariantsState()), "variants-loci-panel"),
    GalleryPanel("E2a–e", "Transcripts by tissue and in other catalogues", ("isoform_counts",), _to(IsoformState()), "isoforms-overlap-panel"),
    GalleryPanel("E2h", "Transcripts expressed in short reads", ("isoform_counts",), _to(IsoformState()), "isoforms-expressed-panel"),
    GalleryPanel("E2i", "Expression of novel isoforms in heart tissues", ("transcript_expression",), _to(ExpressionState())),
    GalleryPanel("E3a–b", "Allele-specific genes by sample", ("allele_specific",), _to(AlleleSpecificState()), "allele_specific-samples-panel"),
    GalleryPanel("E3c", "Transcripts of genes with ASTS", ("allele_specific",), _to(AlleleSpecificState(kind="ASTS")), "allele_specific-transcripts-panel"),
    GalleryPanel("E4b", "Extended figure 4b", reason=ABSENT_FILE + " (ExtendFig4b.RDS)"),
    GalleryPanel("E4c, f–j", "QTLs in genomic features, motifs, binding sites; constraint", ("enrichments",), _to(AnnotationState())),
    GalleryPanel("E4d–e", "Extended figure 4d and 4e", reason=ABSENT_FILE + " (ExtendFig4d-e.txt)"),
    GalleryPanel("E5a–b, d", "Sharing of QTLs between tissues", ("tissue_sharing",), _table("tissue_sharing")),
    GalleryPanel("E5c", "Extended figure 5c", reason=ABSENT_FILE + " (ExtendFig5c.txt)"),
    GalleryPanel("E6a", "Independent signals per phenotype", ("credible_set_counts",), _to(FineMappingState()), "finemap-per-phenotype-panel"),
    GalleryPanel("E6b–c", "Frequency classes of SV- and TR-QTLs elsewhere", ("allele_frequencies",), _to(FrequencyState()), "frequencies-classes-panel"),
    GalleryPanel("E6d–f", "QTLs by frequency in GTEx", ("population_counts",), _to(FrequencyState()), "frequencies-counts-panel"),
    GalleryPanel("E6g", "A population-specific effect: rs4722840", ("genotype_phenotypes",), _to(VariantsState(example="rs4722840")), "variants-example-panel"),
    GalleryPanel("E7–8", "Fine-mapped variants in both cohorts", reason=ABSENT_FILE + " (dat.fm_gtop.RDS, dat.fm_gtex.RDS)"),
    GalleryPanel("E9", "Disease genes by colocalization and SMR", ("colocalizations", "smr", "gwas_traits"), _to(ColocalizationState()), "colocalization-matrix-panel"),
    GalleryPanel("S2", "Quality of genomes", ("sample_metrics",), _to(SampleState(assay="long_read_wgs")), "samples-metrics-panel"),
    GalleryPanel("S2l", "Relatedness of donors", ("kinship",), _to(PopulationState()), "populations-kinship-panel"),
    GalleryPanel("S3", "Quality of short-read RNA", ("sample_metrics",), _to(SampleState()), "samples-metrics-panel"),
    GalleryPanel("S4a–b", "Reads and quality of long-read RNA", ("sample_metrics", "distributions"), _to(SampleState(assay="long_read_rna", quantity="mean_q_score")), "samples-distribution-panel"),
    GalleryPanel("S4c", "Read length by tissue", ("distributions",), _to(SampleState(quantity="read_length")), "samples-distribution-panel"),
    GalleryPanel("S5a–b", "East Asian genotype PCs", ("genotype_pcs", "pc_variance"), _to(PopulationState(analysis=("east_asian",))), "populations-first-panel"),
    GalleryPanel("S5c–d", "Ancestry proportions and their cross-validation", ("admixture", "admixture_cv"), _to(PopulationState()), "populations-admixture-panel"),
    GalleryPanel("S6a, c", "Variants at reduced coverage", ("variant_counts",), _to(VariantsState()), "variants-sampling-panel"),
    GalleryPanel("S6f", "Structural variants reported elsewhere", ("variant_counts",), _to(VariantsState()), "variants-elsewhere-panel"),
    GalleryPanel("S6k, o", "Structural variants and repeats per genome", ("sample_metrics",), _to(SampleState(assay="long_read_wgs", metric=("sv_DEL", "sv_INS", "sv_total", "tr_VNTR"))), "samples-metrics-panel"),
    GalleryPanel("S7", "Consequences of variants", ("variant_consequences",), _to(VariantsState(consequences="structural_variants")), "variants-consequences-panel"),
    GalleryPanel("S9c–d", "Support of candidate transcripts", ("distributions",), _to(SampleState(quantity="support_samples")), "samples-distribution-panel"),
    GalleryPanel("S9e–l", "Filters and confounders of transcripts", ("isoform_counts", "tissue_covariates"), _to(IsoformState()), "isoforms-confounded-panel"),
    GalleryPanel("S10", "Peptides", ("isoform_counts", "distributions"), _to(SampleState(quantity="peptide_length")), "samples-distribution-panel"),
    GalleryPanel("S11a–b", "Agreement of methods in every sample", ("sample_metrics",), _to(SampleState()), "samples-correlation-panel"),
    GalleryPanel("S11c", "Genes by long and short reads", ("expression_agreement",), _to(SampleState()), "samples-agreement-panel"),
    GalleryPanel("S11d", "Transcripts by long and short reads", ("expression_agreement",), _to(SampleState(level="transcript")), "samples-agreement-panel"),
    GalleryPanel("S13", "Phasing", ("sample_metrics",), _to(SampleState(phase="block_n50")), "samples-phasing-panel"),
    GalleryPanel("S14a, c–d", "Allele-specific events", ("allele_specific",), _to(AlleleSpecificState()), "allele_specific-direction-panel"),
    GalleryPanel("S14b", "Allelic fold change by long and short reads", ("allele_specific_events",), _to(AlleleSpecificState()), "allele_specific-effects-panel"),
    GalleryPanel("S14e", "Allelic fold change in two donors", ("allele_specific_events",), _to(AlleleSpecificState(events="two_donors")), "allele_specific-effects-panel"),
    GalleryPanel("S14f–g", "Genes by number of tissues", ("allele_specific_events",), _to(AlleleSpecificState()), "allele_specific-shared-panel"),
    GalleryPanel("S15a–b", "Allele-specific splicing", ("allele_specific",), _to(AlleleSpecificState()), "allele_specific-splicing-panel"),
    GalleryPanel("S19", "Variance explained by the covariates of QTL mapping", ("variance_explained",), _table("variance_explained")),
    GalleryPanel("S20a", "QTLs in genomic features", ("enrichments",), _to(AnnotationState())),
    GalleryPanel("S20b", "Supplementary figure 20b", reason=ABSENT_FILE + " (Figure S20b.txt)"),
    GalleryPanel("S21a", "Effects between pancreas sites and liver", ("effect_replication", "replication_correlations"), _to(FrequencyState(comparison="pancreas_sites")), "frequencies-effects-panel"),
    GalleryPanel("S22a", "ASE against eQTL effects", ("effect_replication",), _to(AlleleSpecificState(events="eqtl")), "allele_specific-effects-panel"),
    GalleryPanel("S22b, S23b", "Correlation of true effects between tissues", ("replication_correlations",), _to(FrequencyState()), "frequencies-correlations-panel"),
    GalleryPanel("S24", "IRGM: a deletion against expression", ("genotype_phenotypes",), _to(VariantsState(example="IRGM deletion")), "variants-example-panel"),
    GalleryPanel("S25", "Frequency classes by proxy", ("population_counts",), _to(FrequencyState()), "frequencies-counts-panel"),
    GalleryPanel("S26", "Sets led by SV or TR, by QTL type", ("credible_set_counts",), _to(FineMappingState()), "finemap-led-panel"),
    GalleryPanel("S27", "Signals of selection among QTLs", ("selection_signals",), _table("selection_signals")),
    GalleryPanel("S28b", "Frequencies with p-values", ("allele_frequencies",), _to(FrequencyState()), "frequencies-scatter-panel"),
)
"""Main figures by number, extended ones with E, supplementary ones with S."""
