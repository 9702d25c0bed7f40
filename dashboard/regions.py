"""Genomic regions as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dashboard.errors import QueryError

_UNITS = {"": 1, "k": 1_000, "kb": 1_000, "m": 1_000_000, "mb": 1_000_000}
_NUMBER = r"(\d[\d,\u2009 ]*(?:\.\d+)?)\s*(kb|mb|k|m|bp)?"
_REGION = re.compile(rf"^(?:chr)?([0-9]{{1,2}}|x|y|m|mt)\s*[:\s]\s*{_NUMBER}(?:\s*(?:-|–|\.\.|:)\s*{_NUMBER})?$", re.IGNORECASE)
_CHROMOSOMES = {*map(str, range(1, 23)), "X", "Y", "M"}
EXAMPLES = ("chr20:46,118,278-46,129,863", "20:46.1mb-46.2mb", "chr20:46118278")


@dataclass(frozen=True)
class Region:
    """An interval, 1-based and inclusive; a single position has equal ends."""

    chromosome: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.chromosome}:{self.start:,}-{self.end:,}" if self.end > self.start else f"{self.chromosome}:{self.start:,}"


def parse_region(text: str) -> Region:
    """The region in words such as `chr20:46,118,278-46,129,863`; QueryError saying what would be accepted."""
    match = _REGION.match(text.strip())
    if not match:
        raise QueryError(f"“{text:.60}” is not a region; write it like {' or '.join(EXAMPLES)}.", EXAMPLES)
    name = match[1].upper().replace("MT", "M")
    if name not in _CHROMOSOMES:
        raise QueryError(f"There is no chromosome {match[1]}; 1 to 22, X, Y and M are known.", EXAMPLES)
    start = _position(match[2], match[3], text)
    end = _position(match[4], match[5], text) if match[4] else start
    if not 1 <= start <= end:
        raise QueryError(f"In “{text:.60}” the start must be at least 1 and not after the end.", EXAMPLES)
    return Region(f"chr{name}", start, end)


def _position(digits: str, unit: str | None, text: str) -> int:
    plain = re.sub(r"[,\u2009 ]", "", digits)
    try:
        return round(float(plain) * _UNITS[(unit or "").lower().replace("bp", "")])
    except ValueError:
        raise QueryError(f"“{digits}” in “{text:.60}” is not a position.", EXAMPLES) from None
