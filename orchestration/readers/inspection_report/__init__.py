"""Reader of Ofsted's inspection reports of local-authority children's services (PDF).

Grain: one file, one row. Treatment: the text of pages 1 and 2 is read twice, by two libraries,
and every value is required beside its own label. Nothing is inferred from position, from the
narrative, or from the authority's name; what is not certain is held with a reason.

Layouts read: the single inspection framework (SIF, 2013-2018) and its re-inspections, and the
ILACS layouts of 2018-2022 (three parts and overall), from 2023 (four parts and overall) and from
April 2026 (four parts). Everything else is recognised where it can be and held.

Known defects of the publications: a SIF report states its overall judgement in a sentence above
the table; row numbers and labels carry typing slips (`labels`); the type of an ILACS inspection
is not printed; a web page that says "not found" was saved as a PDF in 2012.

Inspectors' names stand on the first page and are not read.

The modules, in the order in which a report passes them: `text` (the text layer), `title` (the
kind of report), `dates`, `labels` and `grades` (the table of judgements), `rules` (what the row
must be), `reader` (all of it) and `twice` (the second reading).
"""
