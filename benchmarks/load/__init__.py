"""The site under load for a long time, beside the same on Flask and bare pymongo."""
