"""Runs pymongo's own tests with our classes in place of pymongo's."""
