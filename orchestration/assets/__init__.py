"""The asset graph: raw tables, one dbt project, published tables."""
