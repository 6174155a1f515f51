{{ stage_statistics(source('raw', 'dfe_children_in_need__protection_plans'), category='category') }}
