"""Check updates against the declarations of a document class, before they are sent."""

from collections.abc import Callable, Mapping
from typing import Any

from mongokit.errors import SchemaTypeError
from mongokit.structure import nodes
from mongokit.structure.compilers.targets import Target, UpdateRules

MAX_TARGETS = 1000  # paths with positions, such as a.0, are without number

Changes = Mapping[str, Any]


class UpdateCheck:
    """Checks updates, and converts the values of custom types in them.

    What depends on the stored document is not checked, nor are pipelines.

    :param rules: the declarations of the class.
    """

    def __init__(self, rules: UpdateRules) -> None:
        self.rules = rules
        self._targets: dict[str, Target] = {}
        self._operators: dict[str, Callable[[Changes], Changes]] = {
            "$set": self._set,
            "$setOnInsert": self._set,
            "$min": self._set,
            "$max": self._set,
            "$inc": self._each(Target.stored_number),
            "$mul": self._each(Target.stored_number),
            "$bit": self._each(_check_bits),
            "$currentDate": self._each(_check_time),
            "$push": self._each(_stored_items),
            "$addToSet": self._each(_stored_items),
            "$pull": self._each(_stored_condition),
            "$pullAll": self._each(_stored_values),
            "$pop": self._each(_check_list),
            "$unset": self._each(_check_removal),
            "$rename": self._rename,
        }

    def __call__(self, update: Any) -> Any:
        """Check an update, and return it with the stored form of its values.

        :raises SchemaDocumentError: if it sets an invalid value, or a path that the
            structure does not have.
        """
        if not isinstance(update, Mapping):
            return update
        checked: Any = update
        for name, changes in update.items():
            check = self._operators.get(name)
            if check is None or not isinstance(changes, Mapping):
                continue
            stored = check(changes)
            if stored is not changes:
                if checked is update:
                    checked = dict(update)
                checked[name] = stored
        return checked

    def _target(self, path: str) -> Target:
        if len(self._targets) >= MAX_TARGETS:
            self._targets.clear()
        target = self._targets[path] = Target.find(self.rules, path)
        return target

    def _set(self, changes: Changes) -> Changes:
        targets, checked = self._targets, changes
        for path, value in changes.items():
            target = targets.get(path) or self._target(path)
            if type(value) in target.accepted:
                continue
            stored = target.stored(value)
            if stored is not value:
                checked = {**checked, path: stored}
        return checked

    def _each(
        self, check: Callable[[Target, Any], Any]
    ) -> Callable[[Changes], Changes]:
        """Return a function that checks and converts each change of an operator."""

        def check_changes(changes: Changes) -> Changes:
            checked = changes
            for path, value in changes.items():
                target = self._targets.get(path) or self._target(path)
                stored = check(target, value)
                if stored is not value:
                    checked = {**checked, path: stored}
            return checked

        return check_changes

    def _rename(self, changes: Changes) -> Changes:
        for old, new in changes.items():
            source = self._target(old)
            source.refuse_removal()
            target = self._target(str(new))
            is_open = isinstance(target.node, (nodes.Anything, nodes.Unchecked))
            if not is_open and target.node != source.node:
                text = f"{old} cannot be renamed to {new}, which has another type"
                raise SchemaTypeError(text, path=old)
        return changes


def _check_bits(target: Target, operations: Any) -> Any:
    for number in operations.values() if isinstance(operations, Mapping) else ():
        target.stored_number(number)
    return operations


def _check_time(target: Target, kind: Any) -> Any:
    is_named = isinstance(kind, Mapping)
    target.check_time(kind.get("$type", "date") if is_named else "date")
    return kind


def _stored_items(target: Target, value: Any) -> Any:
    if not isinstance(value, Mapping) or "$each" not in value:
        return target.stored_item(value)
    items = value["$each"]
    if not isinstance(items, (list, tuple)):
        return value  # the server refuses it
    stored = [target.stored_item(item) for item in items]
    is_same = all(new is old for new, old in zip(stored, items, strict=True))
    return value if is_same else {**value, "$each": stored}


def _stored_condition(target: Target, condition: Any) -> Any:
    if isinstance(condition, Mapping):
        target.check_list()
        return condition
    return target.stored_item(condition)


def _stored_values(target: Target, values: Any) -> Any:
    if not isinstance(values, (list, tuple)):
        return values  # the server refuses it
    stored = [target.stored_item(value) for value in values]
    is_same = all(new is old for new, old in zip(stored, values, strict=True))
    return values if is_same else stored


def _check_list(target: Target, value: Any) -> Any:
    target.check_list()
    return value


def _check_removal(target: Target, value: Any) -> Any:
    target.refuse_removal()
    return value
