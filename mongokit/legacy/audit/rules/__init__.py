"""The rules of the audit: a table for each part of the guide."""

from mongokit.legacy.audit.rules.rule import Rule
from mongokit.legacy.audit.rules.table import RULES

__all__ = ["RULES", "Rule"]
