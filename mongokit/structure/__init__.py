"""From a declaration to compiled functions: no client, no collection, no I/O.

Of the driver only ``bson`` is used here.
"""

from mongokit.structure.plan import Declaration, EncodingCheck, Plan, compile_plan

__all__ = ["Declaration", "EncodingCheck", "Plan", "compile_plan"]
