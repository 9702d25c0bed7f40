"""What GTOP Phase 1 is: title, citation and accessions, as its repository stated them at commit 8643582."""

from __future__ import annotations

from dashboard.schema.manifest import Link

TITLE = "GTOP phase 1"
CITATION = (
    "Zou X, Li X, Zhang T, Xu G, Wang Y, Xue C, Meng X, Luo D, Ai G, Wu H, Yang J, Yang J, Li L. A long-read multi-omics "
    "atlas broadens discovery of regulatory variation across 33 human tissues. Submitted."
)
LICENCE = "The repository states no licence; ask the authors before passing the data on."
ACCESSIONS = (
    Link(
        label="GTOP-Phase1 on GitHub", url="https://github.com/GTOP-Network/GTOP-Phase1",
        note="Code, and the data behind the figures, from which this release was imported. It names no archive accession.",
    ),
    Link(
        label="GTOP website", url="https://bioinfo.szbl.ac.cn/GTOP/download",
        note="Processed expression matrices and molecular QTL results, as the repository's README says.",
    ),
)
ERRATA = (
    "In the SMR table the source's column xQTL_pvalue repeats GWAS_pvalue in every row; QTL p-values are left out.",
    "Allele frequencies and minor allele counts of tandem repeats were computed from repeat counts and mean nothing; "
    "they are left out.",
    "37 SV-eQTL leads are not below their gene's significance threshold; they are flagged.",
    "Only colocalizations with PP.H4 of at least 0.8 were published: a pair that is absent was not reported.",
)
