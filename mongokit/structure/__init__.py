"""Compile the declarations of document classes to functions.

This package does no I/O, and the only part of the driver that it uses is ``bson``.
"""

from mongokit.structure.plan import Declaration, Plan, compile_plan

__all__ = ["Declaration", "Plan", "compile_plan"]
