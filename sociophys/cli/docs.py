"""Pages made from the code: ``python -m sociophys.cli.docs`` writes them, a test compares them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sociophys import registry
from sociophys.cli.list import first_line, type_word

MADE_BY = "<!-- Written by `python -m sociophys.cli.docs`; change the code, not this page. -->"
FIELD = Path("sociophys") / "fields" / "uniform.py"


def command_table() -> str:
    """Return the table of commands for the README, from the program's own help."""
    from typer.main import get_command

    from sociophys.cli.app import app

    group: Any = get_command(app)
    rows = ["| command | what it does |", "|---|---|"]
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        shown = " ".join([name, "\\|".join(inner)] if inner else [name, *_arguments(command)])
        rows.append(f"| `sociophys {shown}` | {command.get_short_help_str(limit=200)} |")
    return "\n".join(rows)


def _arguments(command: Any) -> list[str]:
    arguments = (parameter for parameter in command.params if parameter.param_type_name == "argument")
    return [str(argument.metavar).replace("|", "\\|") for argument in arguments]


def reference() -> str:
    """Return the reference tables of every family."""
    from sociophys.parameters import describe

    lines = ["# Reference: what a scenario can be made of", "", MADE_BY, ""]
    for family in registry.FAMILIES:
        lines += [f"## {family}", "", *_intro(family), ""]
        for kind in registry.kinds(family):
            member = registry.member(family, kind)
            lines += [f"### {kind}", "", first_line(member), "", *_rows(describe(member))]
    return "\n".join(lines).rstrip() + "\n"


def _intro(family: str) -> list[str]:
    import importlib

    return [first_line(importlib.import_module(f"sociophys.{family}"))]


def _rows(rows: list[dict[str, Any]]) -> Iterator[str]:
    if not rows:
        yield from ("No parameters.", "")
        return
    yield from ("| parameter | type | default | range | unit | meaning |", "|---|---|---|---|---|---|")
    for row in rows:
        cells = (f"`{row['name']}`", type_word(row), row["default"], row["range"], row["unit"], row["doc"])
        yield "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
    yield ""


def readme(text: str, field: str) -> str:
    """Return the README with its made parts written again: the table of commands, and a field shown whole."""
    text = _between(text, "commands", command_table())
    return _between(text, "field", f"```python\n{field.rstrip()}\n```")


def _between(text: str, mark: str, made: str) -> str:
    """Put a made part between its two marks."""
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    before, _, rest = text.partition(begin)
    return f"{before}{begin}\n{made}\n{end}{rest.partition(end)[2]}"


def main(root: Path) -> None:
    """Write the generated pages below the root of the repository."""
    for name, text in pages(root).items():
        (root / name).write_text(text, encoding="utf-8")


def pages(root: Path) -> dict[str, str]:
    """Return the made pages as they should be, by path below the root of the repository."""
    text, field = (root / "README.md").read_text(encoding="utf-8"), (root / FIELD).read_text(encoding="utf-8")
    return {"README.md": readme(text, field), "docs/reference.md": reference()}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path.cwd())
