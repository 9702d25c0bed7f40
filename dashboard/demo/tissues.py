"""The atlas's 33 tissues as published: names, colours and sample sizes are facts, everything measured is simulated."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Tissue:
    """One tissue; `n_short_read` and `n_long_read` are RNA samples, of as many donors."""

    key: str
    abbreviation: str
    code: str
    system: str
    uberon: str
    color: str
    n_short_read: int
    n_long_read: int
    gtex: str = ""
    gtex_n: int = 0

    @property
    def label(self) -> str:
        return self.key.replace("_", " ").capitalize()

    @property
    def gtex_key(self) -> str:
        """GTEx's name as in its file names: `Adipose_Visceral_Omentum`."""
        return self.gtex.replace("(", "").replace(")", "").replace(" - ", "_").replace(" ", "_")

    @property
    def mapped(self) -> bool:
        """Whether cis-QTLs are mapped: 45 donors or more."""
        return self.n_short_read >= MAPPED_FROM


MAPPED_FROM = 45
_HEART, _AIR, _GUT, _GLANDS = "Heart and vessels", "Respiratory", "Digestive", "Endocrine"
_BLOOD, _MUSCLE, _SKIN, _SEX = "Blood and immune", "Muscle", "Skin and adipose", "Reproductive"

TISSUES = (
    Tissue("Heart_Left_Ventricle", "HEARTLV", "4002", _HEART, "UBERON:0002084", "#9C5CA1", 18, 4, "Heart - Left Ventricle", 386),
    Tissue("Heart_Right_Ventricle", "HEARTRV", "4003", _HEART, "UBERON:0002080", "#A780A0", 18, 4),
    Tissue("Heart_Left_Atrium", "HEARTLA", "4019", _HEART, "UBERON:0002079", "#6F1F71", 16, 4),
    Tissue("Heart_Right_Atrium", "HEARTRA", "4018", _HEART, "UBERON:0002078", "#8466A6", 21, 4, "Heart - Atrial Appendage", 372),
    Tissue("Heart_Mitral_Valve", "HEARTMV", "4022", _HEART, "UBERON:0002135", "#BA91BC", 14, 3),
    Tissue("Heart_Tricuspid_Valve", "HEARTTV", "4023", _HEART, "UBERON:0002134", "#9F98BF", 14, 4),
    Tissue("Aortic_Arch", "ARTARCH", "4155", _HEART, "UBERON:0001508", "#758E90", 6, 4),
    Tissue("Thoracic_Aorta", "THRAORT", "4149", _HEART, "UBERON:0001515", "#7E888E", 8, 3, "Artery - Aorta", 387),
    Tissue("Abdominal_Aorta", "ABDAORT", "4151", _HEART, "UBERON:0001516", "#CBC5D3", 1, 2),
    Tissue("Common_Iliac_Artery", "ARTCIL", "4150", _HEART, "UBERON:0001191", "#D0D1E6", 1, 1),
    Tissue("Trachea", "TRACHEA", "5302", _AIR, "UBERON:0003126", "#D285A5", 1, 1),
    Tissue("Lung_Apex", "LUNGA", "5156", _AIR, "UBERON:0002048", "#76ADB8", 16, 4),
    Tissue("Lung_Base", "LUNGB", "5032", _AIR, "UBERON:0002048", "#AECBD1", 20, 3, "Lung", 515),
    Tissue("Esophagus", "ESP", "1710", _GUT, "UBERON:0001043", "#AF8C5C", 10, 9, "Esophagus - Mucosa", 497),
    Tissue("Stomach", "STMACH", "1601", _GUT, "UBERON:0000945", "#F8D895", 17, 4, "Stomach", 324),
    Tissue("Small_Intestine", "SNTTRM", "1470", _GUT, "UBERON:0002108", "#535426", 10, 3, "Small Intestine - Terminal Ileum", 174),
    Tissue("Colon", "COLON", "1584", _GUT, "UBERON:0001155", "#E7C08D", 11, 4, "Colon - Sigmoid", 318),
    Tissue("Liver", "LIVER", "1053", _GUT, "UBERON:0002107", "#69AE6A", 146, 10, "Liver", 208),
    Tissue("Gallbladder", "BLADDER", "1856", _GUT, "UBERON:0002110", "#8F8495", 134, 9),
    Tissue("Pancreas_Head", "PNCREASH", "1108", _GUT, "UBERON:0001069", "#AB5F2C", 145, 4, "Pancreas", 305),
    Tissue("Pancreas_Body", "PNCREASB", "1236", _GUT, "UBERON:0001150", "#902222", 139, 10),
    Tissue("Pancreas_Tail", "PNCREAST", "1392", _GUT, "UBERON:0001151", "#E59276", 144, 4),
    Tissue("Adrenal_Gland", "ADRNLG", "2099", _GLANDS, "UBERON:0002369", "#A8D650", 149, 10, "Adrenal Gland", 233),
    Tissue("Whole_Blood", "WHLBLD", "0378", _BLOOD, "UBERON:0000178", "#CC418D", 143, 9, "Whole Blood", 670),
    Tissue("Spleen", "SPLEEN", "3082", _BLOOD, "UBERON:0002106", "#768454", 73, 10, "Spleen", 227),
    Tissue("Lymph_Node", "LYMPHN", "3170", _BLOOD, "UBERON:0000029", "#ACAA95", 4, 3),
    Tissue("Muscle", "MUSCLE", "0087", _MUSCLE, "UBERON:0001134", "#7080BD", 85, 10, "Muscle - Skeletal", 706),
    Tissue("Diaphragm", "DIAPH", "5415", _MUSCLE, "UBERON:0001103", "#00CED1", 19, 10),
    Tissue("Skin", "SKIN", "0262", _SKIN, "UBERON:0002097", "#3A71A4", 45, 10, "Skin - Not Sun Exposed (Suprapubic)", 517),
    Tissue("Adipose", "ADP", "0160", _SKIN, "UBERON:0001013", "#E59525", 149, 9, "Adipose - Visceral (Omentum)", 469),
    Tissue("Ovary", "OVARY", "6235", _SEX, "UBERON:0000992", "#DF898D", 2, 1, "Ovary", 167),
    Tissue("Uterus", "UTERUS", "6246", _SEX, "UBERON:0000995", "#E35656", 2, 2, "Uterus", 129),
    Tissue("Prostate", "PROSTATE", "6145", _SEX, "UBERON:0002367", "#0CE3C3", 5, 4, "Prostate", 221),
)
MAPPED = tuple(tissue for tissue in TISSUES if tissue.mapped)
MATCHED = tuple(tissue for tissue in MAPPED if tissue.gtex)
"""QTL-mapped tissues that have a GTEx tissue to be compared with."""
SYSTEMS = tuple(dict.fromkeys(tissue.system for tissue in TISSUES))


def tissue_table() -> pl.DataFrame:
    """The table `tissues`."""
    return pl.DataFrame([
        {
            "tissue": t.key, "label": t.label, "abbreviation": t.abbreviation, "tissue_code": t.code,
            "organ_system": t.system, "uberon_id": t.uberon, "color": t.color, "n_short_read": t.n_short_read,
            "n_long_read": t.n_long_read, "n_donors": max(t.n_short_read, t.n_long_read), "qtl_mapped": t.mapped,
            "n_qtl": t.n_short_read if t.mapped else None, "gtex_tissue": t.gtex_key or None, "gtex_matched": bool(t.gtex),
            "display_order": order,
        }
        for order, t in enumerate(TISSUES)
    ])
