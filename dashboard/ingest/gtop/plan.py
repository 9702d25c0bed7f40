"""Everything that is imported from the GTOP repository, joined from one module per subject."""

from __future__ import annotations

import importlib.util
from importlib import import_module

from dashboard.ingest.steps import Plan

SUBJECTS = (
    "tissues", "samples", "metrics", "distributions", "associations", "replication", "repeats", "finemapping", "disease",
    "loci", "enrichment", "isoforms", "modules", "allele_specific", "populations", "frequencies", "variants",
)
PACKAGE = "dashboard.ingest.gtop"


def gtop_plan() -> Plan:
    """All steps, and the files left out on purpose."""
    names = [f"{PACKAGE}.{subject}" for subject in SUBJECTS]
    modules = [import_module(name) for name in names if importlib.util.find_spec(name)]
    return Plan(
        tuple(step for module in modules for step in module.STEPS),
        tuple(group for module in modules for group in getattr(module, "UNUSED", ())),
        inventory="*/input/*",
    )
