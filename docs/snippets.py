"""Find the code on the pages, and say which of it the tests run.

``python -m docs.snippets`` counts it, and lists what no test runs with the reasons.
Each fenced block is a snippet; each line of an indented block, or of one in a shell's
language, is a command. A comment in front of a block, or one about all
commands or snippets of the page that follow, says who runs them::

    <!-- run by tests/compose/test_operating.py -->
    <!-- not run: it needs an account at Atlas -->
    <!-- commands run by tests/compose/test_operating.py -->

Without a comment, ``tests/docs/test_snippets.py`` runs Python snippets, and
``tests/test_docs.py`` has tables of commands. A comment that starts with ``python``
contains code that runs with the snippets of its page, but is not shown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[1]
COMMAND, HIDDEN = "command", "hidden"
SHELLS = {"bash", "console", "sh", "shell"}
LANGUAGES = {"python", "pycon", HIDDEN}
"""The languages that ``tests/docs/test_snippets.py`` runs."""

COMMENT = re.compile(r"<!--\s*(.*?)\s*-->\s*", re.DOTALL)
NOTE = re.compile(r"(commands |snippets )?run by (\S+)|not run: (.+)", re.DOTALL)
HIDDEN_CODE = re.compile(r"<!-- python\n(.*)-->\s*", re.DOTALL)
DIRECTIVE = re.compile(r"\{([\w-]+)\}\s*(\S*)")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A snippet or a command.

    :param page: the path of the page, relative to the repository.
    :param line: the number of its first line on the page.
    :param language: the language of the fence, ``command``, or ``hidden``.
    :param code: its text.
    :param run_by: the test file that runs it; empty if none is named.
    :param reason: the reason why no test runs it; empty if one does.
    """

    page: Path
    line: int
    language: str
    code: str
    run_by: str = ""
    reason: str = ""


def pages() -> list[Path]:
    """Return the paths of all pages, relative to the repository."""
    places = (
        "*.md",
        "docs/**/*.md",
        "benchmarks/*.md",
        "exercises/*.md",
        "kits/*/*.md",
    )
    return sorted(path.relative_to(ROOT) for p in places for path in ROOT.glob(p))


def snippets(page: Path) -> list[Snippet]:
    """Return the snippets and commands on a page, in order.

    :param page: its path, relative to the repository.
    """
    return list(_snippets(page))


def commands(page: Path) -> list[str]:
    """Return the commands on a page, which are its indented lines, in order.

    :param page: its path, relative to the repository.
    """
    return [each.code for each in _snippets(page) if each.language == COMMAND]


def _snippets(page: Path) -> Iterator[Snippet]:
    runner = reason = ""
    runners = {"commands ": "", "snippets ": ""}
    for token in MarkdownIt("commonmark").parse((ROOT / page).read_text()):
        if token.type == "html_block":
            yield from _hidden(page, token)
            kind, runner, reason = _note(token.content)
            if not kind:
                continue
            runners[kind] = runner
        if token.type in {"fence", "code_block"}:
            for line, language, code in _code(token):
                kind = "commands " if language == COMMAND else "snippets "
                run_by = "" if reason else runner or runners[kind]
                yield Snippet(page, line, language, code, run_by, reason)
        runner = reason = ""  # a note is directly in front of its block


def _hidden(page: Path, token: Token) -> Iterator[Snippet]:
    if match := HIDDEN_CODE.fullmatch(token.content):
        yield Snippet(page, _first_line(token) + 1, HIDDEN, match[1])


def _note(comment: str) -> tuple[str, str, str]:
    """Return what a note is about if not the next block, the test, and the reason."""
    match = COMMENT.fullmatch(comment)
    note = NOTE.fullmatch(match[1]) if match else None
    return (note[1] or "", note[2] or "", note[3] or "") if note else ("", "", "")


def _code(token: Token) -> Iterator[tuple[int, str, str]]:
    """Yield the first line, the language and the text of each snippet or command."""
    first = _first_line(token)
    if token.type == "code_block" or token.info in SHELLS:
        start = first + (token.type == "fence")
        for number, line in enumerate(token.content.splitlines(), start):
            if line.strip():
                yield number, COMMAND, line.strip().removeprefix("$ ")
    elif not DIRECTIVE.match(token.info) or token.info.startswith("{literalinclude}"):
        yield first + 1, token.info, token.content


def _first_line(token: Token) -> int:
    assert token.map is not None
    return token.map[0] + 1


def main() -> None:
    """Print the number of snippets and commands, and those that no test runs."""
    found = [each for page in pages() for each in snippets(page)]
    kept = [each for each in found if each.language != HIDDEN]
    number = sum(each.language == COMMAND for each in kept)
    skipped = [each for each in kept if each.reason]
    print(
        f"{len(kept) - number} snippets and {number} commands: "
        f"tests run {len(kept) - len(skipped)}, and {len(skipped)} are not run."
    )
    for each in skipped:
        print(f"  {each.page}:{each.line}: {each.reason}")


if __name__ == "__main__":
    main()
