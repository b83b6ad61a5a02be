"""Describe the commands of the site and of the repository, from their code.

A page contains an empty block for each kind: ``{flask-commands}``, ``{scripts}``.
"""

import inspect
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from todo import create_app

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```\{(flask-commands|scripts)\}\n```$", re.MULTILINE)
HEADER = re.compile(r"^#!.*\n((?:# .*\n)+)")


def flask_commands() -> dict[str, click.Command]:
    """Return the site's own commands by their full names."""
    commands = create_app({"SECRET_KEY": "for the documentation " * 2}).cli.commands
    return dict(sorted(_leaves("flask", commands)))


def _leaves(
    start: str, commands: Mapping[str, click.Command]
) -> Iterator[tuple[str, click.Command]]:
    for name, command in commands.items():
        if isinstance(command, click.Group):
            yield from _leaves(f"{start} {name}", command.commands)
        else:
            yield f"{start} {name}", command


def scripts() -> dict[str, str]:
    """Return the comment at the head of each file in ``bin/`` by its name."""
    return {
        f"bin/{path.name}": " ".join(match[1].replace("# ", "").split())
        for path in sorted((ROOT / "bin").iterdir())
        if (match := HEADER.match(path.read_text(encoding="utf-8")))
    }


def expand(page: str) -> str:
    """Return a page with its empty blocks filled."""
    return BLOCK.sub(lambda match: FILLED[match[1]](), page)


def _flask_section() -> str:
    return "\n\n".join(map(_described, *zip(*flask_commands().items(), strict=True)))


def _described(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name)
    usage = " ".join(command.collect_usage_pieces(context))
    records = [
        record
        for parameter in command.params
        if (record := parameter.get_help_record(context)) and record[1]
    ]
    options = [f"- `{option}`: {meaning}" for option, meaning in records]
    help_text = inspect.cleandoc(click.unstyle(command.help or "").replace("\b", ""))
    return "\n\n".join(
        [f"### {name}", f"`{name} {usage}`", help_text, "\n".join(options)]
    )


def _script_section() -> str:
    rows = [f"| `{name}` | {purpose} |" for name, purpose in scripts().items()]
    return "\n".join(["| Command | What it does |", "|---|---|", *rows])


FILLED = {"flask-commands": _flask_section, "scripts": _script_section}
