"""The cache files of the npm package ideogram (CC0): genes of Ensembl, their aliases, structures, domains, expression.

Their compact encoding is described in the package's own `scripts/python/cache` and read here by its rules.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import polars as pl

from dashboard.errors import SourceError
from dashboard.ingest.annotation.identifiers import chromosome_name
from dashboard.ingest.annotation.ideogram_expression import build_expression
from dashboard.ingest.annotation.ideogram_proteins import build_domains
from dashboard.ingest.annotation.ideogram_structures import build_structures, choose_genes
from dashboard.ingest.steps import Built
from dashboard.schema import TABLES

PREFIX = "homo-sapiens-"
GENES_FILE = f"{PREFIX}genes.tsv"
IDEOGRAM_TABLES = {
    "genes": ("genes",), "synonyms": ("gene_aliases",), "gene-structures": ("transcripts", "exons"),
    "proteins": ("protein_domains",), "tissues": ("gene_expression",),
}
_GENE_FIELDS = ("chromosome", "start", "length", "slim_id", "symbol", "gene_name", "top_tissues", "top_tissues_in_gene")
_ID_DIGITS = 11


def find_files(directory: Path) -> dict[str, Path]:
    """The cache files below a directory, by kind; they may lie in it or deeper, compressed or not."""
    found = {}
    for kind in IDEOGRAM_TABLES:
        paths = [path for ending in (".tsv.gz", ".tsv") for path in sorted(directory.rglob(f"{PREFIX}{kind}{ending}"))]
        if paths:
            found[kind] = paths[0]
    return found


def read_ideogram(directory: Path, progress: Callable[[str], None] = lambda _: None) -> dict[str, Built]:
    """Rows of genes, gene_aliases, transcripts, exons, protein_domains and gene_expression, from the files there are.

    Raises SourceError where the gene list is missing or a file is damaged.
    """
    files = find_files(directory)
    if "genes" not in files:
        raise SourceError(f"{directory} holds no {GENES_FILE}.gz; give the ideogram package's directory, or its dist/data/cache.")
    lines = {}
    for kind, path in files.items():
        progress(f"reading {path.name}")
        lines[kind] = read_lines(path)
    genes, release = read_genes(lines["genes"], files["genes"])
    tables = {"genes": Built(TABLES["genes"].conform(genes.with_columns(pl.lit(f"{release}, from ideogram").alias("source"))))}
    if "synonyms" in lines:
        tables["gene_aliases"] = build_aliases(lines["synonyms"], genes)
    if "gene-structures" in lines:
        progress("decoding exons")
        structures = build_structures(lines["gene-structures"], genes)
        tables |= structures
        strands = structures["transcripts"].frame.group_by("gene_id").agg(pl.col("strand").first(), pl.lit("protein_coding").alias("biotype"))
        known = tables["genes"].frame.drop("strand", "biotype").join(strands, on="gene_id", how="left")
        tables["genes"] = Built(TABLES["genes"].conform(known), notes=(
            "Strand and biotype are known only of the genes with a protein-coding transcript: the source has none for others.",
        ))
        if "proteins" in lines:
            progress("placing protein domains")
            tables["protein_domains"] = build_domains(lines["proteins"], structures["transcripts"].frame, structures["exons"].frame)
    if "tissues" in lines:
        progress("reading expression")
        tables["gene_expression"] = build_expression(lines["tissues"], files["tissues"], _symbol_ids(genes, tables.get("gene_aliases")))
    return {name: built for name, built in tables.items() if built.frame.height or built.rejected is not None}


def read_lines(path: Path) -> list[str]:
    """The lines of a text file, compressed or not."""
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode()
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise SourceError(f"{path} is not a whole gzip file; it is cut off or damaged, fetch it again.") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path} is not UTF-8 text; it is damaged, fetch it again.") from error
    return text.splitlines()


def read_genes(lines: list[str], path: Path) -> tuple[pl.DataFrame, str]:
    """Genes with id, symbol, name and place (1-based, inclusive), and the name of the release they come from.

    Ids are stored without prefix and leading zeros; `length` is end minus start.
    """
    prefix = _header(lines, "## prefix: ") or "ENSG"
    source = _header(lines, "## Derived from ")
    release = source.partition("release-")[2].partition("/")[0]
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, start=1) if line and not line.startswith("#")]
    for number, fields in rows:
        if len(fields) < 6 or not (fields[1].isdigit() and fields[2].isdigit() and fields[3].isdigit()):
            raise SourceError(f"{path}, line {number}: not the fields chr, start, length, id, symbol, description.")
    frame = pl.DataFrame([fields[:6] for _, fields in rows], schema=list(_GENE_FIELDS[:6]), orient="row")
    start = pl.col("start").cast(pl.Int64)
    frame = frame.select(
        (pl.lit(prefix) + pl.col("slim_id").str.zfill(_ID_DIGITS)).alias("gene_id"),
        pl.col("symbol").alias("gene_symbol"),
        pl.col("gene_name").map_elements(unquote, return_dtype=pl.String).replace("", None),
        chromosome_name(pl.col("chromosome")).alias("chromosome"),
        start.alias("start"), (start + pl.col("length").cast(pl.Int64)).alias("end"),
    )
    return frame.unique("gene_id", keep="first", maintain_order=True), f"Ensembl {release}" if release else "Ensembl"


def _header(lines: list[str], start: str) -> str:
    return next((line.removeprefix(start) for line in lines[:20] if line.startswith(start)), "")


def build_aliases(lines: list[str], genes: pl.DataFrame) -> Built:
    """Other names of genes. The source lists them by symbol and does not tell former symbols from aliases."""
    rows = [fields for line in lines if line and not line.startswith("#") and len(fields := line.split("\t")) > 1]
    listed = pl.DataFrame({"gene_symbol": [row[0] for row in rows], "alias": [row[1:] for row in rows]}, schema={"gene_symbol": pl.String, "alias": pl.List(pl.String)})
    listed = listed.explode("alias").with_columns(pl.col("alias").str.strip_chars()).filter((pl.col("alias") != "") & (pl.col("alias") != pl.col("gene_symbol")))
    matched = listed.join(choose_genes(genes), on="gene_symbol", how="left")
    unknown = matched.filter(pl.col("gene_id").is_null()).select("gene_symbol", "alias", pl.lit("symbol not in the gene list, or of several genes").alias("reason"))
    frame = matched.filter(pl.col("gene_id").is_not_null()).with_columns(pl.lit("alias").alias("kind")).unique(["gene_id", "alias"], maintain_order=True)
    return Built(TABLES["gene_aliases"].conform(frame), rejected=unknown if unknown.height else None)


def _symbol_ids(genes: pl.DataFrame, aliases: Built | None) -> pl.DataFrame:
    """`gene_symbol` to `gene_id` for symbols, and for aliases that name one gene and are no symbol themselves."""
    symbols = choose_genes(genes)
    if aliases is None:
        return symbols
    single = aliases.frame.filter(~pl.col("alias").is_duplicated()).select(pl.col("alias").alias("gene_symbol"), "gene_id")
    return pl.concat([symbols, single.join(genes, on="gene_symbol", how="anti")])
