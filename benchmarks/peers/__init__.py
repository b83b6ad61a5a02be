"""Other mappers, each in an environment of its own, against bare pymongo there."""
