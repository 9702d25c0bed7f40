"""What the analyses in `enrichments` are: titles, what an estimate compares, what its interval is, and how tests were corrected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Analysis:
    """One analysis, which may have been published in several parts (`sources`), each a series of the same figure.

    `series` names the parts. `interval` says what error bars are, by scale; `threshold` what that column holds.
    """

    name: str
    title: str
    question: str
    sources: tuple[str, ...]
    testing: str
    series: tuple[str, ...] = ()
    interval: tuple[tuple[str, str], ...] = ()
    threshold: str = ""

    def series_of(self, source: str) -> str:
        """What the part is called beside the others; empty where there is one."""
        return dict(zip(self.sources, self.series, strict=False)).get(source, "")

    def interval_of(self, scale: str) -> str:
        return dict(self.interval).get(scale, "95 % confidence interval")


SCALES = {
    "odds_ratio": ("odds ratio", True), "log2_fold": ("log₂ fold enrichment", False), "fold": ("fold enrichment", True),
    "proportion": ("share of QTL variants", True), "mean_score": ("mean constraint score", False), "mean_effect": ("mean effect size", False),
}
"""By scale: what an axis calls it, and whether it is drawn logarithmically. An axis never holds two of them."""
NEUTRAL = {"odds_ratio": 1.0, "log2_fold": 0.0, "fold": 1.0}
"""The value that means no enrichment, for scales that have one."""
UNTESTED = "No p-values were published; intervals are not corrected for the number of features."
SD = "± 1 standard deviation over tissues"

ANALYSES = (
    Analysis("features", "Genomic features by QTL type", "Where in the genome do QTL variants lie more often than other variants?", ("torus", "variant_proportion"),
             UNTESTED, interval=(("log2_fold", "95 % confidence interval (torus)"), ("proportion", SD))),
    Analysis("features_novel", "Known and novel transcripts", "Do QTLs of novel transcripts act through the same features as those of known ones?",
             ("torus_known_transcripts", "torus_novel_transcripts", "variant_proportion_known_transcripts", "variant_proportion_novel_transcripts"), UNTESTED,
             series=("known transcripts", "novel transcripts", "known transcripts", "novel transcripts"),
             interval=(("log2_fold", "95 % confidence interval (torus)"), ("proportion", SD))),
    Analysis("rbp_binding", "RNA-binding proteins by tissue", "Do QTL variants fall into binding peaks of RNA-binding proteins more often than into shuffled peaks?", ("rbp_binding",),
             "The source gives nominal p-values; the adjusted ones are computed here, over all proteins and tissues (Benjamini–Hochberg)."),
    Analysis("repeat_motifs", "Repeat motifs", "Which repeat units are over- or under-represented among TR-QTLs?", ("repeat_motifs",),
             "Adjusted p as published, over all motifs (Benjamini–Hochberg)."),
    Analysis("repeat_regions", "Tandem repeats in parts of genes", "In which parts of genes do repeats that act as QTLs lie?", ("repeat_regions",),
             "Adjusted p as published, over all regions and QTL types (Benjamini–Hochberg)."),
    Analysis("gene_constraint", "Constrained genes among eGenes", "Are genes with an eQTL, by type of its variant, less often intolerant of loss of function?", ("gene_constraint",),
             "Adjusted p as published (false discovery rate over the variant types).", interval=(("odds_ratio", "no interval published"),)),
    Analysis("constraint_by_effect", "Constraint by effect size", "Do larger eQTL effects occur in less constrained genes?", ("constraint_by_effect", "constraint_by_effect_adjusted"),
             "Not a test: means in bins of equal numbers of genes.", series=("as it is", "adjusted"), threshold="bin of effect size, smallest effects first",
             interval=(("mean_score", "95 % confidence interval of the mean; none published for adjusted means"), ("mean_effect", "no interval published"))),
    Analysis("heritability", "Trait heritability", "How much more of the traits' heritability do QTL variants explain than other variants?", ("heritability",),
             "No p-values were published.", interval=(("log2_fold", "95 % confidence interval"), ("fold", "± 1 standard error"))),
    Analysis("long_read_alleles", "Alleles that only long reads call", "Are variants that only long reads call richer in alleles than shared ones?", ("long_read_alleles",),
             "No p-values were published.", threshold="more alleles than"),
    Analysis("causal_sv_tr", "SVs and TRs among causal variants", "Are structural variants and repeats more often in credible sets than SNVs?", ("causal_sv_tr",),
             "Nominal p-values; not corrected for tissues and thresholds.", threshold="PIP above"),
)
FEATURE_LABELS = {"allsig": "all significant variants", "finemap": "variants in credible sets", "finemappip": "variants weighted by PIP", "3UTR": "3′ UTR", "5UTR": "5′ UTR",
                  "3 prime UTR": "3′ UTR", "5 prime UTR": "5′ UTR", "NC transcript": "non-coding transcript", "INS": "insertion", "DEL": "deletion"}


def find_analyses(sources: Iterable[str]) -> list[Analysis]:
    """The analyses whose parts are among these sources, known ones in the house's order, others under their own name."""
    present = set(sources)
    known = [analysis for analysis in ANALYSES if present & set(analysis.sources)]
    rest = sorted(present - {source for analysis in ANALYSES for source in analysis.sources})
    return [*known, *(Analysis(source, source.replace("_", " ").capitalize(), "", (source,), "How tests were corrected is not stated.") for source in rest)]
