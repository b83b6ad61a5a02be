"""Compile declarations to functions, without any I/O: of the driver only ``bson``."""

from mongokit.structure.plan import Declaration, Plan, compile_plan

__all__ = ["Declaration", "Plan", "compile_plan"]
