"""From a declaration to compiled functions: no client, no collection, no I/O.

Of the driver only ``bson`` is used here.
"""

from mongokit.structure.plan import Conversion, Declaration, Plan, compile_plan

__all__ = ["Conversion", "Declaration", "Plan", "compile_plan"]
