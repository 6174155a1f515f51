"""Reader of reports of area SEND inspections by Ofsted and the Care Quality Commission (PDF).

Grain: one file, one row: one inspection of one local area partnership. Treatment: the text of
pages 1 and 2 is read by two libraries. The outcome is one of three standard sentences under the
heading "Inspection outcome"; what the report then asks of the partnership, and when inspectors
return, must be what the framework ties to that outcome. The authority is the one whose
partnership the title names.

Layout read: the framework of January 2023. Reports of the one before (2016 to 2022, letters
without an outcome), revisits, monitoring inspections and thematic visits are recognised and held.

Text, dates, names and the second reading are those of `inspection_report`. The modules here:
`head` (the kind of report, the partnership), `outcome`, `reader` (all of it).
"""
