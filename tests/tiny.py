"""A release of a few rows, small enough to know by heart."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import polars as pl

from dashboard.schema import TABLES
from dashboard.schema.manifest import FileEntry, Manifest, TableEntry

LEADS = pl.DataFrame({
    "tissue": ["Liver", "Liver", "Liver", "Lung", "Lung", "Skin"],
    "qtl_type": ["eQTL", "eQTL", "juQTL", "eQTL", "eQTL", "tuQTL"],
    "variant_class": ["SV", "SNV", "SNV", "SNV", "TR", "SNV"],
    "phenotype_id": ["ENSG01", "ENSG02", "chr1:5:9", "ENSG01", "ENSG03", "TX07"],
    "gene_id": ["ENSG01", "ENSG02", "ENSG02", "ENSG01", "ENSG03", "GTOPG7"],
    "gene_symbol": ["CD40", "HP", "HP", "CD40", "ABO", None],
    "variant_id": ["chr1_10_INS", "rs2", "rs3", "rs4", "chr2_5_9_GGC", "rs/6 é,\"x\""],
    "chromosome": ["chr1", "chr1", "chr1", "chr1", "chr2", "chr2"],
    "position": [10, 20, 30, 40, 5, None],
    "tss_distance": [-5, 0, 7, 12, -100, 3],
    "n_variants": [3, 30, 31, 32, 2, 8],
    "af": [0.1, 0.2, 0.2, 0.4, None, 0.5],
    "pval_nominal": [1e-9, 1e-5, 0.02, 1e-5, 5e-324, None],
    "significant": [True, True, False, True, True, None],
    "slope": [0.5, -0.25, 0.1, 1.5, -2.0, None],
    "flags": [None, None, "lead above its threshold", None, None, None],
})
PCS = pl.DataFrame({
    "analysis": ["global"] * 3,
    "sample_id": ["S1", "S2", "S3"],
    "cohort": ["GTOP", "1000 Genomes", "1000 Genomes"],
    "resources": [None, ["MAGE", "Geuvadis"], ["MAGE"]],
    "pc1": [0.1, -0.2, 0.3],
})
NOMINAL = pl.DataFrame({
    "chromosome": ["chr1"] * 4 + ["chr2"] * 2,
    "tissue": ["Liver", "Liver", "Lung", "Lung", "Liver", "Lung"],
    "qtl_type": ["eQTL"] * 6,
    "variant_class": ["SNV"] * 6,
    "phenotype_id": ["ENSG01", "ENSG01", "ENSG01", "ENSG01", "ENSG03", "ENSG03"],
    "gene_id": ["ENSG01", "ENSG01", "ENSG01", "ENSG01", "ENSG03", "ENSG03"],
    "variant_id": ["rs1", "rs2", "rs1", "rs2", "rs9", "rs9"],
    "position": [10, 20, 10, 20, 7, 7],
    "neglog10_p": [9.0, 5.0, 2.0, 0.1, 4.0, 4.5],
    "slope": [0.5, 0.25, 0.1, 0.0, -0.2, -0.3],
})
GENES = pl.DataFrame({
    "gene_id": ["ENSG01", "ENSG02", "ENSG03"],
    "gene_symbol": ["CD40", "HP", "ABO"],
    "chromosome": ["chr1", "chr1", "chr2"],
    "start": [5, 15, 1],
    "end": [12, 35, 9],
    "strand": ["+", "-", "+"],
})
TISSUES = pl.DataFrame({
    "tissue": ["Liver", "Lung", "Skin"],
    "label": ["Liver", "Lung", "Skin"],
    "organ_system": ["Digestive", "Respiratory", "Skin and adipose"],
    "qtl_mapped": [True, True, True],
    "display_order": [0, 1, 2],
    "color": ["#7E9EBC", "#1A2E47", "#859C6F"],
})
FRAMES = {
    "lead_associations": LEADS, "genotype_pcs": PCS, "nominal_associations": NOMINAL, "genes": GENES, "tissues": TISSUES,
}


def write_release(directory: Path, *, name: str = "tiny", simulated: bool = False, ordered: bool = True, **frames: pl.DataFrame) -> Path:
    """Write `frames` (by default all of `FRAMES`) below `directory/name`; unless `ordered`, rows stay as they are."""
    root = directory / name
    entries = {table: _write_table(root, table, frame, ordered) for table, frame in (frames or FRAMES).items()}
    manifest = Manifest(
        name=name, title=f"The {name} release", version="1", simulated=simulated, tables=entries,
        created=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )
    (root / "release.json").write_text(manifest.model_dump_json())
    return root


def _write_table(root: Path, name: str, frame: pl.DataFrame, ordered: bool) -> TableEntry:
    table = TABLES[name]
    rows = table.conform(frame)
    rows = rows.sort(table.sort_by, maintain_order=True) if ordered else rows
    if table.partition_by:
        parts = {
            f"tables/{name}/{table.partition_by}={value}/part-0.parquet": rows.filter(pl.col(table.partition_by) == value)
            for value in rows[table.partition_by].unique(maintain_order=True)
        }
    else:
        parts = {f"tables/{name}.parquet": rows}
    files = []
    for relative, part in parts.items():
        path = root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_parquet(path)
        raw = path.read_bytes()
        files.append(FileEntry(path=relative, bytes=len(raw), sha256=hashlib.sha256(raw).hexdigest(), rows=part.height))
    return TableEntry(
        rows=rows.height, bytes=sum(file.bytes for file in files), schema_hash=table.schema_hash, files=tuple(files),
    )
