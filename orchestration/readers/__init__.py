"""Bytes to rows of text: one pure module per file format, one that applies a source page."""
