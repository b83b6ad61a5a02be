"""Draw the packages and their modules from the imports, as SVG.

A page contains an empty block ``{imports}``. Each row imports only from rows below it,
or from its own row, where modules need each other.
"""

import ast
import html
from collections.abc import Iterable
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[2]
PACKAGES = ("todo", "flask_mongokit", "mongokit")
BLOCK = "```{imports}\n```"
WIDTH, ROW, BOX, GAP = 760, 46, 24, 8
CHARACTER = 6.6  # the width of one, on average

Graph = dict[str, set[str]]


def imports() -> Graph:
    """Return the modules and packages that each one imports, without old paths."""
    graph = grimp.build_graph(
        *PACKAGES, exclude_type_checking_imports=True, cache_dir=None
    )
    found: Graph = {}
    for module in graph.modules:
        room = _room(module)
        if room.count(".") and _has_code(room):
            imported = map(_room, graph.find_modules_directly_imported_by(module))
            found.setdefault(room, set()).update(imported)
    return {room: (below & found.keys()) - {room} for room, below in found.items()}


def _room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def _has_code(room: str) -> bool:
    """Return whether a module is a package, or defines anything itself."""
    path = ROOT.joinpath(*room.split("."))
    if path.is_dir():
        return True
    tree = ast.parse(path.with_suffix(".py").read_text(encoding="utf-8"))
    return any(isinstance(node, (ast.ClassDef, ast.FunctionDef)) for node in tree.body)


def reachable(graph: Graph, start: str) -> set[str]:
    """Return what a module imports, directly or indirectly."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def rows(graph: Graph, package: str) -> list[list[str]]:
    """Return the modules of a package in rows, the topmost first."""
    below = {
        room: {each for each in reachable(graph, room) if each.startswith(package)}
        for room in graph
        if room.startswith(f"{package}.")
    }
    levels: dict[int, list[str]] = {}
    for room in sorted(below):
        levels.setdefault(_level(below, room), []).append(room)
    return [levels[level] for level in sorted(levels, reverse=True)]


def _level(below: Graph, room: str) -> int:
    """Return the length of the longest chain of imports, cycles counted as one."""
    real = [each for each in below[room] if room not in below[each]]
    return 1 + max((_level(below, each) for each in real), default=0)


def lines(graph: Graph) -> Iterable[tuple[str, str]]:
    """Yield the imports to draw: those that no chain of others implies."""
    for room, direct in sorted(graph.items()):
        real = {each for each in direct if room not in reachable(graph, each)}
        for each in sorted(real):
            others = real - {each}
            if not any(each in reachable(graph, other) for other in others):
                yield room, each


def draw() -> str:
    """Return the picture as SVG."""
    graph = imports()
    places: dict[str, tuple[float, float, float]] = {}
    shapes: list[str] = []
    y = 0.0
    for package in PACKAGES:
        top = y
        y += ROW - 12
        for row in rows(graph, package):
            for part in _fitting(row):
                y = _place(part, y, places)
        shapes.append(
            f'<rect class="package" x="1" y="{top + 2}" width="{WIDTH - 2}" '
            f'height="{y - top - 8}" rx="8"/><text class="name" x="12" '
            f'y="{top + 24}">{package}</text>'
        )
    shapes += [_line(places[a], places[b]) for a, b in lines(graph)]
    shapes += [_box(room, *place) for room, place in places.items()]
    words = "The modules of todo import flask_mongokit, and that imports mongokit."
    return (
        f'<div class="picture"><svg role="img" aria-label="{words}" '
        f'viewBox="0 0 {WIDTH} {y:.0f}">{"".join(shapes)}</svg></div>'
    )


def _width(room: str) -> float:
    return len(room.partition(".")[2]) * CHARACTER + 16


def _fitting(row: list[str]) -> list[list[str]]:
    """Split a row of modules that is wider than the picture."""
    parts: list[list[str]] = [[]]
    for room in row:
        used = sum(_width(each) + GAP for each in parts[-1])
        if used + _width(room) > WIDTH - 24:
            parts.append([])
        parts[-1].append(room)
    return parts


def _place(
    row: list[str], y: float, places: dict[str, tuple[float, float, float]]
) -> float:
    """Place the boxes of a row, and return the position of the next row."""
    x = (WIDTH - sum(_width(room) + GAP for room in row) + GAP) / 2
    for room in row:
        places[room] = (x, y, _width(room))
        x += _width(room) + GAP
    return y + ROW


def _line(start: tuple[float, float, float], end: tuple[float, float, float]) -> str:
    (x1, y1, w1), (x2, y2, w2) = start, end
    x1, x2, y1 = x1 + w1 / 2, x2 + w2 / 2, y1 + BOX
    middle = (y1 + y2) / 2
    return (
        f'<path d="M{x1:.0f} {y1:.0f}C{x1:.0f} {middle:.0f} '
        f'{x2:.0f} {middle:.0f} {x2:.0f} {y2:.0f}"/>'
    )


def _box(room: str, x: float, y: float, width: float) -> str:
    return (
        f'<rect class="module" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" '
        f'height="{BOX}" rx="4"/><text x="{x + width / 2:.0f}" y="{y + 16:.0f}">'
        f"{html.escape(room.partition('.')[2])}</text>"
    )


def expand(page: str) -> str:
    """Return a page with the picture in its empty block."""
    if BLOCK not in page:
        return page
    return page.replace(BLOCK, f"```{{raw}} html\n{draw()}\n```")
