"""Programs that the containers run in addition to the site."""
