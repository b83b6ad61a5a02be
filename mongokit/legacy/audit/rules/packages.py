"""Old packages, and the data that they stored."""

from mongokit.legacy.audit.finders import search
from mongokit.legacy.audit.rules.rule import Rule

__all__ = ["PACKAGES"]

UUID = (
    r"(?<![\w.%])(?<!str\()(?<!unicode\()(?<!repr\()"
    r"(?:uuid\.)?(?:UUID\b(?!\([^()]*\)\.hex)|uuid[1345]\((?![^()]*\)\.hex))"
)

PACKAGES = [
    Rule(
        "old-package",
        "uninstall-the-old-packages",
        search(
            r"(?i)^(?:flask[-_])?mongokit(?:$|[\[=<>~!])"
            r"|\b(?:dependencies|\w*requires?)\W.*"
            r"(?P<at>'(?:flask[-_])?mongokit(?:[=<>~! ][^']*)?')"
        ),
        "uninstall the old package first: its removal would delete files of the new "
        "one",
    ),
    Rule(
        "uuid",
        "before-anything-else-uuids",
        search(UUID, unless=r"^(?:from|import) "),
        "UUIDs are stored in another form, so queries miss old documents: set "
        'uuidRepresentation="pythonLegacy"',
    ),
]
