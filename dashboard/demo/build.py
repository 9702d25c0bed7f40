"""Build the demo release: draw the world, analyse it, write the tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
from threadpoolctl import threadpool_limits

from dashboard.demo.allele_specific import allele_specific_tables
from dashboard.demo.examples import genotype_phenotype_table, locus_tables
from dashboard.demo.expression_modules import module_tables
from dashboard.demo.finemap import fine_map
from dashboard.demo.isoform_tables import count_tables, diversity_table, expression_tables
from dashboard.demo.mapping import map_gtex, map_qtls, nominal_tables
from dashboard.demo.population_tables import population_tables
from dashboard.demo.qtl_tables import genotype_tables, qtl_tables
from dashboard.demo.sample_tables import sample_tables
from dashboard.demo.structure import structure_tables
from dashboard.demo.summaries import disease_counts, enrichment_table, fine_mapping_counts, set_tables
from dashboard.demo.tissues import tissue_table
from dashboard.demo.traits import disease_tables, draw_gwas, study_tables
from dashboard.demo.transcripts import transcript_tables
from dashboard.demo.truth import truth_table
from dashboard.demo.variant_tables import variant_tables
from dashboard.demo.world import World, draw_world
from dashboard.ingest.writer import TableData, write_release
from dashboard.schema.manifest import Manifest, Source

NAME = "demo"
TITLE = "Simulated demo data"
Progress = Callable[[str, float], None]
Tables = dict[str, pl.DataFrame]
NOMINAL = "nominal_associations"


def build_demo(data_dir: Path, seed: int = 1, progress: Progress | None = None) -> Path:
    """The directory of the demo release, simulated from `seed`, analysed, checked and swapped in below `data_dir`.

    `progress` is called with what is done now and the share that is done. The same seed gives the same tables.
    """
    progress = progress or (lambda text, share: None)
    # Many small products are computed: BLAS threads that wait for each other cost more than they bring.
    with threadpool_limits(limits=1):
        tables, nominal = simulate_tables(seed, progress)
    progress("writing the tables", 0.8)
    manifest = Manifest(
        name=NAME, title=TITLE, version=f"seed {seed}", simulated=True, created=dt.datetime.now(dt.UTC),
        source=Source(location="simulated by the dashboard's generative model"),
        citation="Simulated by this dashboard; it describes no real people, genes or traits.",
    )
    # The largest comes first, so that what it is made from is gone when the others are written.
    data = {NOMINAL: TableData(nominal)} | {name: TableData(frame) for name, frame in tables.items()}
    del tables, nominal
    path = write_release(data_dir / "releases", manifest, data)
    progress("the demo release is ready", 1.0)
    return path


def simulate_tables(seed: int, progress: Progress) -> tuple[Tables, Iterator[pl.DataFrame]]:
    """All tables of the simulated release; the rows of `nominal_associations` apart, as they are many."""
    progress("drawing people, genes, variants and measurements", 0.0)
    world = draw_world(seed)
    progress("mapping QTLs in 11 tissues", 0.15)
    with ThreadPoolExecutor(1) as beside:
        described = beside.submit(_described_tables, world)
        mapped, nominal = _mapped_tables(world, progress)
        return described.result() | mapped, nominal


def _described_tables(world: World) -> Tables:
    """What needs no mapping: annotation, people, samples, expression."""
    tables = {"tissues": tissue_table(), "genes": world.genes.table(), "gene_aliases": world.genes.alias_table()}
    tables |= structure_tables(world.cohorts) | sample_tables(world) | expression_tables(world) | variant_tables(world)
    tables |= transcript_tables(world.genes, world.isoforms)
    tables |= count_tables(world, tables["transcripts"]) | {"isoform_diversity": diversity_table(world, tables["transcript_expression_samples"])}
    return tables | allele_specific_tables(world) | module_tables(world, tables["transcripts"])


def _mapped_tables(world: World, progress: Progress) -> tuple[Tables, Iterator[pl.DataFrame]]:
    """The mapping, and what follows from it."""
    mapping = map_qtls(world)
    progress("fine-mapping", 0.5)
    tables, gtex = fine_map(world, mapping, map_gtex(world))
    mapping = mapping.estimates()
    members, sets = tables["credible_set_variants"], tables["credible_sets"]
    progress("traits: colocalization and SMR", 0.6)
    loci = draw_gwas(world)
    tables |= disease_tables(world, mapping, loci) | study_tables(world, loci)
    coloc, smr = tables["colocalizations"], tables["smr"]
    tables |= qtl_tables(world, mapping, gtex, tables) | locus_tables(world, mapping, loci, coloc, members)
    tables["credible_set_counts"] = fine_mapping_counts(members, sets)
    tables["colocalization_counts"] = disease_counts(world, coloc, smr, loci, gtex)
    tables["set_membership"] = set_tables(mapping, coloc, smr)
    tables["enrichments"] = enrichment_table(world, mapping, members)
    tables["genotype_phenotypes"] = genotype_phenotype_table(world, mapping)
    tables["simulation_truth"] = truth_table(world, loci)
    tables |= population_tables(world, mapping, gtex, members)
    named = {*tables["lead_associations"].filter("significant")["variant_id"], *members["variant_id"], *tables["locus_associations"]["variant_id"]}
    named |= set(tables["simulation_truth"]["variant_id"].drop_nulls())
    return tables | genotype_tables(world, sorted(named)), nominal_tables(world.genes, world.variants, mapping)
