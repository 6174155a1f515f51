{{ stage_outturn(source('raw', 'mhclg_social_care_outturn__expenditure_by_type')) }}
