{{ stage_statistics(
    source('raw', 'dfe_children_looked_after__number_and_rate'), category='category'
) }}
