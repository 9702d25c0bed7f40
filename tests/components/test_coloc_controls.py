"""What the colocalization pages' URLs mean in a release, and how clicks and controls change them."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tiny import write_release

from dashboard.components import coloc_controls as published
from dashboard.components import own_coloc_controls as own
from dashboard.store.release import Release
from dashboard.urls import ColocalizationState, OwnColocalizationState

ROW = {"gwas_id": "070", "trait": "Hepatitis", "trait_class": "immune", "locus": "chr2:5-9", "qtl_type": "eQTL", "tissue": "Liver", "phenotype_id": "P1", "gene_id": "ENSG01", "gene_symbol": "CD40", "pp_h4": 0.9}
TRACKS = pl.DataFrame([
    {"locus_id": "one", "track": track, "variant_id": f"rs{i}", "chromosome": "chr1", "position": 10 + i, "pval": 0.01, "beta": beta, "se": se}
    for track, rows in (("GWAS", [(0.1, 0.05), (0.31, 0.06), (-0.22, 0.055), (0.05, 0.07), (0.4, 0.065), (-0.02, 0.05)]),
                        ("SNV-eQTL", [(0.2, 0.11), (0.55, 0.12), (-0.3, 0.1), (0.01, 0.13), (0.71, 0.12)]))
    for i, (beta, se) in enumerate(rows)
])
LOCI = pl.DataFrame({"locus_id": ["one"], "title": ["One"], "chromosome": ["chr1"], "start": [1], "end": [100_000], "gene_symbol": ["CD40"], "trait": ["Gout"]})


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    directory = tmp_path_factory.mktemp("controls")
    return Release(write_release(directory, colocalizations=pl.DataFrame([ROW]), loci=LOCI, locus_associations=TRACKS))


def test_names_that_the_release_lacks_are_said(release: Release) -> None:
    view = published.resolve(release, ColocalizationState(trait="Gout", tissue=("Liver", "Lung"), gene="cd40", trait_class=("immune",)))
    assert view.filters == (("trait_class", "immune"), ("tissue", "Liver"), ("gene_id", "ENSG01"))
    assert len(view.problems) == 2
    assert view.axes == ("trait", "tissue")
    unknown = published.resolve(release, ColocalizationState(gene="atlantis"))
    assert (unknown.filters, unknown.axes) == ((), ("trait", "gene_id"))
    assert "atlantis" in unknown.problems[0]


def test_a_click_opens_a_cell_and_a_second_closes_it(release: Release) -> None:
    click = {"points": [{"customdata": ["Hepatitis", "ENSG01", "…"]}]}
    before = published.resolve(release, ColocalizationState())
    after = published.with_cell(before, click)
    assert (after.picked_trait, after.picked_gene, after.picked_tissue) == ("Hepatitis", "ENSG01", "")
    opened = published.resolve(release, after)
    assert opened.picked == (("trait", "Hepatitis"), ("gene_id", "ENSG01"))
    assert published.with_cell(opened, click) == ColocalizationState()
    assert published.with_cell(before, None) == before.state
    of_trait = published.with_cell(published.resolve(release, ColocalizationState(trait="Hepatitis")), {"points": [{"customdata": ["ENSG01", "Liver"]}]})
    assert (of_trait.picked_gene, of_trait.picked_tissue) == ("ENSG01", "Liver")


def test_another_filter_closes_the_cell_but_heidi_does_not() -> None:
    state = ColocalizationState(picked_trait="Hepatitis", picked_gene="ENSG01")
    values: dict[str, Any] = {"trait_class": [], "trait": None, "gene": "", "qtl_type": [], "heidi": 0.01, "split": "apart", "sets": "disease_genes_by_method"}
    kept = published.controlled(state, (), list(values.values()))
    assert (kept.heidi, kept.split, kept.picked_gene) == (0.01, "apart", "ENSG01")
    closed = published.controlled(state, ("Liver",), list(values.values()))
    assert (closed.tissue, closed.picked_gene) == (("Liver",), "")
    bad = published.controlled(state, (), list({**values, "heidi": 7}.values()))
    assert bad.heidi == 0.05


def test_own_colocalization_is_that_of_r(release: Release) -> None:
    state = OwnColocalizationState(locus="one", track_a="GWAS", track_b="SNV-eQTL", kind_a="case_control", kind_b="case_control")
    outcome = own.compute(own.resolve(release, state))
    assert outcome is not None
    assert outcome.result.n_variants == 5
    assert (outcome.pair.n_a, outcome.pair.n_b) == (6, 5)
    assert outcome.variants.sort("share")["variant_id"][-1] == "rs4"
    lowered = own.compute(own.resolve(release, state.but(p1=0.5)))
    assert lowered is not None
    assert lowered.result.priors == pytest.approx((1 / 7, 1e-4, 1e-5))
    view = own.resolve(release, state.but(p1=0.5))
    assert "lowered" in own.result_note(view, lowered)


def test_tracks_that_are_not_there_give_way_to_the_default(release: Release) -> None:
    view = own.resolve(release, OwnColocalizationState(locus="one", track_a="nothing"))
    assert "nothing" in view.problems[0]
    assert view.first is not None
    assert view.first.track.key == "locus~one~GWAS"
    elsewhere = own.resolve(release, OwnColocalizationState(locus="atlantis"))
    assert "atlantis" in elsewhere.problems[0]
    nowhere = own.resolve(release, OwnColocalizationState(locus="chr7:1-50000"))
    assert own.compute(nowhere) is None


def test_another_locus_takes_its_own_tracks(release: Release) -> None:
    before = own.resolve(release, OwnColocalizationState(kind_a="quantitative", p12=1e-6))
    values: dict[str, Any] = {"locus": "one", "region": "", "track_a": "locus~one~GWAS", "kind_a": "quantitative", "track_b": "locus~one~SNV-eQTL", "kind_b": "", "p1": 1e-4, "p2": 1e-4, "p12": 1e-6}
    assert own.controlled(before, list(values.values())) == before.state
    swapped = own.controlled(before, list({**values, "track_a": "locus~one~SNV-eQTL"}.values()))
    assert (swapped.locus, swapped.track_a, swapped.track_b) == ("", "locus~one~SNV-eQTL", "")
    moved = own.controlled(before, list({**values, "region": "chr7:1-50000"}.values()))
    assert (moved.locus, moved.track_a, moved.kind_a, moved.p12) == ("chr7:1-50000", "", "", 1e-6)
    there = own.resolve(release, moved)
    assert own.controlled(there, list({**values, "locus": None, "region": "chr7:1-50000", "track_a": None, "track_b": None, "kind_a": ""}.values())) == moved
    back = own.controlled(there, list({**values, "region": "chr7:1-50000", "kind_a": ""}.values()))
    assert back.locus == "one"
    assert own.controlled(before, list({**values, "p12": 0}.values())).p12 == 1e-5


@pytest.mark.data
@pytest.mark.parametrize(("locus", "n", "posteriors", "best"), [
    ("hyperlipidemia_HP", 3090, (1.581160123719647e-02, 9.841883883218454e-01), "rs75444904"),
    ("urticaria_STIM1", 4868, (1.784266204116952e-02, 9.806951792623501e-01), "rs3750996"),
])
def test_published_loci_give_what_r_gives(gtop_release: Release, locus: str, n: int, posteriors: tuple[float, float], best: str) -> None:
    """GWAS as cases and controls, eQTL as quantitative with SD 1; R's coloc.abf on the same rows."""
    outcome = own.compute(own.resolve(gtop_release, OwnColocalizationState(locus=locus)))
    assert outcome is not None
    assert outcome.result.n_variants == n
    assert (outcome.result.pp_h3, outcome.result.pp_h4) == pytest.approx(posteriors, rel=1e-6)
    assert outcome.variants.sort("share")["variant_id"][-1] == best
