"""Fuzzing: any requests to the site, and any input for its parsers."""
