"""Figures of the published tables in words: numbers and dates, values, the brief."""
