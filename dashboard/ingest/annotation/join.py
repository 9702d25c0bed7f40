"""Join an annotation to what a release knows already, by gene id without version."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dashboard.ingest.annotation.target import Target
from dashboard.ingest.steps import Built
from dashboard.ingest.writer import TableData
from dashboard.schema import TABLES

RELEASE_ONLY = "release only"
PLACED_BY_TSS = f"{RELEASE_ONLY}; start and end are both the transcription start, from the distances of its variants"
LARGEST_REWRITE = 5_000_000
"""Rows of a table whose missing gene symbols are still filled in; larger tables are joined when they are read."""
_SYMBOL_TABLES = ("lead_associations", "colocalizations", "smr", "tandem_repeat_associations", "genotype_phenotypes")
_BY_TRANSCRIPT = ("exons", "protein_domains")
_NAME_AS_ID = r"^[^.]+-\d{3,}$"


@dataclass(frozen=True)
class Source:
    """Files of an annotation with the tables each feeds. A `complete` one (GTF) has ids of transcripts and goes first."""

    complete: bool
    files: dict[str, tuple[str, ...]]


def join_annotation(target: Target, built: dict[str, Built], source: Source) -> dict[str, TableData]:
    """The tables of the release that change: those of the annotation, and those whose gene symbols it fills in."""
    frames = {name: TABLES[name].conform(part.frame) for name, part in built.items()}
    if source.complete:
        frames |= _replace_transcripts(target, frames)
    else:
        frames |= _add_transcripts(target, frames)
    if "gene_aliases" in frames:
        joined = pl.concat([frames["gene_aliases"], target.read("gene_aliases")])
        frames["gene_aliases"] = joined.unique(["gene_id", "alias"], keep="first", maintain_order=True)
    if "gene_expression" in frames:
        key = TABLES["gene_expression"].key
        joined = pl.concat([frames["gene_expression"], target.read("gene_expression")])
        frames["gene_expression"] = joined.unique(key, keep="first", maintain_order=True)
    genes, notes = _complete_genes(target, _merge_genes(target.read("genes"), frames["genes"], source.complete))
    frames["genes"] = genes
    tables = {
        name: TableData(
            frame, _source_files(target, name, source), built[name].rejected if name in built else target.rejected(name),
            (*(built[name].notes if name in built else ()), *(notes if name == "genes" else ())),
        )
        for name, frame in frames.items() if frame.height
    }
    return tables | _fill_symbols(target, genes)


def _source_files(target: Target, table: str, source: Source) -> tuple[str, ...]:
    before = target.entry(table).source_files if target.has(table) else ()
    return tuple(dict.fromkeys((*before, *(file for file, tables in source.files.items() if table in tables))))


def _merge_genes(old: pl.DataFrame, new: pl.DataFrame, complete: bool) -> pl.DataFrame:
    """Genes of both; where both say something, a complete annotation goes before any, ideogram before the release only."""
    if old.is_empty():
        return new
    names = [name for name in new.columns if name != "gene_id"]
    both = old.join(new, on="gene_id", how="full", coalesce=True, suffix="_new")
    bare = pl.col("source").is_null() | pl.col("source").str.starts_with(RELEASE_ONLY) | pl.col("source").str.contains("ideogram")
    newer_first = pl.lit(value=True) if complete else bare
    return both.select("gene_id", *(
        pl.when(newer_first).then(pl.coalesce(f"{name}_new", name)).otherwise(pl.coalesce(name, f"{name}_new")).alias(name)
        for name in names
    ))


def _replace_transcripts(target: Target, frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The annotation's transcripts with what else the release knows of them, and the release's own others."""
    if "transcripts" not in frames or not target.has("transcripts"):
        return {}
    new, old = frames["transcripts"], target.read("transcripts").filter(~pl.col("transcript_id").str.contains(_NAME_AS_ID))
    columns = [name for name in new.columns if name != "transcript_id"]
    known = new.join(old, on="transcript_id", how="left", suffix="_old", maintain_order="left").select(
        "transcript_id", *(pl.coalesce(name, f"{name}_old").alias(name) for name in columns),
    )
    others = old.join(new, on="transcript_id", how="anti")
    out = {"transcripts": pl.concat([known, others.select(known.columns)])}
    for name in _BY_TRANSCRIPT:
        if target.has(name):
            kept = target.read(name).join(others, on="transcript_id", how="semi")
            if name == "protein_domains":
                kept = pl.concat([kept, _rename_by_name(target.read(name), new)])
            out[name] = pl.concat([frames.get(name, TABLES[name].empty()), kept])
    return out


def _add_transcripts(target: Target, frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Named transcripts of genes that have none with an id, and domains moved to the ids where the release has them."""
    if "transcripts" not in frames or not target.has("transcripts"):
        return {}
    old = target.read("transcripts").filter(~pl.col("transcript_id").str.contains(_NAME_AS_ID))
    added = frames["transcripts"].join(old, on="gene_id", how="anti")
    out = {"transcripts": pl.concat([old, added])}
    for name in _BY_TRANSCRIPT:
        new = frames.get(name, TABLES[name].empty())
        parts = [target.read(name).join(old, on="transcript_id", how="semi"), new.join(added, on="transcript_id", how="semi")]
        if name == "protein_domains":
            parts.append(_rename_by_name(new, old))
        out[name] = pl.concat(parts).unique(TABLES[name].key, keep="last", maintain_order=True)
    return out


def _rename_by_name(domains: pl.DataFrame, transcripts: pl.DataFrame) -> pl.DataFrame:
    """Domains of named transcripts (ABO-203) under the id of the transcript of that name."""
    ids = transcripts.filter(pl.col("transcript_name").is_not_null() & pl.col("transcript_name").is_first_distinct())
    named = ids.select(pl.col("transcript_name"), pl.col("transcript_id").alias("id"))
    moved = domains.join(named, left_on="transcript_id", right_on="transcript_name", maintain_order="left")
    return moved.with_columns(pl.col("id").alias("transcript_id")).select(domains.columns)


def _complete_genes(target: Target, genes: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """`genes` with those that only the release knows, and what to say about them."""
    used = _genes_used(target)
    unknown = used.join(genes, on="gene_id", how="anti").join(_transcription_starts(target), on="gene_id", how="left")
    start = pl.col("transcription_start")
    own = unknown.with_columns(
        pl.when(start.is_null()).then(pl.lit(RELEASE_ONLY)).otherwise(pl.lit(PLACED_BY_TSS)).alias("source"),
        start.alias("start"), start.alias("end"),
    )
    complete = pl.concat([genes, TABLES["genes"].conform(own)])
    symbols = _own_symbols(target)
    named = complete.join(symbols, on="gene_id", how="left", maintain_order="left", suffix="_own")
    filled = named["gene_symbol"].is_null() & named["gene_symbol_own"].is_not_null()
    complete = named.with_columns(pl.coalesce("gene_symbol", "gene_symbol_own").alias("gene_symbol")).drop("gene_symbol_own")
    unnamed = complete.join(used, on="gene_id", how="semi").filter(pl.col("gene_symbol").is_null())
    notes = []
    if unknown.height:
        novel = unknown.filter(~pl.col("gene_id").str.starts_with("ENS")).height
        notes.append(
            f"{unknown.height:,} of the release's {used.height:,} genes are not in the annotation ({novel:,} of them novel); "
            "they are kept and can be found by id."
        )
    if filled.any():
        notes.append(f"{filled.sum():,} genes without a symbol took the one that colocalization or SMR gives them.")
    notes.append(f"{unnamed.height:,} of the release's {used.height:,} genes have no symbol.")
    return complete, tuple(notes)


def _genes_used(target: Target) -> pl.DataFrame:
    """Every gene id in the release's tables of results."""
    annotation = {"genes", "gene_aliases", "exons", "protein_domains", "gene_expression"}
    scans = [
        target.scan(name).select("gene_id").drop_nulls().unique()
        for name in target.manifest.tables if name not in annotation and "gene_id" in TABLES[name]
    ]
    if not scans:
        return pl.DataFrame(schema={"gene_id": pl.String})
    return pl.concat(scans).unique().filter(pl.col("gene_id") != "").sort("gene_id").collect()


def _transcription_starts(target: Target) -> pl.DataFrame:
    """Chromosome and transcription start of genes whose leads have a position: position minus distance.

    Leads that are repeats come last: there the distance may be from the base before the position.
    """
    if not target.has("lead_associations"):
        return pl.DataFrame(schema={"gene_id": pl.String, "chromosome": pl.String, "transcription_start": pl.Int64})
    start = pl.col("position") - pl.col("tss_distance")
    leads = target.scan("lead_associations").filter((start > 0) & pl.col("chromosome").is_not_null())
    repeat = (pl.col("variant_class") == "TR").alias("repeat")
    counted = leads.group_by("gene_id", "chromosome", start.alias("transcription_start"), repeat).len()
    ranked = counted.sort("repeat", "len", "transcription_start", descending=[False, True, False])
    return ranked.unique("gene_id", keep="first", maintain_order=True).drop("repeat", "len").collect()


def _own_symbols(target: Target) -> pl.DataFrame:
    """The symbol that the release's disease tables give a gene most often."""
    scans = [
        target.scan(name).select("gene_id", "gene_symbol").drop_nulls()
        for name in ("colocalizations", "smr") if target.has(name)
    ]
    if not scans:
        return pl.DataFrame(schema={"gene_id": pl.String, "gene_symbol": pl.String})
    rows = pl.concat(scans).filter((pl.col("gene_symbol") != pl.col("gene_id")) & ~pl.col("gene_symbol").str.contains(r"^(?:ENSG\d{11}|GTOPG\d+)"))
    counted = rows.group_by("gene_id", "gene_symbol").len().sort(["len", "gene_symbol"], descending=[True, False])
    return counted.unique("gene_id", keep="first", maintain_order=True).drop("len").collect()


def _fill_symbols(target: Target, genes: pl.DataFrame) -> dict[str, TableData]:
    """Tables of results whose rows lack a symbol that is now known."""
    symbols = genes.select("gene_id", "gene_symbol").filter(pl.col("gene_symbol").is_not_null())
    tables = {}
    for name in _SYMBOL_TABLES:
        if not target.has(name) or target.entry(name).rows > LARGEST_REWRITE:
            continue
        old = target.read(name)
        filled = old.join(symbols, on="gene_id", how="left", maintain_order="left", suffix="_known").with_columns(
            pl.coalesce("gene_symbol", "gene_symbol_known").alias("gene_symbol"),
        ).drop("gene_symbol_known")
        if filled["gene_symbol"].null_count() < old["gene_symbol"].null_count():
            entry = target.entry(name)
            tables[name] = TableData(filled, entry.source_files, target.rejected(name), entry.notes)
    return tables
