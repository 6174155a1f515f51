"""Every chart type, defined once.

A chart is a Vega-Lite specification with named data sets that are empty here; a page brings the
rows. The specifications are written to `specs/` by

    python -m pages.charts

and read from there when the site is built, because importing the chart library costs more time
than writing the pages. A test compares the files with these definitions.

Colour is never the only sign: lines differ in dash, points in shape, bars in their label.
"""
