"""Writes the specifications anew: `python -m pages.charts`."""

from pages.charts.definitions import write_specifications

write_specifications()
