"""Compile a structure to the functions of a :class:`~mongokit.structure.plan.Plan`."""
