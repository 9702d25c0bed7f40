"""The tissues of a release, as controls and axes need them."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.store.release import Release
from dashboard.store.remember import remember


@dataclass(frozen=True)
class Tissue:
    """A tissue with its label, colour and sample sizes; `count` is what stands beside its name in a filter."""

    key: str
    label: str
    organ_system: str
    color: str
    qtl_mapped: bool
    n_short_read: int | None
    n_long_read: int | None
    n_qtl: int | None
    gtex_matched: bool | None
    count: str = ""


@remember(4)
def list_tissues(release: Release) -> tuple[Tissue, ...]:
    """All tissues in organ-system order; none where the release has no such table."""
    if not release.has("tissues"):
        return ()
    rows = release.frame("tissues").sort("display_order", nulls_last=True).to_dicts()
    return tuple(
        Tissue(
            key=row["tissue"], label=row["label"], organ_system=row["organ_system"], color=row["color"] or "",
            qtl_mapped=row["qtl_mapped"], n_short_read=row["n_short_read"], n_long_read=row["n_long_read"], n_qtl=row["n_qtl"],
            gtex_matched=row["gtex_matched"],
        )
        for row in rows
    )


def tissue_labels(release: Release) -> dict[str, str]:
    return {tissue.key: tissue.label for tissue in list_tissues(release)}


def label_tissue(labels: dict[str, str], key: str) -> str:
    """The label of a tissue, or its key in words where it has none."""
    return labels.get(key, key.replace("_", " "))
