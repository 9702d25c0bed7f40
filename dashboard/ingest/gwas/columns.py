"""Which column of a GWAS file means what: by the names that common tools write, or as the user says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dashboard.errors import SourceError

NAMES: dict[str, tuple[str, ...]] = {
    "chromosome": ("hm_chrom", "chromosome", "chrom", "chr"),
    "position": ("hm_pos", "base_pair_location", "position", "pos", "bp", "genpos"),
    "effect_allele": ("hm_effect_allele", "effect_allele", "ea", "tested_allele", "a1", "allele1", "alt"),
    "other_allele": ("hm_other_allele", "other_allele", "non_effect_allele", "nea", "ax", "omitted", "a2", "allele0", "allele2", "ref"),
    "beta": ("hm_beta", "beta", "b", "effect", "log_odds", "es"),
    "odds_ratio": ("hm_odds_ratio", "odds_ratio", "or"),
    "se": ("standard_error", "se", "stderr", "sebeta", "log(or)_se"),
    "pval": ("p_value", "pval", "pvalue", "p-value", "p.value", "p_bolt_lmm", "p"),
    "neglog10_p": ("neg_log_10_p_value", "neglog10_p", "log10p", "mlogp", "mlog10p", "lp"),
    "af": ("hm_effect_allele_frequency", "effect_allele_frequency", "eaf", "a1freq", "a1_freq", "freq1", "freq", "af", "alt_freq", "af_alt"),
    "n": ("n", "n_total", "samplesize", "sample_size", "obs_ct", "n_samples"),
    "variant_id": ("hm_rsid", "rsid", "rs_id", "snp", "snpid", "markername", "markerid", "variant_id", "id"),
}
"""What a column means → names by which it is known, in capitals or not, best first."""
_SAIGE = {"effect_allele": "allele2", "other_allele": "allele1", "af": "af_allele2"}
"""SAIGE's second allele is the effect allele, unlike METAL's and REGENIE's first."""
REQUIRED = ("chromosome", "position", "effect_allele", "other_allele")


def recognise_columns(header: Sequence[str], path: Path, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """What is meant → the file's column. `given` overrides what would be recognised.

    Raises SourceError naming what is missing, or a column or meaning in `given` that does not exist.
    """
    own = {name.lower().lstrip("#"): name for name in reversed(header)}
    known = {**NAMES, **({role: (name,) for role, name in _SAIGE.items()} if "af_allele2" in own else {})}
    found = {role: own[name] for role, names in known.items() for name in [next((n for n in names if n in own), "")] if name}
    for role, name in (given or {}).items():
        if role not in NAMES:
            raise SourceError(f"--columns: {role!r} is not something a GWAS column can mean; it can be {', '.join(NAMES)}.")
        if name not in header:
            raise SourceError(f"{path} has no column {name!r}; it has {', '.join(header)}.")
        found[role] = name
    missing = [role for role in REQUIRED if role not in found]
    if "beta" not in found and "odds_ratio" not in found:
        missing.append("beta or odds_ratio")
    if "se" not in found and "pval" not in found and "neglog10_p" not in found:
        missing.append("se or pval")
    if missing:
        raise SourceError(f"{path}: no column was recognised as {', '.join(missing)} among {', '.join(header)}; name them with --columns {missing[0].split(' ')[0]}=<column>,….")
    if found["effect_allele"] == found["other_allele"]:
        raise SourceError(f"{path}: the column {found['effect_allele']} cannot hold both alleles; name both with --columns effect_allele=…,other_allele=….")
    return found


def parse_columns(text: str) -> dict[str, str]:
    """`effect_allele=A1,other_allele=A2` as a mapping; SourceError where a part has no equals sign."""
    pairs = [part.strip() for part in text.split(",") if part.strip()]
    wrong = [part for part in pairs if "=" not in part]
    if wrong:
        raise SourceError(f"--columns: {wrong[0]!r} cannot be understood; write effect_allele=A1,other_allele=A2.")
    return {role.strip(): name.strip() for role, _, name in (pair.partition("=") for pair in pairs)}
