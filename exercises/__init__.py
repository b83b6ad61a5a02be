"""Twenty small broken programs to repair, and ``bin/learn``, which checks them."""
