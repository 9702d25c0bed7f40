"""The published figures' panels as rows: what each shows, which files and tables it needs, and the live view that opens it.

Panels are numbered as the files of the source are, which is all that is public of the manuscript.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from dashboard.page_state import PageState
from dashboard.urls import (
    AlleleSpecificState,
    AnnotationState,
    ColocalizationState,
    ExpressionState,
    FineMappingState,
    FrequencyState,
    HomeState,
    IsoformState,
    LocusState,
    PopulationState,
    QtlState,
    SampleState,
    SharingState,
    TranscriptState,
    VariantsState,
)


@dataclass(frozen=True)
class GalleryPanel:
    """One published panel. `files` are patterns of the source's files that it draws, as `folder/name`; without a `view`, they are absent.

    `tables` are those it needs, `view` gives the URL of its live view in a release, and `anchor` is the panel on that page.
    """

    figure: str
    title: str
    files: tuple[str, ...]
    tables: tuple[str, ...] = ()
    view: Callable[[str], str] | None = None
    anchor: str = ""

    def href(self, release: str = "") -> str:
        """URL of the live view; empty where there is none."""
        return "" if self.view is None else self.view(release) + (f"#{self.anchor}" if self.anchor else "")

    def draws(self, path: str) -> bool:
        """Whether it draws a file, given as the import report names it."""
        return any(fnmatchcase(path.replace("/input/", "/"), pattern) for pattern in self.files)

    @property
    def reason(self) -> str:
        """Why there is no live view; empty where there is one."""
        return "" if self.view else f"its file is absent from the public repository ({', '.join(name.partition('/')[2] for name in self.files)})"


def _to(state: PageState) -> Callable[[str], str]:
    return lambda release: state.but(release=release).href


PANELS: tuple[GalleryPanel, ...] = (
    GalleryPanel("1a", "Tissues and sample sizes", ("Figure_2/sample_annot_full_1586.RData", "Extended_Figures/LRS_RNA_metadata.RData"), ("tissues",), _to(HomeState()), "home-tissues-panel"),
    GalleryPanel("1b", "Genotype PCs beside GTEx and 1000 Genomes", ("Figure_1/Fig1b.txt",), ("genotype_pcs", "pc_variance"), _to(PopulationState(analysis=("global",))), "populations-first-panel"),
    GalleryPanel("1c–d", "Donors by tissue and assay", ("Figure_2/sample_annot_full_1586.RData", "Extended_Figures/LRS_RNA_metadata.RData", "Supp_Figures/Supp_Fig2.?RS_QC.txt"), ("donors", "samples"), _to(SampleState()), "samples-presence-panel"),
    GalleryPanel("1e", "Map of short-read samples by expression", ("Figure_1/mds_full_corr.RData",), ("sample_embeddings", "embedding_axes"), _to(SampleState()), "samples-first-panel"),
    GalleryPanel("1f", "Variants per genome by technology", ("Figure_1/Fig1f.txt",), ("variant_counts",), _to(VariantsState()), "variants-genomes-panel"),
    GalleryPanel("1g", "Small variants found by both technologies", ("Figure_1/Fig.1g.RDS",), ("variant_counts",), _to(VariantsState()), "variants-sharing-panel"),
    GalleryPanel("1h", "Structural variants found by both technologies", ("Figure_1/Fig.1h.*",), ("variant_counts",), _to(VariantsState()), "variants-sharing-panel"),
    GalleryPanel("1i", "Tandem repeats found by both technologies", ("Figure_1/Fig1i.txt",), ("variant_counts",), _to(VariantsState()), "variants-sharing-panel"),
    GalleryPanel("2a", "Map of long-read samples by expression", ("Figure_2/LR_Sample_MDS_*.txt",), ("sample_embeddings", "embedding_axes"), _to(SampleState(assay="long_read_rna")), "samples-second-panel"),
    GalleryPanel("2b", "Annotated and novel transcripts", ("Figure_2/fig2b.*",), ("isoform_counts",), _to(TranscriptState()), "transcripts-totals-panel"),
    GalleryPanel("2c", "Structural categories and coding status", ("Figure_2/fig2c.*",), ("isoform_counts",), _to(IsoformState()), "isoforms-structure-panel"),
    GalleryPanel("2d", "Splicing events, annotated and novel", ("Figure_2/fig2d.*",), ("splicing_events",), _to(IsoformState()), "isoforms-splicing-panel"),
    GalleryPanel("2e", "Tissue specificity of transcripts", ("Figure_2/fig2e.*",), ("isoform_counts",), _to(IsoformState()), "isoforms-specificity-panel"),
    GalleryPanel("2f", "Transcripts with peptides", ("Figure_2/fig2f.*",), ("isoform_counts",), _to(IsoformState()), "isoforms-peptides-panel"),
    GalleryPanel("2g", "Co-expression modules of heart tissues", ("Figure_2/WGCNA_Heart_separate_geneInfo.tsv", "Figure_2/heart_go_use.RData", "Figure_2/merged_expr.RData"), ("module_summaries", "expression_modules"), _to(TranscriptState()), "transcripts-modules-panel"),
    GalleryPanel("2h", "Genes by step of the allele-specific analysis", ("Figure_2/Fig 2h.txt",), ("allele_specific",), _to(AlleleSpecificState()), "allele_specific-steps-panel"),
    GalleryPanel("2i, ASE", "Genes with allele-specific expression by tissue", ("Figure_2/Fig 2i.txt",), ("allele_specific",), _to(AlleleSpecificState()), "allele_specific-tissues-panel"),
    GalleryPanel("2i, ASTS", "Genes with allele-specific transcript structure by tissue", ("Figure_2/Fig 2i.asts.txt",), ("allele_specific",), _to(AlleleSpecificState(kind="ASTS")), "allele_specific-tissues-panel"),
    GalleryPanel("3a, eQTL", "eQTL leads by tissue and variant class", ("Figure_3/Fig3a.df_eQTL.RDS",), ("lead_associations",), _to(QtlState(qtl_type=("eQTL",))), "qtls-counts-panel"),
    GalleryPanel("3a, sQTL", "juQTL and tuQTL leads by tissue", ("Figure_3/Fig3a.df_sQTL.RDS",)),
    GalleryPanel("3b, SV and TR", "Distance of fine-mapped eQTLs to the TSS", ("Figure_3/Fig3b.sv_to_tss.dist.RDS", "Figure_3/Fig3b.tr_to_tss.dist.RDS"), ("tss_distances",), _to(SharingState()), "sharing-distances-panel"),
    GalleryPanel("3b, SNV", "Distance of SNV-eQTLs to the TSS", ("Figure_3/Fig3b.snv_to_tss.dist.RDS",)),
    GalleryPanel("3c", "Effects in GTOP against GTEx", ("Figure_3/Fig3c.txt",), ("effect_replication",), _to(FrequencyState(comparison="GTOP_GTEx")), "frequencies-effects-panel"),
    GalleryPanel("3c, by position", "Effects in GTOP against GTEx, matched by position", ("Figure_3/Fig 3c.txt",), ("effect_replication",), _to(FrequencyState(comparison="GTOP_GTEx_by_position")), "frequencies-effects-panel"),
    GalleryPanel("3d", "eGenes shared by variant classes", ("Figure_3/Fig3d.*",), ("set_membership",), _to(SharingState()), "sharing-genes-panel"),
    GalleryPanel("3e", "Disease-related repeats: associations", ("Figure_3/Fig3e.pathogenic_TR-xQTL.txt",), ("tandem_repeat_associations",), _to(VariantsState()), "variants-associations-panel"),
    GalleryPanel("3e, dosage", "Disease-related repeats: units of the donors", ("Figure_3/Fig3e.pathogenic_TR_dosage.txt",), ("tandem_repeats", "tandem_repeat_dosages"), _to(VariantsState()), "variants-loci-panel"),
    GalleryPanel("3f", "MUC1: repeat units against junction usage", ("Figure_3/Fig3f.txt",), ("genotype_phenotypes",), _to(VariantsState(repeat="MUC1", example="MUC1 repeat")), "variants-example-panel"),
    GalleryPanel("3g", "Tissues that share an eQTL (mash)", ("Figure_3/Fig3g.MASH.txt",), ("tissue_sharing",), _to(SharingState()), "sharing-shared-panel"),
    GalleryPanel("4a", "Frequency classes of variants that are rare elsewhere", ("Figure_4/Fig4a.txt",), ("allele_frequencies",), _to(FrequencyState(classes="fine_mapped_eqtls_rare_elsewhere")), "frequencies-classes-panel"),
    GalleryPanel("4b", "Frequencies in GTOP against GTEx", ("Figure_4/Fig4b.txt",), ("allele_frequencies",), _to(FrequencyState(source="gtop_and_european")), "frequencies-scatter-panel"),
    GalleryPanel("4c", "Share rare in Europeans, by difference of frequency", ("Figure_4/Fig4c.txt",), ("population_counts",), _to(FrequencyState(measure="rare_share_by_difference")), "frequencies-counts-panel"),
    GalleryPanel("4d", "Genes with frequency-differentiated QTLs by tissue", ("Figure_4/Fig4d.txt",), ("population_counts",), _to(FrequencyState(measure="fd_qtl_genes")), "frequencies-counts-panel"),
    GalleryPanel("4e", "Urticaria and STIM1: GWAS and SNV-eQTL", ("Figure_4/Fig4e.RData",), ("loci", "locus_associations"), _to(LocusState(locus="urticaria_STIM1")), "locus-stack-panel"),
    GalleryPanel("4f", "QTLs with heterogeneous effects by tissue", ("Figure_4/Fig4f.txt",), ("population_counts",), _to(FrequencyState(measure="he_qtls")), "frequencies-counts-panel"),
    GalleryPanel("4g", "z scores of heterogeneous effects", ("Figure_4/Fig4g.txt",), ("population_effects",), _to(FrequencyState()), "frequencies-heterogeneous-panel"),
    GalleryPanel("4h", "ABO fine-mapped in GTOP, GTEx and both", ("Figure_4/ABO.*",), ("locus_associations",), _to(FineMappingState(locus="ABO")), "finemap-stacked-panel"),
    GalleryPanel("4h, second set", "ABO, a second published set of results", ("Figure_4/finemap.ABO.*",), ("locus_associations",), _to(FineMappingState(locus="ABO_second_set")), "finemap-stacked-panel"),
    GalleryPanel("4i", "Credible sets within and across ancestries", ("Figure_4/dat.gtop.RDS", "Figure_4/dat.gtex.RDS", "Figure_4/dat.cran.RDS"), ("credible_sets", "credible_set_variants", "credible_set_comparison"), _to(FineMappingState()), "finemap-comparison-panel"),
    GalleryPanel("5a", "How well small variants tag SV- and TR-eQTLs", ("Figure_5/dat_sv.RDS", "Figure_5/dat_tr.RDS"), ("tagging",), _to(QtlState(qtl_type=("eQTL",), variant_class=("SV", "TR"))), "qtls-tagging-panel"),
    GalleryPanel("5b–c", "Joint fine-mapping of all variant classes", ("Figure_5/joint_finemap.res.RDS",)),
    GalleryPanel("5d", "Variant classes in a credible set", ("Figure_5/Fig5d_data.RDS",), ("credible_set_counts",), _to(FineMappingState()), "finemap-classes-panel"),
    GalleryPanel("5d, sets", "Credible sets of all variant classes, by tissue", ("Figure_5/non_redundant_cs.RDS",), ("credible_sets",), _to(FineMappingState()), "finemap-by-tissue-panel"),
    GalleryPanel("5d, led", "Sets led by SV or TR, by tissue", ("Figure_5/prp_svtr_lead.RDS",), ("credible_set_counts",), _to(FineMappingState()), "finemap-led-panel"),
    GalleryPanel("5e", "SVs and TRs among likely causal variants, by PIP", ("Figure_5/SVTR_enrich_causal_CS.compare_to_SNV.RDS",), ("enrichments",), _to(FineMappingState()), "finemap-causal-panel"),
    GalleryPanel("6a", "Heritability enriched in QTLs", ("Figure_6/Fig6a.txt",), ("enrichments",), _to(AnnotationState(analysis="heritability")), "annotation-first-panel"),
    GalleryPanel("6b", "GWAS loci explained, by trait class", ("Figure_6/Fig6b.txt",), ("colocalization_counts",), _to(ColocalizationState()), "colocalization-loci-panel"),
    GalleryPanel("6b, genes", "Disease genes by method", ("Figure_6/Fig6b.RDS",), ("set_membership",), _to(ColocalizationState()), "colocalization-sets-panel"),
    GalleryPanel("6c", "Colocalizations compared with other atlases", ("Figure_6/Fig6c.txt",), ("colocalization_counts",), _to(ColocalizationState()), "colocalization-atlases-panel"),
    GalleryPanel("6d", "Crohn’s disease and ADAP1: LocusCompare", ("Figure_6/Fig6d.txt",), ("loci", "locus_associations"), _to(LocusState(locus="crohns_disease_ADAP1")), "locus-compare-panel"),
    GalleryPanel("6e", "Trait-associated variants tested", ("Figure_6/Fig6e.txt",), ("colocalization_counts",), _to(ColocalizationState()), "colocalization-tested-panel"),
    GalleryPanel("6f", "QTLs among risk variants rare elsewhere", ("Figure_6/Fig6f.txt",), ("colocalization_counts",), _to(ColocalizationState()), "colocalization-ancestry-panel"),
    GalleryPanel("6g", "Colocalized signals by variant class", ("Figure_6/Fig6g.RDS",), ("set_membership",), _to(ColocalizationState(sets="colocalized_signals_by_class")), "colocalization-sets-panel"),
    GalleryPanel("6h", "Hyperlipidaemia and HP: GWAS, SNV- and SV-eQTL, joint PIP", ("Figure_6/Fig6h.RData",), ("loci", "locus_associations"), _to(LocusState(locus="hyperlipidemia_HP")), "locus-stack-panel"),
    GalleryPanel("E1a", "Sizes of structural variants", ("Extended_Figures/ExtendFig1a.*",), ("structural_variants",), _to(VariantsState()), "variants-lengths-panel"),
    GalleryPanel("E1d", "Alleles that only long reads call", ("Extended_Figures/ExtendFig1d.txt",), ("enrichments",), _to(AnnotationState(analysis="long_read_alleles")), "annotation-first-panel"),
    GalleryPanel("E1e", "Disease-related repeats by long and short reads", ("Extended_Figures/ExtendFig1e*",), ("tandem_repeats", "tandem_repeat_dosages"), _to(VariantsState()), "variants-donors-panel"),
    GalleryPanel("E2a", "Annotated and novel genes", ("Extended_Figures/ext2a.*",), ("isoform_counts",), _to(TranscriptState()), "transcripts-totals-panel"),
    GalleryPanel("E2b", "Novel transcripts by tissue", ("Extended_Figures/ext2b.*",), ("isoform_counts",), _to(IsoformState()), "isoforms-found-panel"),
    GalleryPanel("E2c", "Novel transcripts in tissues that GTEx has", ("Extended_Figures/ext2c.*",), ("isoform_counts",), _to(TranscriptState()), "transcripts-groups-panel"),
    GalleryPanel("E2d–e", "Transcripts in other catalogues", ("Extended_Figures/ext2d.*", "Extended_Figures/ext2e.*"), ("isoform_counts",), _to(IsoformState()), "isoforms-overlap-panel"),
    GalleryPanel("E2h", "Genes and transcripts expressed in short reads", ("Extended_Figures/ext2h.*",), ("isoform_counts",), _to(IsoformState()), "isoforms-expressed-panel"),
    GalleryPanel("E2i", "Expression of novel isoforms in heart tissues", ("Extended_Figures/ext2i.*",), ("transcript_expression",), _to(TranscriptState()), "transcripts-example-panel"),
    GalleryPanel("E3a–b, d–e", "Allele-specific genes by sample", ("Extended_Figures/Exfig 3b.txt",), ("allele_specific",), _to(AlleleSpecificState()), "allele_specific-samples-panel"),
    GalleryPanel("E3c", "Transcripts of genes with ASTS", ("Extended_Figures/Exfig 3c.txt",), ("allele_specific",), _to(AlleleSpecificState(kind="ASTS")), "allele_specific-transcripts-panel"),
    GalleryPanel("E4b", "Extended figure 4b", ("Extended_Figures/ExtendFig4b.RDS",)),
    GalleryPanel("E4c", "QTLs in genomic features", ("Extended_Figures/Exfig 4c.*",), ("enrichments",), _to(AnnotationState(analysis="features")), "annotation-first-panel"),
    GalleryPanel("E4d–e", "Extended figure 4d and 4e", ("Extended_Figures/ExtendFig4d-e.txt",)),
    GalleryPanel("E4f", "Constrained genes among eGenes", ("Extended_Figures/ExtendFig4f.*",), ("enrichments",), _to(AnnotationState(analysis="gene_constraint")), "annotation-first-panel"),
    GalleryPanel("E4g", "Constraint by effect size", ("Extended_Figures/ExtendFig4g.RDS",), ("enrichments",), _to(AnnotationState(analysis="constraint_by_effect")), "annotation-first-panel"),
    GalleryPanel("E4h", "Tandem repeats in parts of genes", ("Extended_Figures/ExtendFig4h.txt",), ("enrichments",), _to(AnnotationState(analysis="repeat_regions")), "annotation-first-panel"),
    GalleryPanel("E4i", "Repeat motifs among TR-QTLs", ("Extended_Figures/ExtendFig4i.txt",), ("enrichments",), _to(AnnotationState(analysis="repeat_motifs")), "annotation-first-panel"),
    GalleryPanel("E4j", "RNA-binding proteins by tissue", ("Extended_Figures/ExtendFig4j.txt",), ("enrichments",), _to(AnnotationState(analysis="rbp_binding")), "annotation-first-panel"),
    GalleryPanel("5a, sQTL", "Tagging of SV- and TR-sQTLs", ("Extended_Figures/dat_sv.sQTL.RDS", "Extended_Figures/dat_tr.sQTL.RDS"), ("tagging",), _to(QtlState(qtl_type=("juQTL", "sQTL", "tuQTL"), variant_class=("SV", "TR"))), "qtls-tagging-panel"),
    GalleryPanel("E5a", "Sharing of eQTLs between tissues", ("Extended_Figures/ExtendFig5a.txt",), ("tissue_sharing",), _to(SharingState()), "sharing-pairs-panel"),
    GalleryPanel("E5b", "eQTLs of one tissue only", ("Extended_Figures/ExtendFig5b.txt",), ("tissue_sharing",), _to(SharingState()), "sharing-specific-panel"),
    GalleryPanel("E5c", "Extended figure 5c", ("Extended_Figures/ExtendFig5c.txt",)),
    GalleryPanel("E5d", "Distance to the TSS by the number of tissues", ("Extended_Figures/ExtendFig5d.txt",), ("tissue_sharing",), _to(SharingState()), "sharing-bydistance-panel"),
    GalleryPanel("E6a", "Independent signals per phenotype", ("Extended_Figures/Extended_fig6a_data.txt",), ("credible_set_counts",), _to(FineMappingState()), "finemap-per-phenotype-panel"),
    GalleryPanel("E6b", "Frequency classes of fine-mapped eQTLs elsewhere", ("Extended_Figures/Extended_fig6b_data.txt",), ("allele_frequencies",), _to(FrequencyState(classes="fine_mapped_eqtls")), "frequencies-classes-panel"),
    GalleryPanel("E6c", "Frequency classes of fine-mapped sQTLs elsewhere", ("Extended_Figures/Extended_fig6c_data.txt",), ("allele_frequencies",), _to(FrequencyState(classes="fine_mapped_sqtls")), "frequencies-classes-panel"),
    GalleryPanel("E6d", "eGenes and their support in GTEx", ("Extended_Figures/Extended_fig6d.txt",), ("population_counts",), _to(FrequencyState(measure="gtex_support")), "frequencies-counts-panel"),
    GalleryPanel("E6e", "Genes with frequency-differentiated QTLs by number of tissues", ("Extended_Figures/Extended_fig6e_data.txt",), ("population_counts",), _to(FrequencyState(measure="fd_qtl_gene_tissues")), "frequencies-counts-panel"),
    GalleryPanel("E6e, sets", "Genes with QTLs rare or unobserved in Europeans", ("Extended_Figures/Extended_fig6e_data.RDS",), ("set_membership",), _to(FrequencyState(sets="fd_qtl_genes")), "frequencies-sets-panel"),
    GalleryPanel("E6f", "QTLs with heterogeneous effects, and eGenes", ("Extended_Figures/Extended_fig6f_data.txt",), ("population_counts",), _to(FrequencyState(measure="he_qtls_and_egenes")), "frequencies-counts-panel"),
    GalleryPanel("E6g", "Population-specific effects", ("Extended_Figures/Extended_fig6g_data.RDS",), ("genotype_phenotypes",), _to(VariantsState(example="rs4722840")), "variants-example-panel"),
    GalleryPanel("E7–8", "Fine-mapped variants in both cohorts", ("Extended_Figures/dat.fm_gtop.RDS", "Extended_Figures/dat.fm_gtex.RDS")),
    GalleryPanel("E9", "Disease genes by colocalization and SMR", ("Extended_Figures/GTOP_EASGWAS_*", "Extended_Figures/rename_traits_v2.txt"), ("colocalizations", "smr", "gwas_traits"), _to(ColocalizationState()), "colocalization-matrix-panel"),
    GalleryPanel("S2", "Quality of long-read genomes", ("Supp_Figures/Supp_Fig2.LRS_QC.txt",), ("sample_metrics",), _to(SampleState(assay="long_read_wgs")), "samples-metrics-panel"),
    GalleryPanel("S2, short reads", "Quality of short-read genomes", ("Supp_Figures/Supp_Fig2.SRS_QC.txt",), ("sample_metrics",), _to(SampleState(assay="short_read_wgs")), "samples-metrics-panel"),
    GalleryPanel("S2l", "Relatedness of donors", ("Supp_Figures/Supp_Fig2l.*",), ("kinship",), _to(PopulationState()), "populations-kinship-panel"),
    GalleryPanel("S3", "Quality of short-read RNA", ("Supp_Figures/RNA_matrix_1586.xlsx",), ("sample_metrics",), _to(SampleState()), "samples-metrics-panel"),
    GalleryPanel("S3, reads", "Mapped reads of GTOP by tissue", ("Supp_Figures/map_reads_plot.RData",), ("distributions",), _to(SampleState(quantity="mapped_reads_gtop")), "samples-distribution-panel"),
    GalleryPanel("S3, GTEx", "Mapped reads of GTEx by tissue", ("Supp_Figures/map_reads_plot.RData", "Supp_Figures/tissue_map_gtex.RData"), ("distributions", "tissues"), _to(SampleState(quantity="mapped_reads_gtex")), "samples-distribution-panel"),
    GalleryPanel("S4a", "Reads of long-read RNA", ("Supp_Figures/supp4a.*",), ("sample_metrics",), _to(SampleState(assay="long_read_rna")), "samples-metrics-panel"),
    GalleryPanel("S4b", "Quality of long reads", ("Supp_Figures/supp4b.*",), ("distributions",), _to(SampleState(quantity="mean_q_score")), "samples-distribution-panel"),
    GalleryPanel("S4c", "Length of long reads by tissue", ("Supp_Figures/supp4c.*",), ("distributions",), _to(SampleState(quantity="read_length")), "samples-distribution-panel"),
    GalleryPanel("S5a", "East Asian genotype PCs", ("Supp_Figures/Supp_Fig5a.txt",), ("genotype_pcs", "pc_variance"), _to(PopulationState(analysis=("east_asian",))), "populations-second-panel"),
    GalleryPanel("S5b", "Variance along the components", ("Supp_Figures/Supp_Fig5b.pca_stats.txt",), ("pc_variance",), _to(PopulationState()), "populations-scree-panel"),
    GalleryPanel("S5c", "How many ancestral components", ("Supp_Figures/Supp_Fig5c.cv_error.txt",), ("admixture_cv",), _to(PopulationState()), "populations-validation-panel"),
    GalleryPanel("S5d", "Ancestry proportions", ("Supp_Figures/structure.K5.out",), ("admixture",), _to(PopulationState()), "populations-admixture-panel"),
    GalleryPanel("S6a, c", "Variants at reduced coverage", ("Supp_Figures/Supp_Fig6a.*", "Supp_Figures/Supp_Fig6c.*"), ("variant_counts",), _to(VariantsState()), "variants-sampling-panel"),
    GalleryPanel("S6f", "Structural variants reported elsewhere", ("Supp_Figures/Supp_Fig6f.*",), ("variant_counts",), _to(VariantsState()), "variants-elsewhere-panel"),
    GalleryPanel("S6k", "Structural variants per genome", ("Supp_Figures/Supp_Fig6k.txt",), ("sample_metrics",), _to(SampleState(assay="long_read_wgs", metric=("sv_DEL", "sv_DUP", "sv_INS", "sv_INV", "sv_total"))), "samples-metrics-panel"),
    GalleryPanel("S6o", "Tandem repeats per genome", ("Supp_Figures/Supp_Fig6o.*",), ("sample_metrics",), _to(SampleState(assay="long_read_wgs", metric=("tr_RU2", "tr_RU3", "tr_RU4", "tr_RU5", "tr_RU6", "tr_VNTR"))), "samples-metrics-panel"),
    GalleryPanel("S7a", "Consequences of all variants", ("Supp_Figures/Supp_Fig7a.txt",), ("variant_consequences",), _to(VariantsState(consequences="all_variants")), "variants-consequences-panel"),
    GalleryPanel("S7b", "Consequences of structural variants", ("Supp_Figures/Supp_Fig7b.txt",), ("variant_consequences",), _to(VariantsState(consequences="structural_variants")), "variants-consequences-panel"),
    GalleryPanel("S7c", "Consequences of tandem repeats", ("Supp_Figures/Supp_Fig7c.txt",), ("variant_consequences",), _to(VariantsState(consequences="tandem_repeats")), "variants-consequences-panel"),
    GalleryPanel("S9c", "Full-length reads of candidate transcripts", ("Supp_Figures/supp9c.*",), ("distributions",), _to(SampleState(quantity="full_length_reads")), "samples-distribution-panel"),
    GalleryPanel("S9d", "Samples that support candidate transcripts", ("Supp_Figures/supp9d.*",), ("distributions",), _to(SampleState(quantity="support_samples")), "samples-distribution-panel"),
    GalleryPanel("S9e", "Internal priming", ("Supp_Figures/supp9e.*",), ("isoform_counts",), _to(TranscriptState()), "transcripts-priming-panel"),
    GalleryPanel("S9f–g", "Candidates that passed the filters", ("Supp_Figures/supp9f.*", "Supp_Figures/supp9g.*"), ("isoform_counts",), _to(TranscriptState()), "transcripts-filters-panel"),
    GalleryPanel("S9i–k", "Counts of transcripts and what confounds them", ("Supp_Figures/supp9i-k.*",), ("isoform_counts", "tissue_covariates"), _to(IsoformState()), "isoforms-confounded-panel"),
    GalleryPanel("S9l", "Tissue specificity at equal sample sizes", ("Supp_Figures/supp9l.*",), ("isoform_counts",), _to(IsoformState(specificity="ten_samples")), "isoforms-specificity-panel"),
    GalleryPanel("S10a", "Length of peptides", ("Supp_Figures/supp10a.*",), ("distributions",), _to(SampleState(quantity="peptide_length")), "samples-distribution-panel"),
    GalleryPanel("S10b", "Annotated transcripts with peptides", ("Supp_Figures/supp10b.*",), ("isoform_counts",), _to(IsoformState()), "isoforms-peptides-panel"),
    GalleryPanel("S10c", "Novel transcripts by unique peptides", ("Supp_Figures/supp10c.*",), ("isoform_counts",), _to(TranscriptState()), "transcripts-peptides-panel"),
    GalleryPanel("S11a–b", "Agreement of methods in every sample", ("Supp_Figures/supp11a.*", "Supp_Figures/supp11b.*"), ("sample_metrics",), _to(SampleState()), "samples-correlation-panel"),
    GalleryPanel("S11c", "Genes by long and short reads", ("Supp_Figures/supp11c.*",), ("expression_agreement",), _to(SampleState()), "samples-agreement-panel"),
    GalleryPanel("S11d", "Transcripts by long and short reads", ("Supp_Figures/supp11d.*",), ("expression_agreement",), _to(SampleState(level="transcript")), "samples-agreement-panel"),
    GalleryPanel("S12", "Isoforms of a gene within and across modules", ("Supp_Figures/plot_df_s12.RData",), ("module_summaries",), _to(TranscriptState()), "transcripts-spread-panel"),
    GalleryPanel("S12, networks", "Co-expression modules by network", ("Supp_Figures/bar_plot.RData", "Supp_Figures/all_tissue_module.RData", "Supp_Figures/need_module.RData"), ("module_summaries",), _to(IsoformState()), "isoforms-modules-panel"),
    GalleryPanel("S12, novel", "Modules of novel transcripts", ("Supp_Figures/heart_go_use_novel.RData", "Supp_Figures/merged_expr_novel.RData"), ("module_summaries",), _to(ExpressionState()), "expression-modules-panel"),
    GalleryPanel("S13", "Phasing", ("Supp_Figures/Figure S13.txt",), ("sample_metrics",), _to(SampleState(phase="block_n50")), "samples-phasing-panel"),
    GalleryPanel("S14a", "Allele-specific genes and events", ("Supp_Figures/Figure S14a.txt",), ("allele_specific",), _to(AlleleSpecificState()), "allele_specific-events-panel"),
    GalleryPanel("S14b", "Allelic fold change by long and short reads", ("Supp_Figures/Figure S14b.txt",), ("allele_specific_events",), _to(AlleleSpecificState()), "allele_specific-effects-panel"),
    GalleryPanel("S14c", "Same direction in long and short reads", ("Supp_Figures/Figure S14c.txt",), ("allele_specific",), _to(AlleleSpecificState()), "allele_specific-direction-panel"),
    GalleryPanel("S14d", "Events by number of donors", ("Supp_Figures/Figure S14d.txt",), ("allele_specific",), _to(AlleleSpecificState()), "allele_specific-donors-panel"),
    GalleryPanel("S14e", "Allelic fold change in two donors", ("Supp_Figures/Figure S14e.txt",), ("allele_specific_events",), _to(AlleleSpecificState(events="two_donors")), "allele_specific-effects-panel"),
    GalleryPanel("S14f–g", "Genes by number of tissues", ("Supp_Figures/Figure S14f-g.txt",), ("allele_specific_events",), _to(AlleleSpecificState()), "allele_specific-shared-panel"),
    GalleryPanel("S15a", "Allele-specific splicing by sample", ("Supp_Figures/Figure S15a.txt",), ("allele_specific",), _to(AlleleSpecificState()), "allele_specific-splicing-samples-panel"),
    GalleryPanel("S15b", "Allele-specific splicing by tissue", ("Supp_Figures/Figure S15b.txt",), ("allele_specific",), _to(AlleleSpecificState()), "allele_specific-splicing-panel"),
    GalleryPanel("S19", "Variance explained by the covariates of QTL mapping", ("Supp_Figures/Figure S19.txt",), ("variance_explained",), _to(SharingState()), "sharing-covariates-panel"),
    GalleryPanel("S20a", "QTLs of known and novel transcripts in genomic features", ("Supp_Figures/Figure S20a.*",), ("enrichments",), _to(AnnotationState(analysis="features_novel")), "annotation-first-panel"),
    GalleryPanel("S20b", "Supplementary figure 20b", ("Supp_Figures/Figure S20b.txt",)),
    GalleryPanel("S21a", "Effects between pancreas sites and liver", ("Supp_Figures/Figure S21a.scatter.txt",), ("effect_replication",), _to(FrequencyState(comparison="pancreas_sites")), "frequencies-effects-panel"),
    GalleryPanel("S21a, correlations", "Correlations between pancreas sites and liver", ("Supp_Figures/Figure S21a.cov.txt",), ("replication_correlations",), _to(FrequencyState(correlation="pancreas_sites_pearson")), "frequencies-correlations-panel"),
    GalleryPanel("S22a", "ASE against eQTL effects", ("Supp_Figures/Figure S22.txt",), ("effect_replication",), _to(AlleleSpecificState(events="eqtl")), "allele_specific-effects-panel"),
    GalleryPanel("S22b", "Correlation of true effects between tissues of GTOP", ("Supp_Figures/Figure S22b.rds",), ("replication_correlations",), _to(FrequencyState(correlation="within_GTOP")), "frequencies-correlations-panel"),
    GalleryPanel("S23b", "Correlation of true effects between GTOP and GTEx", ("Supp_Figures/Figure S23b.rds",), ("replication_correlations",), _to(FrequencyState(correlation="GTOP_GTEx")), "frequencies-correlations-panel"),
    GalleryPanel("S24", "IRGM: a deletion against expression", ("Supp_Figures/Figure S24.txt",), ("genotype_phenotypes",), _to(VariantsState(example="IRGM deletion")), "variants-example-panel"),
    GalleryPanel("S25a", "Variants by difference of frequency and direction", ("Supp_Figures/supp_fig25a_data.txt",), ("population_counts",), _to(FrequencyState(measure="difference_by_direction")), "frequencies-counts-panel"),
    GalleryPanel("S25b", "Variants by difference of frequency, rare or unobserved in Europeans", ("Supp_Figures/supp_fig25b_data.txt",), ("population_counts",), _to(FrequencyState(measure="difference_by_commonness")), "frequencies-counts-panel"),
    GalleryPanel("S26", "Sets led by SV or TR, by QTL type", ("Supp_Figures/Figure S26.txt",), ("credible_set_counts",), _to(FineMappingState(led="juQTL")), "finemap-led-panel"),
    GalleryPanel("S27a", "QTLs with signals of selection by tissue", ("Supp_Figures/supp_fig27a_data.txt",), ("population_counts",), _to(FrequencyState(measure="selection_qtls")), "frequencies-counts-panel"),
    GalleryPanel("S27b", "Genes with fd-QTLs, selection, archaic origin", ("Supp_Figures/supp_fig27b_data.RDS",), ("set_membership",), _to(FrequencyState(sets="selection_genes")), "frequencies-sets-panel"),
    GalleryPanel("S27c", "Variants under selection that are QTLs", ("Supp_Figures/supp_fig27c_data.txt",), ("selection_signals",), _to(FrequencyState()), "frequencies-selection-panel"),
    GalleryPanel("S28b", "Frequencies of disease-related variants in all groups", ("Supp_Figures/supp_fig28b_data.txt",), ("allele_frequencies",), _to(FrequencyState(source="disease_related")), "frequencies-scatter-panel"),
)
"""Main figures by number, extended ones with E, supplementary ones with S."""
