"""Compare this project's mapper and others with bare pymongo."""
