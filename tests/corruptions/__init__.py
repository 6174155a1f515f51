"""Plausible wrong files over all sources, each put to the gates: `make corruptions`.

A case is a folder of files as a person would lay it beside the snapshot. `case` says what one is,
`changes` has the verbs, `next_edition` and `next_outcomes` write an edition that nobody has
published yet, the modules named after sources list the cases, `judge` finds what stops them.
"""
