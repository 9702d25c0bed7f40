"""A release simulated from a generative model, and then analysed like real data.

Read in this order: `cohorts` (who), `genome` and `transcripts` (where), `genotypes` (what they carry), `effects` (the
causal truth), `phenotypes` (what is measured); then the analysis of it: `structure`, `mapping`, `finemap`, `traits`,
`isoforms`; `build` puts the tables together.
"""

from dashboard.demo.build import build_demo

__all__ = ["build_demo"]
