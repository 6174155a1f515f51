{{ stage_statistics(source('raw', 'ons_population__children'), category='category') }}
