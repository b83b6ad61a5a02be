"""Compare other mappers with bare pymongo, each in its own virtual environment."""
