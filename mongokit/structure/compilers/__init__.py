"""The compilers: each turns declarations into a function or a ``$jsonSchema``."""
