"""Regional examples with statistics of every variant: urticaria, HP, ADAP1 and ABO."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import polars as pl

from dashboard.ingest.flags import flag_rows
from dashboard.ingest.steps import Built, Loaded, Step

URTICARIA = "Figure_4/input/Fig4e.RData"
HP = "Figure_6/input/Fig6h.RData"
ADAP1 = "Figure_6/input/Fig6d.txt"
ABO = tuple(f"Figure_4/input/ABO.{cohort}_finemap.RDS" for cohort in ("gtop", "gtex", "susiex"))
ABO_SECOND = tuple(f"Figure_4/input/finemap.ABO.{cohort}.txt" for cohort in ("gtop", "gtex", "susiex"))
GTOP_PIP, GTEX_PIP, BOTH_PIP = "GTOP PIP", "GTEx PIP", "GTOP+GTEx PIP"


@dataclass(frozen=True)
class Locus:
    """A published example: what it shows, its files, and how their rows become tracks."""

    locus_id: str
    title: str
    chromosome: str
    gene_symbol: str
    figure: str
    files: tuple[str, ...]
    read: Callable[[Loaded], pl.DataFrame]
    tissue: str | None = None
    trait: str | None = None


def read_urticaria(loaded: Loaded) -> pl.DataFrame:
    """GWAS and eQTL tracks."""
    return pl.concat([
        _positions(loaded[URTICARIA]["GWAS_data"], "GWAS"), _positions(loaded[URTICARIA]["SNV_eQTL_data"], "SNV-eQTL"),
    ], how="diagonal")


def read_hp(loaded: Loaded) -> pl.DataFrame:
    """GWAS, eQTL and PIP tracks; the PIP track's effects and errors, all 0 in the source, are left out."""
    objects = loaded[HP]
    pips = objects["joint_fm_data"].drop("beta", "se").rename({"PIP": "pip"})
    return pl.concat([
        _positions(objects["GWAS_data"], "GWAS"), _positions(objects["SNV_eQTL_data"], "SNV-eQTL"),
        _positions(objects["SV_eQTL_data"], "SV-eQTL"), _positions(pips, "PIP"),
    ], how="diagonal")


def read_adap1(loaded: Loaded) -> pl.DataFrame:
    """p-values without positions; the GWAS values stand beside each cohort's, once is enough."""
    source = loaded[ADAP1].rename({"rsid": "variant_id"})
    gwas = source.select("variant_id", pl.col("GWAS_p").alias("pval"), pl.lit("GWAS").alias("track")).unique(maintain_order=True)
    qtl = source.select("variant_id", pl.col("QTL_p").alias("pval"), (pl.col("type") + " eQTL").alias("track"))
    return pl.concat([gwas, qtl])


def read_abo(loaded: Loaded) -> pl.DataFrame:
    """PIPs in GTOP, in GTEx, and of the two sets found across both."""
    gtop, gtex, both = (loaded[path] for path in ABO)
    return pl.concat([
        _pips(gtop, GTOP_PIP, "variant_id", "pos1", "pip", cs=pl.col("cs")),
        _pips(gtex, GTEX_PIP, "rsid156", "pos", "pip", cs=pl.col("cs")),
        _pips(both, f"{BOTH_PIP}, set 1", "SNP", "BP", "PIP(CS1)"),
        _pips(both, f"{BOTH_PIP}, set 2", "SNP", "BP", "PIP(CS2)"),
    ])


def read_abo_second(loaded: Loaded) -> pl.DataFrame:
    """PIPs of another published run, with one set each."""
    gtop, gtex, both = (loaded[path] for path in ABO_SECOND)
    in_set = pl.when(pl.col("in_cs") == 1).then(pl.lit("L1"))
    return pl.concat([
        _pips(gtop, GTOP_PIP, "variant_id", "BP", "pip", cs=in_set), _pips(gtex, GTEX_PIP, "variant_id", "BP", "pip", cs=in_set),
        _pips(both, BOTH_PIP, "SNP", "BP", "PIP(CS1)", cs=in_set),
    ])


def _positions(frame: pl.DataFrame, track: str) -> pl.DataFrame:
    return frame.rename({"chrom": "chromosome", "pos": "position", "rsid": "variant_id"} | ({"p": "pval"} if "p" in frame.columns else {})).with_columns(
        pl.lit(track).alias("track"),
    )


def _pips(
    frame: pl.DataFrame, track: str, variant: str, position: str, pip: str, *, cs: pl.Expr | None = None,
) -> pl.DataFrame:
    return frame.select(
        pl.lit(track).alias("track"), pl.col(variant).alias("variant_id"), pl.lit("chr9").alias("chromosome"),
        pl.col(position).cast(pl.Int64).alias("position"), pl.col(pip).cast(pl.Float64).alias("pip"),
        (pl.lit(None, pl.String) if cs is None else cs).alias("cs_id"),
    )


LOCI = (
    Locus("urticaria_STIM1", "Urticaria and an eQTL of STIM1 that is rarer in Europeans", "chr11", "STIM1", "Figure 4e",
          (URTICARIA,), read_urticaria, "Whole_Blood", "Urticaria"),
    Locus("hyperlipidemia_HP", "Hyperlipidemia and a deletion that changes the expression of HP", "chr16", "HP", "Figure 6h",
          (HP,), read_hp, "Whole_Blood", "Hyperlipidemia"),
    Locus("crohns_disease_ADAP1", "Crohn's disease and ADAP1: colocalized in GTOP, not in GTEx (p-values without positions)",
          "chr7", "ADAP1", "Figure 6d", (ADAP1,), read_adap1, None, "Crohn's disease"),
    Locus("ABO", "Fine-mapping of ABO in liver: GTOP, GTEx, and both together", "chr9", "ABO", "Figure 4j",
          ABO, read_abo, "Liver"),
    Locus("ABO_second_set", "Fine-mapping of ABO, a second published set of results", "chr9", "ABO", "not in a figure",
          ABO_SECOND, read_abo_second),
)


def build_associations(loaded: Loaded, *, locus: Locus) -> Built:
    """Every variant of a locus on each of its tracks."""
    frame = locus.read(loaded).with_columns(pl.lit(locus.locus_id).alias("locus_id"))
    return Built(frame.with_columns(flag_rows({
        "variant repeated on its track": pl.struct("track", "variant_id").is_duplicated(),
        **({"p-value is 0": pl.col("pval") == 0} if "pval" in frame.columns else {}),
    })))


def build_locus(loaded: Loaded, *, locus: Locus) -> Built:
    """One row that describes a locus and how far its statistics reach."""
    frame = locus.read(loaded)
    positions = frame["position"] if "position" in frame.columns else pl.Series(dtype=pl.Int64)
    return Built(pl.DataFrame({
        "locus_id": [locus.locus_id], "title": [locus.title], "chromosome": [locus.chromosome], "start": [positions.min()],
        "end": [positions.max()], "gene_symbol": [locus.gene_symbol], "tissue": [locus.tissue], "trait": [locus.trait],
        "genome_build": ["GRCh38"], "figure": [locus.figure],
    }))


STEPS: tuple[Step, ...] = tuple(
    Step(table, locus.files, partial(build, locus=locus))
    for locus in LOCI for table, build in (("loci", build_locus), ("locus_associations", build_associations))
)
