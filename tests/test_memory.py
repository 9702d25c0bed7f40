"""What a server does without, in a process of its own, as modules are imported once."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
from dashboard.memory import hold_little
hold_little()
import dashboard.app
needless = [name for name in ("ctypeslib", "f2py", "ma", "polynomial", "testing") if f"numpy.{name}" in sys.modules]
assert not needless, needless
import numpy, scipy.special, scipy.cluster.hierarchy
numpy.testing.assert_allclose(scipy.special.gammaln(5), numpy.log(24))
assert numpy.ma.masked_equal([1, 2], 1).sum() == 2
assert numpy.polynomial.Polynomial([1, 2])(3) == 7
"""


def test_a_server_leaves_needless_modules_of_numpy_out_and_they_can_be_imported_later() -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
