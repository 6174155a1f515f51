{{ stage_statistics(source('raw', 'dfe_children_in_need__referrals'), category='category') }}
