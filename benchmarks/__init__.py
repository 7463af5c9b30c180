"""Measurements of the product as a whole: each module prints its figures and fails if a bar is broken.

Run one with `python -m benchmarks.<name>`: cases, alarms, paths, bench, readability.
"""
