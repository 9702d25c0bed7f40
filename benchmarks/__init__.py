"""Benchmarks: what was promised, measured in one run. `python -m benchmarks` prints a table; nothing here is a test.

A benchmark is a module with `run(setting) -> Iterator[Result]`, named in `__main__.BENCHMARKS`.
"""
