"""The vendored files are those of the manifest, and their compressed copies are theirs."""

import gzip
from pathlib import Path

import brotli
import pytest

from tools.vendor import COMPRESS_FROM_BYTES, ROOT, compute_sha256, load_manifest

VENDOR = ROOT / "assets" / "vendor"
OUR_OWN = {"MANIFEST.json", "fonts/fonts.css", "fonts/terralis-espace.woff2"}
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


def test_nothing_else_lies_among_them() -> None:
    listed = {file.path for package in load_manifest() for file in package.files}
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

    assert folders.count("licences") == 4


@pytest.mark.parametrize("path", BIG_FILES, ids=lambda path: path.name)
def test_big_files_have_compressed_copies(path: Path) -> None:
    content = path.read_bytes()

    assert gzip.decompress(path.with_name(f"{path.name}.gz").read_bytes()) == content
    assert brotli.decompress(path.with_name(f"{path.name}.br").read_bytes()) == content
