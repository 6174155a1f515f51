"""Reads the judgements of an inspection report."""
