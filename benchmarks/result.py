"""What a benchmark gives back, and what it is given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Result:
    """One promise: the measure, in `unit`, must be at most `limit`, or at least with `at_least`."""

    what: str
    measured: float
    limit: float
    unit: str
    at_least: bool = False

    @property
    def ok(self) -> bool:
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


@dataclass(frozen=True)
class Setting:
    """Where the data is: `data_dir` with at least one release, `gtop` the published repository where it is at hand."""

    data_dir: Path
    gtop: str | None = None


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
