"""Co-expression modules of isoforms: clusters of correlated isoforms in each network of tissues, and invented terms for them."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from scipy.stats import hypergeom

from dashboard.demo.streams import stream
from dashboard.demo.tissues import TISSUES
from dashboard.demo.world import World

HEART = "Heart"
MODULES = 9
ISOFORMS_IN_HEART, ISOFORMS_IN_TISSUE = 600, 200
TERMS = ("contraction", "translation", "lipid handling", "immune response", "cell cycle", "ion transport", "signalling", "matrix assembly")
LEAST_SAMPLES = 8


def module_tables(world: World, transcripts: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Tables expression_modules and module_summaries."""
    rng = stream(world.seed, "modules")
    heart = [i for i, tissue in enumerate(TISSUES) if tissue.key.startswith("Heart")]
    novel = transcripts["novel"].to_numpy()
    expression = np.log2(2.0 ** world.measured.long_expression[world.isoforms.gene] * world.measured.long_usage + 1)
    chosen, modules = _modules(expression[:, np.isin(world.measured.long.tissue, heart)], ISOFORMS_IN_HEART)
    names = np.array([f"ME{number}" for number in modules])
    members = pl.DataFrame({"network": HEART, "transcript_id": np.array(world.isoforms.ids)[chosen], "module": names})
    rows = _network_rows(world, HEART, chosen, modules, novel)
    for measure, subset in (("expression", np.ones(chosen.size, dtype=bool)), ("novel_expression", novel[chosen])):
        for tissue in heart:
            here = expression[:, world.measured.long.of(tissue)].mean(axis=1)[chosen]
            rows += [
                {"measure": measure, "network": HEART, "module": str(name), "category": TISSUES[tissue].key, "value": round(float(here[(names == name) & subset].mean()), 5)}
                for name in np.unique(names) if ((names == name) & subset).any()
            ]
    rows += _term_rows(rng, world, chosen, names, novel)
    for index, network in enumerate(TISSUES):
        samples = world.measured.long.of(index)
        if samples.size >= LEAST_SAMPLES:
            rows += _network_rows(world, network.key, *_modules(expression[:, samples], ISOFORMS_IN_TISSUE), novel)
    return {"expression_modules": members, "module_summaries": pl.DataFrame(rows, infer_schema_length=None)}


def _modules(expression: NDArray[np.float64], number: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The most variable isoforms, and their clusters by average linkage of 1 − correlation."""
    chosen = np.sort(np.argsort(-expression.std(axis=1), kind="stable")[:number])
    distance = np.clip(1 - np.asarray(np.corrcoef(expression[chosen])), 0, 2)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), "average")
    return chosen, np.asarray(fcluster(tree, MODULES, "maxclust"))


def _network_rows(
    world: World, network: str, chosen: NDArray[np.int64], modules: NDArray[np.int64], novel: NDArray[np.bool_],
) -> list[dict[str, Any]]:
    """Modules and isoforms of a network, and how the isoforms of a gene spread over modules."""
    of_gene = pl.DataFrame({"gene": world.isoforms.gene[chosen], "module": modules}).group_by("gene").agg(n=pl.len(), spread=pl.col("module").n_unique())
    spreads = {
        "one isoform": pl.col("n") == 1, "several isoforms, one module": (pl.col("n") > 1) & (pl.col("spread") == 1),
        "several isoforms, several modules": pl.col("spread") > 1,
    }
    counts: list[tuple[str, str | None, int]] = [("modules_per_tissue", None, len(np.unique(modules)))]
    counts += [("transcripts_in_network", name, int(found.sum())) for name, found in (("annotated", ~novel[chosen]), ("novel", novel[chosen]))]
    counts += [("genes_by_isoform_spread", name, of_gene.filter(test).height) for name, test in spreads.items()]
    return [{"measure": measure, "network": network, "category": category, "value": float(n)} for measure, category, n in counts]


def _term_rows(
    rng: np.random.Generator, world: World, chosen: NDArray[np.int64], names: NDArray[np.str_], novel: NDArray[np.bool_],
) -> list[dict[str, Any]]:
    """The most enriched of the invented terms per module (hypergeometric test, Bonferroni); genes are given terms at random."""
    term_of = rng.integers(0, len(TERMS), len(world.genes))
    gene_of = world.isoforms.gene[chosen]
    rows: list[dict[str, Any]] = []
    for measure, subset in (("gene_ontology", np.ones(chosen.size, dtype=bool)), ("novel_gene_ontology", novel[chosen])):
        universe = np.unique(gene_of[subset])
        for name in np.unique(names[subset]):
            genes = np.unique(gene_of[(names == name) & subset])
            hits = np.array([np.sum(term_of[genes] == term) for term in range(len(TERMS))])
            sizes = np.array([np.sum(term_of[universe] == term) for term in range(len(TERMS))])
            p = np.minimum(hypergeom.sf(hits - 1, universe.size, sizes, genes.size) * len(TERMS), 1)
            best = int(np.argmin(p))
            rows.append({
                "measure": measure, "network": HEART, "module": str(name), "category": f"SIM:{best + 1:07d}",
                "description": f"simulated {TERMS[best]}", "value": float(hits[best]), "padj": float(p[best]),
            })
            if measure == "gene_ontology":
                rows.append({"measure": "annotated_modules", "network": HEART, "module": str(name)})
    return rows
