"""What is in the repository stands alone: no trace of the machine it was written on."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Written in pieces, so that this file does not contain what it looks for.
TRACES = re.compile(
    "|".join(["/wo" + "rk/", r"\.\./sha" + "red", "/ro" + "ot/", "/opt/" + "wheels"])
)
INDEX_OPTION = re.compile(r"^\s*(--?(extra-)?index-url|-i|--find-links|-f)\b", re.MULTILINE)


def find_files() -> list[Path]:
    """Return the files that are, or are about to be, in the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.skip(f"not a git repository: {result.stderr}")
    paths = (ROOT / name for name in result.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_place_outside_the_project() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in find_files()
        if b"\0" not in (content := path.read_bytes())
        if (match := TRACES.search(content.decode("utf-8", "replace")))
    ]

    assert found == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_pinned_lists_have_hashes_and_name_no_index(name: str) -> None:
    content = (ROOT / name).read_text("utf-8")
    pins = re.findall(r"^[a-z0-9][\w.-]*(\[[\w,]+\])?==", content, re.MULTILINE)

    assert INDEX_OPTION.search(content) is None
    assert "://" not in content
    assert len(pins) > 20
    assert len(re.findall(r"^\S+==.*\\\n\s+--hash=sha256:", content, re.MULTILINE)) == len(pins)
