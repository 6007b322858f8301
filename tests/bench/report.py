"""Printing what was measured, and keeping it under ``var/bench``."""

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path

FOLDER = Path("var/bench")
RESULTS = FOLDER / "results.json"
TABLE = FOLDER / "table.md"


def load_results() -> dict[str, dict[str, object]]:
    """Return what earlier runs kept: ``lines`` and ``raw`` measures, each by section."""
    if not RESULTS.exists():
        return {}
    kept: dict[str, dict[str, object]] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return kept


def keep(section: str, measured: object, *, part: str = "raw") -> None:
    """Keep what a section measured, values of dataclasses included, in place of the last time's."""
    results = load_results()
    results.setdefault(part, {})[section] = measured
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = json.dumps(results, default=_plain, indent=1, ensure_ascii=False)
    RESULTS.write_text(f"{text}\n", encoding="utf-8")


def _plain(value: object) -> Mapping[str, object] | str:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return f"{len(value)} bytes" if isinstance(value, bytes) else str(value)
