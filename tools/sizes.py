"""How long modules and functions are: ``python -m tools.sizes`` prints medians and the longest."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("app", "pages", "components", "services")


@dataclass(frozen=True, slots=True)
class Size:
    """Something named and its number of lines."""

    name: str
    lines: int


def find_modules(*folders: str) -> tuple[Path, ...]:
    """Return the Python files of the folders of the project, migrations left out."""
    files = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return tuple(path for path in files if "versions" not in path.parts)


def measure_modules(paths: tuple[Path, ...]) -> tuple[Size, ...]:
    """Return the modules that are not empty, and their lines."""
    sizes = (Size(_name(path), len(path.read_text("utf-8").splitlines())) for path in paths)
    return tuple(size for size in sizes if size.lines)


def measure_functions(paths: tuple[Path, ...]) -> tuple[Size, ...]:
    """Return every function and method, decorators and docstring included."""
    return tuple(size for path in paths for size in _functions_of(path))


def _functions_of(path: Path) -> Iterator[Size]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            yield Size(f"{_name(path)}:{node.name}", (node.end_lineno or first) - first + 1)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def main() -> int:
    """Print the sizes of the four rooms."""
    paths = find_modules(*ROOMS)
    for title, sizes in (
        ("modules", measure_modules(paths)),
        ("functions", measure_functions(paths)),
    ):
        longest = sorted(sizes, key=lambda size: size.lines, reverse=True)[:5]
        print(f"{len(sizes)} {title}, median {median(size.lines for size in sizes):g} lines")
        for size in longest:
            print(f"  {size.lines:4d}  {size.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
