"""Apply the rules to the source of a file."""

from collections.abc import Iterator
from dataclasses import dataclass

from mongokit.legacy.audit.finders import Source
from mongokit.legacy.audit.rules import RULES, Rule

__all__ = ["GUIDE", "Finding", "audit"]

GUIDE = "docs/how-to/move-from-mongokit.md"


@dataclass(frozen=True, slots=True)
class Finding:
    """A line that behaves differently today, or raises an error."""

    line: int
    rule: Rule
    message: str

    def __str__(self) -> str:
        kind = "fails: " if self.rule.fails else ""
        return f"{self.line}: {kind}{self.message} ({GUIDE}#{self.rule.anchor})"


def audit(text: str) -> list[Finding]:
    """Return the findings in the text of a source file, by line.

    A line has at most one finding of each rule.
    """
    source = Source(text)
    found = dict.fromkeys(f for rule in RULES for f in _findings(source, rule))
    return sorted(found, key=lambda finding: finding.line)


def _findings(source: Source, rule: Rule) -> Iterator[Finding]:
    for place in rule.find(source):
        yield Finding(place.line, rule, rule.message.format(**place.fields))
