"""Everything that is imported from the GTOP repository, joined from one module per subject."""

from __future__ import annotations

from importlib import import_module

from dashboard.ingest.cohorts import Membership
from dashboard.ingest.gtop.populations import population_steps
from dashboard.ingest.steps import Plan

SUBJECTS = (
    "tissues", "samples", "metrics", "distributions", "associations", "replication", "repeats", "finemapping", "disease",
    "loci", "enrichment", "isoforms", "modules", "allele_specific", "populations", "frequencies", "variants",
)
PACKAGE = "dashboard.ingest.gtop"


def gtop_plan(membership: Membership | None = None) -> Plan:
    """All steps, and the files left out on purpose; with `membership`, individuals carry their expression resources."""
    modules = {subject: import_module(f"{PACKAGE}.{subject}") for subject in SUBJECTS}
    steps = {subject: module.STEPS for subject, module in modules.items()} | {"populations": population_steps(membership)}
    return Plan(
        tuple(step for group in steps.values() for step in group),
        tuple(group for module in modules.values() for group in getattr(module, "UNUSED", ())),
        inventory="*/input/*",
    )
