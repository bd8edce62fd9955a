"""Benchmarks against named rivals; each folder is one, started by its `run.py`."""
