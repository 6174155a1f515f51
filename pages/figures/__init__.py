"""Charts with everything that stands around them, and tables: rows of the warehouse, laid out."""
