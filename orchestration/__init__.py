"""Everything that moves bytes: fetch, archive, read, gate, publish.

No arithmetic on statistics happens here; what gives figures their meaning is in `dbt_project`.
"""
