"""Population structure: principal components beside GTEx and the 1000 Genomes Project, admixture, kinship."""

from __future__ import annotations

from functools import partial

import polars as pl

from dashboard.ingest.cohorts import SUPERPOPULATIONS, THOUSAND_GENOMES, Membership, resources_of
from dashboard.ingest.gtop.spellings import donor_id
from dashboard.ingest.steps import Built, Loaded, Step

GLOBAL_PCS = "Figure_1/input/Fig1b.txt"
EAST_ASIAN_PCS = "Supp_Figures/input/Supp_Fig5a.txt"
GTOP_PCA_STATS = "Supp_Figures/input/Supp_Fig5b.pca_stats.txt"
ADMIXTURE = "Supp_Figures/input/structure.K5.out"
CROSS_VALIDATION = "Supp_Figures/input/Supp_Fig5c.cv_error.txt"
KINSHIP = "Supp_Figures/input/Supp_Fig2l.kinship_IBD.txt"

PRINTED: dict[str, tuple[float, ...]] = {"global": (0.076, 0.048), "east_asian": (0.008, 0.004)}
"""Share of variance of the first components, as the titles of the published axes give it."""
AS_PRINTED = "as printed on the published axis"
NOT_PUBLISHED = "not published; the SD is computed from the scores"
OF_ALL = "of all components"
STATS_NOTE = (
    "The table of PCA statistics has 160 components, so it is of the GTOP donors alone and not of the East Asian projection."
)
COHORTS = {"GTEX": "GTEx", "GTOP": "GTOP"}


def build_pcs(loaded: Loaded, *, path: str, analysis: str, membership: Membership | None = None) -> Built:
    """Scores of every individual.

    Population and continental group are given for the 1000 Genomes Project only: for GTEx the source repeats the donor
    id there, for GTOP the cohort's name. `resources` are added where `membership` is known.
    """
    frame = loaded[path].select(
        pl.lit(analysis).alias("analysis"), pl.col("Ind").alias("sample_id"), _cohort(pl.col("superpop")),
        *_place("pop", "superpop"), *(pl.col(f"PC{i}").alias(f"pc{i}") for i in range(1, 11)),
    )
    if membership is None:
        return Built(frame)
    member = resources_of(pl.col("sample_id"), pl.col("population"), membership)
    return Built(frame.with_columns(member), notes=membership.notes)


def build_printed_variance(loaded: Loaded, *, path: str, analysis: str) -> Built:
    """The printed share of variance of the first two components, and the SD of the scores on all ten."""
    printed = PRINTED[analysis]
    spread = loaded[path].select(pl.col(f"PC{i}").std() for i in range(1, 11)).row(0)
    count = len(spread)
    return Built(pl.DataFrame({
        "analysis": [analysis] * count, "pc": list(range(1, count + 1)),
        "proportion": [*printed, *[None] * (count - len(printed))], "sd": list(spread),
        "basis": [AS_PRINTED] * len(printed) + [NOT_PUBLISHED] * (count - len(printed)),
    }))


def build_gtop_variance(loaded: Loaded) -> Built:
    """SD and share of variance of each component of the GTOP donors alone (rows sd, prop_var, cumm_prop of QTLtools)."""
    rows = {str(row[0]): [value for value in row[1:] if value is not None] for row in loaded[GTOP_PCA_STATS].iter_rows()}
    spread, proportion = ([float(value) for value in rows[name]] for name in ("sd", "prop_var"))
    return Built(pl.DataFrame({
        "analysis": "gtop", "pc": list(range(1, len(spread) + 1)), "proportion": proportion, "sd": spread, "basis": OF_ALL,
    }), notes=(STATS_NOTE,))


def build_admixture(loaded: Loaded) -> Built:
    """Ancestry proportions: row number, individual, population and five proportions, without a header."""
    components = {f"column_{i + 3}": i for i in range(1, 6)}
    rows = loaded[ADMIXTURE].select(
        pl.col("column_2").alias("sample_id"), pl.col("column_3").alias("pop"), *components,
    ).join(_superpopulations(loaded), on="pop", how="left")
    long = rows.unpivot(list(components), index=["sample_id", "pop", "superpop"], variable_name="component", value_name="proportion")
    return Built(long.select(
        "sample_id", pl.lit(len(components)).alias("k"), pl.col("component").replace_strict(components),
        _cohort(pl.col("pop")), *_place("pop", "superpop"), "proportion",
    ))


def build_cross_validation(loaded: Loaded) -> Built:
    """Cross-validation error of ADMIXTURE at each number of components."""
    return Built(loaded[CROSS_VALIDATION].select(pl.col("K").alias("k"), pl.col("CV").alias("cv_error")))


def build_kinship(loaded: Loaded) -> Built:
    """Relatedness of every pair of donors."""
    return Built(loaded[KINSHIP].select(
        donor_id(pl.col("ID1")).alias("sample_id"), donor_id(pl.col("ID2")).alias("other_sample_id"),
        pl.col("Kinship").alias("kinship"), pl.col("Z0").alias("z0"),
    ))


def _superpopulations(loaded: Loaded) -> pl.DataFrame:
    if GLOBAL_PCS not in loaded:
        return pl.DataFrame(schema={"pop": pl.String, "superpop": pl.String})
    known = loaded[GLOBAL_PCS].filter(pl.col("superpop").is_in(SUPERPOPULATIONS))
    return known.select("pop", "superpop").unique("pop")


def _cohort(name: pl.Expr) -> pl.Expr:
    return name.replace_strict(COHORTS, default=THOUSAND_GENOMES).alias("cohort")


def _place(population: str, superpopulation: str) -> tuple[pl.Expr, pl.Expr]:
    known = pl.col(superpopulation).is_in(SUPERPOPULATIONS)
    return (
        pl.when(known).then(pl.col(population)).alias("population"),
        pl.when(known).then(pl.col(superpopulation)).alias("superpopulation"),
    )


def population_steps(membership: Membership | None = None) -> tuple[Step, ...]:
    """The subject's steps; with `membership`, individuals carry the expression resources they belong to."""
    return (
        *(
            Step("genotype_pcs", (path,), partial(build_pcs, path=path, analysis=analysis, membership=membership))
            for analysis, path in (("global", GLOBAL_PCS), ("east_asian", EAST_ASIAN_PCS))
        ),
        *(
            Step("pc_variance", (path,), partial(build_printed_variance, path=path, analysis=analysis))
            for analysis, path in (("global", GLOBAL_PCS), ("east_asian", EAST_ASIAN_PCS))
        ),
        Step("pc_variance", (GTOP_PCA_STATS,), build_gtop_variance, headerless=(GTOP_PCA_STATS,)),
        Step("admixture", (ADMIXTURE,), build_admixture, optional=(GLOBAL_PCS,), headerless=(ADMIXTURE,)),
        Step("admixture_cv", (CROSS_VALIDATION,), build_cross_validation),
        Step("kinship", (KINSHIP,), build_kinship),
    )


STEPS: tuple[Step, ...] = population_steps()
