"""The vendored files are those of the manifest, and their compressed copies are theirs."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

from tools import fonts
from tools.vendor import (
    COMPRESS_FROM_BYTES,
    PLOTLY,
    ROOT,
    VendorError,
    compute_sha256,
    load_made,
    load_manifest,
    make_eager,
)

VENDOR = ROOT / "assets" / "vendor"
OUR_OWN = {"MANIFEST.json", "fonts/fonts.css", "fonts/terralis-espace.woff2"}
FR = set(map(ord, fonts.FRENCH))
LATIN_1 = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100))
BIG_FILES = [
    path
    for path in sorted(VENDOR.rglob("*"))
    if path.is_file()
    and path.suffix not in {".woff2", ".br", ".gz"}
    and path.stat().st_size >= COMPRESS_FROM_BYTES
]


def test_every_file_is_the_one_of_the_manifest() -> None:
    wrong = [
        file.path
        for package in load_manifest()
        for file in package.files
        if compute_sha256((ROOT / file.path).read_bytes()) != file.sha256
    ]

    assert wrong == []


def test_every_cut_font_is_the_one_of_the_manifest() -> None:
    made = load_made()

    assert sorted(made) == [f"{fonts.FOLDER}/{each.target}" for each in fonts.CUTS]
    for path, sha256 in made.items():
        assert compute_sha256((ROOT / path).read_bytes()) == sha256


def test_the_cut_fonts_have_the_characters_that_the_sheet_promises() -> None:
    sheet = (VENDOR / "fonts" / "fonts.css").read_text("utf-8")
    faces = re.findall(r'url\("([\w-]+)\.woff2"\)[^;]*;\s*unicode-range:([^;]+);', sheet)
    ranges = {name: set(read_range(text)) for name, text in faces}

    for family, cut in (("bricolage-grotesque", FR), ("instrument-sans", FR)):
        assert ranges[f"{family}-fr"] == cut
        assert ranges[f"{family}-latin"].isdisjoint(cut)
        assert ranges[f"{family}-fr"] | ranges[f"{family}-latin"] >= LATIN_1


def read_range(text: str) -> Iterator[int]:
    """Yield the characters of a ``unicode-range``."""
    for part in text.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def test_nothing_else_lies_among_them() -> None:
    listed = {file.path for package in load_manifest() for file in package.files} | {*load_made()}
    found = {
        str(path.relative_to(ROOT))
        for path in VENDOR.rglob("*")
        if path.is_file() and path.suffix not in {".br", ".gz"}
    }

    assert found - listed == {f"assets/vendor/{name}" for name in OUR_OWN}


def test_every_package_ships_its_licence() -> None:
    folders = [
        Path(f.path).parent.name for p in load_manifest() for f in p.files if "LICENSE" in f.source
    ]

    assert folders.count("licences") == 5


@pytest.mark.parametrize("path", BIG_FILES, ids=lambda path: path.name)
def test_big_files_have_compressed_copies(path: Path) -> None:
    content = path.read_bytes()

    assert gzip.decompress(path.with_name(f"{path.name}.gz").read_bytes()) == content
    assert brotli.decompress(path.with_name(f"{path.name}.br").read_bytes()) == content


def test_plotly_is_read_once() -> None:
    shipped = (VENDOR / PLOTLY).read_bytes()
    original = (
        shipped.replace(b": this, (() => {", b": this, () => {").removesuffix(b")));") + b"));"
    )

    assert make_eager(original) == shipped
    with pytest.raises(VendorError):
        make_eager(shipped)
