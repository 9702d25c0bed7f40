"""The registry: what every table and column of a release is.

Validation, grid headers, tooltips, the data dictionary, the API's documentation and the README's list of tables
are all derived from `TABLES`.
"""

from __future__ import annotations

from dashboard.schema import (
    annotation,
    associations,
    disease,
    finemapping,
    gwas,
    isoforms,
    populations,
    samples,
    simulation,
    variants,
)
from dashboard.schema.check import Problem, check_frame
from dashboard.schema.columns import Column, Table

TABLES: dict[str, Table] = {
    table.name: table
    for module in (samples, associations, finemapping, disease, gwas, isoforms, annotation, populations, variants, simulation)
    for table in module.TABLES
}

__all__ = ["TABLES", "Column", "Problem", "Table", "check_frame"]
