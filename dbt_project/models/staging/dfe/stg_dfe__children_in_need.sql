{{ stage_statistics(source('raw', 'dfe_children_in_need__children_in_need'), category='category') }}
