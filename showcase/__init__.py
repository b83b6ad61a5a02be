"""The site with sample tasks, for whoever shows it, looks it over or measures it."""
