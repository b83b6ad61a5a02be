"""Programs that the containers run beside the site."""
