{{ stage_statistics(source('raw', 'dfe_workforce__indicators')) }}
