"""Variants as a catalogue: disease-related repeats, numbers per genome and technology, lengths, consequences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from dashboard.store.columns import read_columns
from dashboard.store.people import People
from dashboard.store.release import Release
from dashboard.store.remember import remember
from dashboard.store.tissues import label_tissue, list_tissues, tissue_labels

REPEATS, DOSAGES, ASSOCIATIONS = "tandem_repeats", "tandem_repeat_dosages", "tandem_repeat_associations"
COUNTS, STRUCTURAL, CONSEQUENCES, PEOPLE = "variant_counts", "structural_variants", "variant_consequences", "genotype_phenotypes"
TECHNOLOGIES = {"LRS": "long reads", "SRS": "short reads"}
SETS = {"all_variants": "All variants, by class", "structural_variants": "Structural variants, by type", "tandem_repeats": "Tandem repeats, by unit length"}
_PLACE = r"^(chr[^_]+_\d+_\d+)"
_LONG_MOTIF, _LONG_ID, _WINDOW = 24, 36, 100_000


def list_repeats(release: Release) -> pl.DataFrame:
    """Disease-related repeats: place, repeat_id, repeat (gene, or place without one), motifs, gene_region, n_associations, best_p.

    `place` is chromosome_start_end, which ids share whether or not they name the unit.
    """
    place = pl.col("repeat_id").str.extract(_PLACE)
    repeats = release.frame(REPEATS).with_columns(place.alias("place"))
    if release.has(ASSOCIATIONS):
        found = release.frame(ASSOCIATIONS).with_columns(place.alias("place")).group_by("place").agg(pl.len().alias("n_associations"), pl.col("pval_nominal").min().alias("best_p"))
        repeats = repeats.join(found, on="place", how="left")
    else:
        repeats = repeats.with_columns(pl.lit(None, dtype=pl.UInt32).alias("n_associations"), pl.lit(None, dtype=pl.Float64).alias("best_p"))
    return repeats.with_columns(pl.coalesce("gene_symbol", "place").alias("repeat")).sort("best_p", "repeat", nulls_last=True)


def dosage_summary(release: Release, technology: str) -> pl.DataFrame:
    """Repeat units by locus over donors: place, repeat, n, min, q1, median, q3, max; widest range last."""
    dosage = pl.col("dosage")
    rows = release.frame(DOSAGES).filter((pl.col("technology") == technology) & dosage.is_not_null())
    summary = rows.with_columns(pl.col("repeat_id").str.extract(_PLACE).alias("place")).group_by("place").agg(
        pl.col("gene_symbol").drop_nulls().first().alias("named"), pl.len().alias("n"), dosage.min().alias("min"), dosage.quantile(0.25, "linear").alias("q1"), dosage.median().alias("median"),
        dosage.quantile(0.75, "linear").alias("q3"), dosage.max().alias("max"),
    )
    names = list_repeats(release).select("place", "repeat").unique("place") if release.has(REPEATS) else pl.DataFrame(schema={"place": pl.String, "repeat": pl.String})
    return summary.join(names, on="place", how="left").with_columns(pl.coalesce("repeat", "named", "place").alias("repeat")).sort("median", "repeat")


def dosages_of(release: Release, repeat: str) -> pl.DataFrame:
    """Repeat units of one repeat by donor and technology: place, donor_id, technology, dosage, flags."""
    places = list_repeats(release).filter(pl.col("repeat") == repeat)["place"].unique() if release.has(REPEATS) else pl.Series("place", [], dtype=pl.String)
    rows = release.frame(DOSAGES).with_columns(pl.col("repeat_id").str.extract(_PLACE).alias("place"))
    chosen = pl.col("place").is_in(places.implode()) if len(places) else (pl.col("gene_symbol") == repeat)
    return rows.filter(chosen & pl.col("dosage").is_not_null()).select("place", "repeat_id", "donor_id", "technology", "dosage", "flags")


def association_cells(release: Release, qtl_types: Sequence[str] = ()) -> pl.DataFrame:
    """The most significant association of each repeat, tissue and QTL type: repeat_gene, tissue, label, qtl_type, pval_nominal, slope, phenotype_id, gene_symbol, n."""
    rows = release.frame(ASSOCIATIONS)
    rows = rows.filter(pl.col("qtl_type").is_in(list(qtl_types))) if qtl_types else rows
    tissues = list_tissues(release)
    labels, order = {t.key: t.label for t in tissues}, {t.key: index for index, t in enumerate(tissues)}
    best = rows.with_columns(pl.coalesce("repeat_gene", "repeat_id").alias("repeat_gene")).sort("pval_nominal", nulls_last=True).group_by("repeat_gene", "tissue", "qtl_type", maintain_order=True).agg(
        pl.col("pval_nominal", "slope", "phenotype_id", "gene_symbol").first(), pl.len().alias("n"))
    return best.with_columns(
        pl.col("tissue").replace_strict(labels, default=pl.col("tissue"), return_dtype=pl.String).alias("label"),
        pl.col("tissue").replace_strict(order, default=len(order), return_dtype=pl.Int32).alias("place"),
    )


def list_examples(release: Release) -> dict[str, str]:
    """Published examples of individual data, by name and what they are."""
    rows = release.frame(PEOPLE).group_by("example").agg(pl.col("variant_class").first(), pl.col("qtl_type").first(), pl.col("gene_symbol").first(), pl.col("cohort").unique().sort(), pl.len())
    kinds = {"TR": 0, "SV": 1}
    found = sorted(rows.iter_rows(named=True), key=lambda row: (kinds.get(row["variant_class"], 2), row["example"]))
    return {row["example"]: " · ".join([f"{row['variant_class'] or 'variant'}-{row['qtl_type'] or 'QTL'}", " and ".join(row["cohort"])]) for row in found}


def example_people(release: Release, example: str) -> tuple[People, str]:
    """The people of a published example, and one line on what it shows."""
    rows = release.frame(PEOPLE).filter(pl.col("example") == example)
    first = rows.row(0, named=True)
    unit = "repeat unit" if first["variant_class"] == "TR" else "ALT allele"
    place = label_tissue(tissue_labels(release), first["tissue"]) if first["tissue"] else "tissue not said by the source"
    variant = first["variant_id"] or "variant not named"
    short = variant if len(variant) <= _LONG_ID else variant[:_LONG_ID] + "…"
    what = {"juQTL": "junction usage", "tuQTL": "transcript usage"}.get(first["qtl_type"], "expression")
    people = People(example, rows.select("dosage", "phenotype", "genotype", "cohort"), unit, f"normalised {what}{' of ' + first['gene_symbol'] if first['gene_symbol'] else ''} (SD)", PEOPLE, (("example", example),))
    return people, f"{short} · {list_examples(release)[example]} · {place} · line: least squares with 95 % band"


def per_genome(release: Release) -> pl.DataFrame:
    """Variants of each genome: variant_type, technology, sample_id, n; types in order of their number."""
    rows = release.frame(COUNTS).filter(pl.col("measure") == "per_genome").select("variant_type", "technology", "sample_id", "n")
    order = rows.group_by("variant_type").agg(pl.col("n").median().alias("middle")).sort("middle", "variant_type", descending=[True, False])["variant_type"].to_list()
    return rows.with_columns(pl.col("variant_type").replace_strict({name: place for place, name in enumerate(order)}, return_dtype=pl.Int32).alias("place")).sort("place", "technology")


def measured(release: Release, *measures: str) -> pl.DataFrame:
    """Rows of `variant_counts` of these measures."""
    return release.frame(COUNTS).filter(pl.col("measure").is_in(measures))


def sharing(release: Release) -> pl.DataFrame:
    """Variants found by both technologies or by one: variant_type, technology, category, n, total, proportion."""
    return measured(release, "shared_between_technologies").sort("variant_type", "technology", "category")


def downsampling(release: Release) -> pl.DataFrame:
    """Variants called at reduced coverage: variant_type, level (a coverage, or a share in %), unit, n, known (of them in databases)."""
    rows = measured(release, "downsampling", "downsampling_known").with_columns(
        pl.col("category").str.extract(r"([\d.]+)").cast(pl.Float64).alias("level"),
        pl.when(pl.col("category").str.contains("%")).then(pl.lit("%")).otherwise(pl.lit("×")).alias("unit"),
    )
    known = rows.filter(pl.col("measure") == "downsampling_known").select("variant_type", "level", pl.col("n").alias("known"))
    return rows.filter(pl.col("measure") == "downsampling").select("variant_type", "level", "unit", "n").join(known, on=["variant_type", "level"], how="left").sort("variant_type", "level")


@remember(2)
def length_histograms(release: Release, types: tuple[str, ...] = (), *, bins: int = 80) -> pl.DataFrame:
    """Structural variants by size on a logarithmic scale: sv_type, technology, low, high (bp), n."""
    rows = read_columns(release, STRUCTURAL, "sv_type", "technology", "length").filter(pl.col("length") != 0)
    rows = rows.filter(pl.col("sv_type").is_in(types)) if types else rows
    # Each size with its number: a tenth of the rows, which are counted as they are read.
    sizes = rows.group_by("sv_type", "technology", pl.col("length").abs().alias("size")).len("n").collect(engine="streaming")
    if sizes.is_empty():
        return pl.DataFrame(schema={"sv_type": pl.String, "technology": pl.String, "low": pl.Float64, "high": pl.Float64, "n": pl.Int64})
    all_sizes = sizes["size"].to_numpy()
    edges = np.geomspace(all_sizes.min(), all_sizes.max() * 1.0001, bins + 1)
    parts = []
    for (sv_type, technology), part in sorted(sizes.partition_by("sv_type", "technology", as_dict=True).items()):
        counts, _ = np.histogram(part["size"].to_numpy(), edges, weights=part["n"].to_numpy())
        parts.append(pl.DataFrame({"sv_type": sv_type, "technology": technology, "low": edges[:-1], "high": edges[1:], "n": counts.astype(np.int64)}))
    return pl.concat(parts)


def sv_types(release: Release) -> list[str]:
    return read_columns(release, STRUCTURAL, "sv_type").unique().collect()["sv_type"].sort().to_list()


def list_sets(release: Release) -> dict[str, str]:
    """Published sets of variants by consequence."""
    found = set(release.frame(CONSEQUENCES)["source"])
    return {**{name: label for name, label in SETS.items() if name in found}, **{name: name.replace("_", " ") for name in sorted(found - set(SETS))}}


def consequences(release: Release, source: str) -> pl.DataFrame:
    """Variants of a set by consequence group: variant_type, consequence, n, total, proportion; most frequent first."""
    rows = release.frame(CONSEQUENCES).filter(pl.col("source") == source)
    grouped = rows.group_by("variant_type", pl.coalesce("consequence_group", "consequence").alias("consequence")).agg(pl.col("n").sum(), pl.col("total").first())
    return grouped.with_columns((pl.col("n") / pl.col("total")).alias("proportion")).sort("variant_type", "n", descending=[False, True])


def count_associations(release: Release, repeat: str, qtl_types: Sequence[str]) -> int:
    """Associations of a repeat, or of all, of these QTL types."""
    tests = [*([pl.col("repeat_gene") == repeat] if repeat else []), *([pl.col("qtl_type").is_in(list(qtl_types))] if qtl_types else [])]
    return release.frame(ASSOCIATIONS).filter(*tests).height if tests else release.frame(ASSOCIATIONS).height


def describe_repeat(release: Release, repeat: str) -> dict[str, str]:
    """A repeat's motifs (long ones shortened), its place in words, its region in a gene, and a window around it."""
    row = list_repeats(release).filter(pl.col("repeat") == repeat).row(0, named=True)
    motifs = row["motifs"] or "unit not given"
    start, end = row["start"] or 0, row["end"] or 0
    return {
        "motifs": motifs if len(motifs) <= _LONG_MOTIF else f"unit of {len(motifs.split(',')[0])} bp", "place": f"{row['chromosome']}:{start + 1:,}-{end:,}",
        "gene_region": row["gene_region"] or "", "region": f"{row['chromosome']}:{max(1, start - _WINDOW)}-{end + _WINDOW}",
    }
