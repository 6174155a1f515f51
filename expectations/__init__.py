"""Expectations that gate publication: `landing` on raw tables, `release` on published ones.

One place per rule. A suite asks questions of a table; each question is a query whose rows are
checked, so that a rule over years or regions is as plain as one over cells.
"""
