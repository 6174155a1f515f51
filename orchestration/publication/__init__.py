"""From the build database to the folder that people read."""
