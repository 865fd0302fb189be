"""Measurements; each module runs by itself, `python -m benchmarks` runs those that need nothing, then the others."""
