"""Where the warehouse ends: the real tables many times over, by stage. `make bench SCALE=n`."""
