"""Everything that is imported from the GTOP repository, joined from one module per subject."""

from __future__ import annotations

from importlib import import_module

from dashboard.ingest.cohorts import Membership
from dashboard.ingest.gtop.populations import population_steps
from dashboard.ingest.steps import Plan, Unused

SUBJECTS = (
    "tissues", "samples", "metrics", "distributions", "associations", "replication", "repeats", "finemapping", "disease",
    "loci", "enrichment", "isoforms", "modules", "allele_specific", "populations", "frequencies", "variants",
)
PACKAGE = "dashboard.ingest.gtop"
UNUSED = (
    Unused("a plotting script", (
        "Extended_Figures/input/multi-circle_function.R", "Figure_1/input/geom_boxplot2.R", "Supp_Figures/input/geom_boxplot2.R",
    )),
    Unused("a placeholder without data", ("Figure_1/input/test.txt", "Supp_Figures/input/test.txt")),
    Unused("larger than 4 MiB and not looked into when this importer was written", (
        "Extended_Figures/input/annotated.RData", "Extended_Figures/input/novel.RData",
        "Supp_Figures/input/Supp_Fig6i-j.LRS_SV_info.txt", "Supp_Figures/input/supp9a.LR_candidate_isoform_tool_upset.txt",
        "Supp_Figures/input/supp9h.LR_final_isoform_tool_with_cate_upset.txt",
    )),
)


def gtop_plan(membership: Membership | None = None) -> Plan:
    """All steps, and the files left out on purpose; with `membership`, individuals carry their expression resources."""
    modules = {subject: import_module(f"{PACKAGE}.{subject}") for subject in SUBJECTS}
    steps = {subject: module.STEPS for subject, module in modules.items()} | {"populations": population_steps(membership)}
    return Plan(
        tuple(step for group in steps.values() for step in group),
        tuple(group for module in modules.values() for group in getattr(module, "UNUSED", ())),
        inventory="*/input/*",
    )
