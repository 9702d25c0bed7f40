"""Bring a GWAS' alleles to those of the release: flip effects where they must be, set aside what cannot be told."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dashboard.ingest.annotation.target import Target
from dashboard.ingest.flags import flag_rows, set_aside

REFERENCE = {"position": pl.Int64, "ref": pl.String, "alt": pl.String, "known_id": pl.String}
"""Columns of a chromosome's variants as the release has them; `ref` and `alt` are null where only the position is known."""
AMBIGUOUS_AF = (0.42, 0.58)
"""Frequencies between which a palindromic variant's strand cannot be told."""
PALINDROMIC = "palindromic (A/T or C/G) and near 50 % or of unknown frequency: strand cannot be told"
FLIPPED, STRAND = "effect turned to the release's ALT allele", "alleles read from the other strand"
OTHER_ALLELES = "alleles differ from those of the release's variant at this position"
_ID = r"^(chr[0-9XYM]+)[_:](\d+)[_:]([ACGT]+)[_:]([ACGT]+)$"


@dataclass(frozen=True)
class Oriented:
    """Rows of one chromosome with `flags`, those set aside with `reason`, and how many are shared, flipped and ambiguous."""

    kept: pl.DataFrame
    rejected: pl.DataFrame
    n_shared: int
    n_flipped: int
    n_ambiguous: int


def known_variants(target: Target, chromosome: str) -> pl.DataFrame:
    """The release's small variants of a chromosome, each once, in REFERENCE's columns; QTL tables go before named loci."""
    frames = []
    for table in filter(target.has, ("nominal_associations", "lead_associations", "locus_associations")):
        rows = target.scan(table).filter((pl.col("chromosome") == chromosome) & pl.col("position").is_not_null())
        has_alleles = table != "locus_associations"
        if has_alleles:
            rows = rows.filter(pl.col("variant_class") == "SNV")
        said = [pl.col("variant_id").str.extract(_ID, group) for group in (3, 4)]
        ref, alt = (pl.coalesce(pl.col(name), own) if has_alleles else own for name, own in zip(("ref", "alt"), said, strict=True))
        frames.append(rows.select("position", ref.str.to_uppercase().alias("ref"), alt.str.to_uppercase().alias("alt"), pl.col("variant_id").alias("known_id")).unique().collect())
    whole = pl.concat(frames) if frames else pl.DataFrame(schema=REFERENCE)
    return whole.cast(REFERENCE).unique(["position", "known_id"], keep="first", maintain_order=True)  # type: ignore[arg-type]


def orient(frame: pl.DataFrame, known: pl.DataFrame, *, forward: bool) -> Oriented:
    """The rows of one chromosome with effects per the release's ALT allele and its name, where it has the variant.

    `forward` says that the alleles are of the forward strand; else palindromic variants near 50 % are set aside, and
    alleles that only fit as complements are read from the other strand.
    """
    effect, other = pl.col("effect_allele"), pl.col("other_allele")
    turned = pl.concat_str(effect, other).is_in(["AT", "TA", "CG", "GC"])
    near_half = pl.col("af").is_null() | pl.col("af").is_between(*AMBIGUOUS_AF)
    usable, rejected = set_aside(frame, {PALINDROMIC: turned & near_half & pl.lit(not forward)})
    rows = usable.with_row_index("row").with_columns(
        _complement(effect).alias("effect_c"), _complement(other).alias("other_c"), turned.alias("palindromic"),
    )
    with_alleles = known.drop_nulls(["ref", "alt"])
    found = rows.select("row", "position", "effect_allele", "other_allele", "effect_c", "other_c", "palindromic").join(with_alleles, on="position")
    same, swapped = (effect == pl.col("alt")) & (other == pl.col("ref")), (effect == pl.col("ref")) & (other == pl.col("alt"))
    strand = pl.lit(not forward) & ~pl.col("palindromic")
    same_c = strand & (pl.col("effect_c") == pl.col("alt")) & (pl.col("other_c") == pl.col("ref"))
    swapped_c = strand & (pl.col("effect_c") == pl.col("ref")) & (pl.col("other_c") == pl.col("alt"))
    fit = pl.when(same).then(pl.lit(0)).when(swapped).then(pl.lit(1)).when(same_c).then(pl.lit(2)).when(swapped_c).then(pl.lit(3)).alias("fit")
    fitting = found.with_columns(fit).drop_nulls("fit").sort("row", "fit").unique("row", keep="first", maintain_order=True).select("row", "fit", "known_id", "ref", "alt")
    # Where the release knows a position only, as of published loci, its one variant there gives the name and nothing else.
    placed = known.filter(pl.col("ref").is_null()).unique("position", keep="none").select("position", pl.col("known_id").alias("placed_id"))
    here = with_alleles.select("position").unique().with_columns(pl.lit(True).alias("position_known"))
    joined = rows.join(fitting, on="row", how="left", maintain_order="left").join(here, on="position", how="left", maintain_order="left")
    own_id = pl.col("variant_id").str.contains(r"^rs\d+$").fill_null(False)
    alone = ~pl.struct("position").is_duplicated() & (~own_id | (pl.col("variant_id") == pl.col("placed_id")))
    joined = joined.join(placed, on="position", how="left", maintain_order="left").with_columns(pl.when(alone).then(pl.col("placed_id")).alias("placed_id"))
    flip, on_other_strand = pl.col("fit").is_in([1, 3]).fill_null(False), (pl.col("fit") >= 2).fill_null(False)
    named = pl.coalesce("known_id", "placed_id", pl.when(pl.col("variant_id").str.contains(r"^rs\d+$")).then(pl.col("variant_id")),
                        pl.concat_str("chromosome", pl.col("position").cast(pl.String), "other_allele", "effect_allele", separator="_"))
    kept = joined.with_columns(
        flag_rows({FLIPPED: flip, STRAND: on_other_strand, OTHER_ALLELES: pl.col("position_known").is_not_null() & pl.col("fit").is_null()}),
        named.alias("variant_id"), pl.when(flip).then(-pl.col("beta")).otherwise(pl.col("beta")).alias("beta"),
        pl.when(flip).then(1 - pl.col("af")).otherwise(pl.col("af")).alias("af"),
        pl.coalesce("alt", "effect_allele").alias("effect_allele"), pl.coalesce("ref", "other_allele").alias("other_allele"),
    )
    shared = int(kept.select(pl.coalesce("known_id", "placed_id").count()).item())
    columns = [*frame.columns, "flags"]
    return Oriented(kept.select(columns), rejected, shared, int(kept.select(flip.sum()).item()), rejected.height)


def _complement(alleles: pl.Expr) -> pl.Expr:
    return alleles.str.reverse().str.replace_many(list("ACGT"), ["T", "G", "C", "A"])


def agreement(frame: pl.DataFrame, known: pl.DataFrame) -> tuple[int, int]:
    """How many of the release's rs ids the rows have, and at how many of them positions agree: a check of the build."""
    ids = known.filter(pl.col("known_id").str.contains(r"^rs\d+$")).select(pl.col("known_id").alias("variant_id"), pl.col("position").alias("known_position")).unique("variant_id")
    both = frame.select("variant_id", "position").drop_nulls().unique("variant_id").join(ids, on="variant_id")
    return both.height, int((both["position"] == both["known_position"]).sum())
