"""Browser tests of the ToDo site with Playwright."""
