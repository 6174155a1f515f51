{{ stage_outturn(source('raw', 'mhclg_revenue_outturn__service_expenditure')) }}
