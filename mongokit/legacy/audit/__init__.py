"""Find what an application for MongoKit 0.9 does differently today.

``python -m mongokit.legacy.audit PATH`` reads source files without importing them, in
Python 2 or 3, and lists the lines that ``docs/how-to/move-from-mongokit.md`` is about.
"""

from mongokit.legacy.audit.report import Finding, audit
from mongokit.legacy.audit.rules import RULES, Rule

__all__ = ["RULES", "Finding", "Rule", "audit"]
