"""Browser tests of the ToDo site with Selenium."""
