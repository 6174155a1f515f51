-- One row per edition of the embedded snapshot.
select release_id
from embedded.releases
