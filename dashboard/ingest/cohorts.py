"""Which individuals belong to which population and expression resource, from the cohorts' own sample tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from dashboard.errors import SourceError
from dashboard.ingest.readers import read_text

THOUSAND_GENOMES = "1000 Genomes"
GEUVADIS, MAGE, AFGR = "Geuvadis", "MAGE", "AFGR"
IGSR_COLLECTIONS = {"Geuvadis": GEUVADIS, "MAGE RNA-seq": MAGE}
AFGR_POPULATIONS = ("ESN", "GWD", "LWK", "MKK", "MSL", "YRI")
AFGR_NOTE = (
    "AFGR is told by population: every individual of ESN, GWD, LWK, MKK, MSL and YRI is marked, as no list of its "
    "individuals is at hand."
)
SUPERPOPULATIONS = ("AFR", "AMR", "EAS", "EUR", "SAS")
PLAIN_COLUMNS = ("sample_id", "cohort", "population", "superpopulation")
MARKS = {
    "igsr": ("Sample name", "Data collections"), "sdrf": ("Source Name", "Characteristics[Organism]"),
    "panel": ("sample", "pop", "super_pop"), "plain": PLAIN_COLUMNS,
}
"""Columns by which each kind of table is known."""
PEOPLE_SCHEMA = pl.Schema(dict.fromkeys(PLAIN_COLUMNS, pl.String))


@dataclass(frozen=True)
class Membership:
    """Who belongs where: one row per individual in `people`, individuals of each expression resource in `resources`."""

    people: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PEOPLE_SCHEMA))
    resources: dict[str, frozenset[str]] = field(default_factory=dict)
    notes: tuple[str, ...] = (AFGR_NOTE,)


def read_cohorts(path: Path) -> Membership:
    """Membership from the sample tables in a folder, or from one table.

    Known by their columns: the IGSR sample table, the 1000 Genomes panel, an SDRF of Geuvadis (its donors then replace
    IGSR's list, which names three more without expression data), and a plain table with sample_id, cohort, population,
    superpopulation. Other files in a folder are passed over. Raises SourceError where there is no such table.
    """
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    found: dict[str, list[pl.DataFrame]] = {}
    for file in files:
        kind = table_kind(file)
        if kind:
            found.setdefault(kind, []).append(read_table(file))
    if not found:
        kinds = "; ".join(", ".join(columns) for columns in MARKS.values())
        raise SourceError(f"{path} holds no table of samples that is known by its columns: {kinds}.")
    return join_cohorts(found)


def table_kind(path: Path) -> str | None:
    """Which kind of sample table a file is, by its header; None for any other file."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        names = file.readline().decode(errors="replace").rstrip("\r\n").replace(",", "\t").split("\t")
    return next((kind for kind, marks in MARKS.items() if set(marks) <= set(names)), None)


def join_cohorts(tables: dict[str, list[pl.DataFrame]]) -> Membership:
    """Membership from tables by kind; what a plain table says goes before the panel, and the panel before IGSR."""
    people = [_plain(frame) for frame in tables.get("plain", [])]
    people += [_panel(frame) for frame in tables.get("panel", [])]
    people += [_igsr(frame) for frame in tables.get("igsr", [])]
    resources: dict[str, frozenset[str]] = {}
    for frame in tables.get("igsr", []):
        resources |= _igsr_resources(frame)
    for frame in tables.get("sdrf", []):
        resources[GEUVADIS] = frozenset(frame["Source Name"].drop_nulls().to_list())
    every = pl.concat(people) if people else pl.DataFrame(schema=PEOPLE_SCHEMA)
    return Membership(every.unique("sample_id", keep="first", maintain_order=True), resources)


def resources_of(sample: pl.Expr, population: pl.Expr, membership: Membership) -> pl.Expr:
    """`resources`: the expression resources of each individual in a fixed order; an empty list for those in none."""
    marks = [
        pl.when(sample.is_in(sorted(membership.resources[name]))).then(pl.lit(name))
        for name in (GEUVADIS, MAGE) if name in membership.resources
    ]
    marks.append(pl.when(population.is_in(AFGR_POPULATIONS)).then(pl.lit(AFGR)))
    return pl.concat_list(marks).list.drop_nulls().alias("resources")


def read_table(path: Path) -> pl.DataFrame:
    """A sample table as text.

    The published panel's header ends in fields without a name, and rows lack them; an SDRF repeats names. Such columns
    are left out.
    """
    lines = path.read_text().splitlines()
    names = [name.strip() for name in lines[0].split("\t")]
    if "" not in names and len(set(names)) == len(names):
        return read_text(path).with_columns(pl.all().cast(pl.String))
    kept = {names.index(name): name for name in names if name}
    rows = [line.split("\t") for line in lines[1:] if line.strip()]
    for number, row in enumerate(rows, start=2):
        if len(row) <= max(kept):
            raise SourceError(f"{path}, line {number}: {len(row)} fields where at least {max(kept) + 1} are expected.")
    return pl.DataFrame({name: [row[position] for row in rows] for position, name in kept.items()})


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(*PLAIN_COLUMNS[:3], _superpopulation("superpopulation")).cast(PEOPLE_SCHEMA)


def _panel(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(
        pl.col("sample").alias("sample_id"), pl.lit(THOUSAND_GENOMES).alias("cohort"), pl.col("pop").alias("population"),
        _superpopulation("super_pop"),
    ).cast(PEOPLE_SCHEMA)


def _igsr(frame: pl.DataFrame) -> pl.DataFrame:
    """Individuals of the 1000 Genomes Project; one with two populations (`IBS,MSL`) gets neither."""
    single = pl.when(~pl.col("Population code").str.contains(",")).then(pl.col("Population code"))
    return frame.filter(pl.col("Data collections").str.contains("1000 Genomes")).select(
        pl.col("Sample name").alias("sample_id"), pl.lit(THOUSAND_GENOMES).alias("cohort"), single.alias("population"),
        _superpopulation("Superpopulation code"),
    ).cast(PEOPLE_SCHEMA)


def _superpopulation(column: str) -> pl.Expr:
    return pl.when(pl.col(column).is_in(SUPERPOPULATIONS)).then(pl.col(column)).alias("superpopulation")


def _igsr_resources(frame: pl.DataFrame) -> dict[str, frozenset[str]]:
    collections = pl.col("Data collections").str.split(",")
    return {
        resource: frozenset(frame.filter(collections.list.contains(name))["Sample name"].to_list())
        for name, resource in IGSR_COLLECTIONS.items()
    }
