"""Compile declarations to functions.

This package does no I/O, and uses only ``bson`` of the driver.
"""

from mongokit.structure.plan import Declaration, Plan, compile_plan

__all__ = ["Declaration", "Plan", "compile_plan"]
