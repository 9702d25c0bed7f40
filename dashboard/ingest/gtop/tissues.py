"""Tissues: the atlas's names, codes and colours, with the organ system and Uberon term that we assign."""

from __future__ import annotations

import polars as pl

from dashboard.ingest.gtop.spellings import color, donor_id, gtex_tissue_key, tissue_key, tissue_label
from dashboard.ingest.steps import Built, Loaded, Step, Unused

SHORT_READ_RNA = "Figure_2/input/sample_annot_full_1586.RData"
LONG_READ_RNA = "Extended_Figures/input/LRS_RNA_metadata.RData"
QTL_COVARIATES = "Supp_Figures/input/Figure S19.txt"
GTEX_MATCHES = "Supp_Figures/input/tissue_map_gtex.RData"
GTEX_EQTLS = "Figure_3/input/Fig 3c.txt"
CONTRIBUTIONS = "Extended_Figures/input/ext2b.LR_transcript_tissue_contribute.txt"
GTEX_MATCHED = "GTEx-matched tissue"

ONTOLOGY: dict[str, tuple[str, str]] = {
    "Heart_Left_Atrium": ("Heart and vessels", "UBERON:0002079"),
    "Heart_Right_Atrium": ("Heart and vessels", "UBERON:0002078"),
    "Heart_Left_Ventricle": ("Heart and vessels", "UBERON:0002084"),
    "Heart_Right_Ventricle": ("Heart and vessels", "UBERON:0002080"),
    "Heart_Mitral_Valve": ("Heart and vessels", "UBERON:0002135"),
    "Heart_Tricuspid_Valve": ("Heart and vessels", "UBERON:0002134"),
    "Aortic_Arch": ("Heart and vessels", "UBERON:0001508"),
    "Thoracic_Aorta": ("Heart and vessels", "UBERON:0001515"),
    "Abdominal_Aorta": ("Heart and vessels", "UBERON:0001516"),
    "Common_Iliac_Artery": ("Heart and vessels", "UBERON:0005609"),
    "Trachea": ("Respiratory", "UBERON:0003126"),
    "Lung_Apex": ("Respiratory", "UBERON:0002048"),
    "Lung_Base": ("Respiratory", "UBERON:0002048"),
    "Esophagus": ("Digestive", "UBERON:0001043"),
    "Stomach": ("Digestive", "UBERON:0000945"),
    "Small_Intestine": ("Digestive", "UBERON:0002108"),
    "Colon": ("Digestive", "UBERON:0001155"),
    "Liver": ("Digestive", "UBERON:0002107"),
    "Gallbladder": ("Digestive", "UBERON:0002110"),
    "Pancreas_Head": ("Digestive", "UBERON:0001069"),
    "Pancreas_Body": ("Digestive", "UBERON:0001150"),
    "Pancreas_Tail": ("Digestive", "UBERON:0001151"),
    "Adrenal_Gland": ("Endocrine", "UBERON:0002369"),
    "Whole_Blood": ("Blood and immune", "UBERON:0000178"),
    "Spleen": ("Blood and immune", "UBERON:0002106"),
    "Lymph_Node": ("Blood and immune", "UBERON:0000029"),
    "Muscle": ("Muscle", "UBERON:0001134"),
    "Diaphragm": ("Muscle", "UBERON:0001103"),
    "Skin": ("Skin and adipose", "UBERON:0002097"),
    "Adipose": ("Skin and adipose", "UBERON:0001013"),
    "Ovary": ("Reproductive", "UBERON:0000992"),
    "Uterus": ("Reproductive", "UBERON:0000995"),
    "Prostate": ("Reproductive", "UBERON:0002367"),
}
"""Organ system and Uberon term of each tissue, in the order in which tissues are listed.

Where a term for the part itself is not in common use, the broader one stands: both ends of the lung are "lung", the
common iliac artery is "iliac artery".
"""


def build_tissues(loaded: Loaded) -> Built:
    """One row per tissue of the short- or long-read RNA samples.

    Only tissues among those whose QTL covariates were published count as QTL-mapped. GTEx tissues come from the table
    that matches sequencing depth, and where that has none, from the comparison of eQTLs.
    """
    short, long = loaded[SHORT_READ_RNA], loaded[LONG_READ_RNA]
    libraries = pl.concat([
        frame.select(
            tissue_key(pl.col("Tissue")).alias("tissue"), donor_id(pl.col("Subject")).alias("donor_id"),
            color(pl.col("Tissue_Color_Code")).alias("color"), pl.lit(assay).alias("assay"),
        )
        for frame, assay in ((short, "short"), (long, "long"))
    ])
    tissues = libraries.group_by("tissue").agg(
        pl.col("color").first(), (pl.col("assay") == "short").sum().alias("n_short_read"),
        (pl.col("assay") == "long").sum().alias("n_long_read"), pl.col("donor_id").n_unique().alias("n_donors"),
    )
    codes = long.select(
        tissue_key(pl.col("Tissue")).alias("tissue"), pl.col("Abbreviation").alias("abbreviation"),
        pl.col("Tissue_Code").cast(pl.String).str.zfill(4).alias("tissue_code"),
    ).unique("tissue", keep="first", maintain_order=True)
    mapped = loaded[QTL_COVARIATES].select(
        tissue_key(pl.col("tissue")).alias("tissue"), pl.lit(True).alias("qtl_mapped"),
    ).unique()
    frame = (
        tissues.join(codes, on="tissue", how="left").join(mapped, on="tissue", how="left")
        .join(_ontology(), on="tissue", how="left").join(_gtex(loaded), on="tissue", how="left")
        .join(_contributions(loaded), on="tissue", how="left")
        .with_columns(tissue_label(pl.col("tissue")).alias("label"), pl.col("qtl_mapped").fill_null(False))
    )
    known = pl.col("organ_system").is_not_null()
    rejected = frame.filter(~known).with_columns(pl.lit("tissue without an organ system in this version").alias("reason"))
    return Built(
        frame.filter(known), rejected,
        ("Organ systems and Uberon terms are assigned here by the tissues' names; the source has none.",),
    )


def _ontology() -> pl.DataFrame:
    rows = [(tissue, system, uberon, order) for order, (tissue, (system, uberon)) in enumerate(ONTOLOGY.items())]
    return pl.DataFrame(rows, schema=["tissue", "organ_system", "uberon_id", "display_order"], orient="row")


def _gtex(loaded: Loaded) -> pl.DataFrame:
    parts = [pl.DataFrame(schema={"tissue": pl.String, "gtex_tissue": pl.String})]
    if GTEX_MATCHES in loaded:
        parts.append(loaded[GTEX_MATCHES].select(
            tissue_key(pl.col("Tissue")).alias("tissue"), gtex_tissue_key(pl.col("type")).alias("gtex_tissue"),
        ))
    if GTEX_EQTLS in loaded:
        parts.append(loaded[GTEX_EQTLS].select(
            tissue_key(pl.col("tissue_gtop")).alias("tissue"), pl.col("tissue_gtex").alias("gtex_tissue"),
        ))
    return pl.concat(parts).unique("tissue", keep="first", maintain_order=True)


def _contributions(loaded: Loaded) -> pl.DataFrame:
    if CONTRIBUTIONS not in loaded:
        return pl.DataFrame(schema={"tissue": pl.String, "gtex_matched": pl.Boolean})
    return loaded[CONTRIBUTIONS].select(
        tissue_key(pl.col("tissue")).alias("tissue"), (pl.col("tissue_matched") == GTEX_MATCHED).alias("gtex_matched"),
    )


STEPS: tuple[Step, ...] = (
    Step(
        "tissues", (SHORT_READ_RNA, LONG_READ_RNA, QTL_COVARIATES), build_tissues,
        optional=(GTEX_MATCHES, GTEX_EQTLS, CONTRIBUTIONS),
    ),
)
UNUSED: tuple[Unused, ...] = (
    Unused(
        "drawing aid: colours or order of tissues, which the table of samples has",
        (
            "Supp_Figures/input/order.RData", "Figure_4/input/tissue_color.RDS", "Figure_5/input/tissue_colors.RDS",
            "Extended_Figures/input/tissue_colors.RDS",
        ),
    ),
)
