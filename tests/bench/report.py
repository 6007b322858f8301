"""Printing what was measured, and keeping it under ``var/bench``."""

from pathlib import Path

FOLDER = Path("var/bench")


def say(name: str, rows: list[tuple[str, str]]) -> None:
    """Print ``rows`` (what, how much) under ``name`` and keep them in a text file."""
    width = max(len(what) for what, _ in rows)
    lines = [f"{what:<{width}}  {figure}" for what, figure in rows]
    print(f"\n{name}\n" + "\n".join(lines))
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
