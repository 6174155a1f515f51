"""Expectations that gate publication: `landing` on raw tables, `release` on published ones.

One place per rule. A suite asks questions of a table; each question is a query, in a file of its
own beside the suite. What one row can break is a plain expectation on the query's rows; what only
several rows can, the query itself finds.
"""
