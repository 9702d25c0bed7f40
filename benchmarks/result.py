"""What a benchmark gives back, and what it is given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_OF_SPEED = ("s", "ms", "requests/s")


@dataclass(frozen=True)
class Result:
    """One promise: the measure, in `unit`, must be at most `limit`, or at least with `at_least`.

    `slowness` is how many times longer the machine took for plain work than the one on which limits in seconds were set (`machine.py`).
    """

    what: str
    measured: float
    limit: float
    unit: str
    at_least: bool = False
    slowness: float = 1.0

    @property
    def ok(self) -> bool:
        return self._is_kept(self.measured)

    @property
    def there(self) -> float | None:
        """What it would be on that machine; None where it does not depend on speed. A faster machine than that is taken as it is."""
        if self.unit not in _OF_SPEED:
            return None
        return self.measured * max(self.slowness, 1) if self.at_least else self.measured / max(self.slowness, 1)

    @property
    def ok_there(self) -> bool:
        return self._is_kept(self.measured if self.there is None else self.there)

    def _is_kept(self, measured: float) -> bool:
        return measured >= self.limit if self.at_least else measured <= self.limit


@dataclass(frozen=True)
class Setting:
    """Where the data is: `data_dir` with at least one release, `gtop` the published repository where it is at hand."""

    data_dir: Path
    gtop: str | None = None


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
