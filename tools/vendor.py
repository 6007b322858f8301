"""Fetch the browser files that the project ships, check them, and compress the big ones.

``python -m tools.vendor`` restores every file of assets/vendor/MANIFEST.json and refuses a file
whose SHA-256 differs; ``--pin`` records the hashes instead, after a version or icon changed there.
"""

import argparse
import gzip
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

import brotli

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "assets/vendor/MANIFEST.json"
ICONS = ROOT / "tools/icons.txt"
ICON_PACKAGE = "lucide-static"
COMPRESS_FROM_BYTES = 50_000
ALREADY_COMPRESSED = {".woff2", ".br", ".gz"}
PLOTLY = "plotly-basic.min.js"


class VendorError(Exception):
    """A fetched file is not the one that the manifest describes."""


@dataclass(frozen=True, slots=True)
class VendoredFile:
    """One file: where it lies in its package, where in the project, and its hash there."""

    source: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package at one version, its licence (SPDX) and the files taken from it."""

    name: str
    version: str
    licence: str
    files: tuple[VendoredFile, ...]


def load_manifest(path: Path = MANIFEST) -> tuple[Package, ...]:
    """Return the packages of the manifest."""
    entries = json.loads(path.read_text(encoding="utf-8"))["packages"]
    return tuple(
        Package(
            name=entry["name"],
            version=entry["version"],
            licence=entry["licence"],
            files=tuple(VendoredFile(source=s, **place) for s, place in entry["files"].items()),
        )
        for entry in entries
    )


def load_made(path: Path = MANIFEST) -> dict[str, str]:
    """Return the hash of each file that tools.fonts makes of vendored ones."""
    made: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["made"]
    return made


def compute_sha256(content: bytes) -> str:
    """Return the hash as the manifest writes it, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def make_eager(script: bytes) -> bytes:
    """Return plotly.js with its one function in parentheses, which browsers read but once.

    V8 skims a function that may never be called, and reads it again when it is: a megabyte twice,
    the second time while the page waits. Raises VendorError for a script of another shape.
    """
    opening, closing = b': this, () => {\n"use strict";', b"\nreturn Plotly;\n}));"
    if script.count(opening) != 1 or not script.endswith(closing):
        raise VendorError(f"{PLOTLY} is no longer one function handed to another")
    eager = script.removesuffix(b"}));").replace(opening, opening.replace(b"() =>", b"(() =>"))
    return eager + b"})));"


def compress(path: Path) -> None:
    """Write ``path``.br and ``path``.gz: compressing plotly.js takes too long for a start."""
    content = path.read_bytes()
    path.with_name(path.name + ".br").write_bytes(brotli.compress(content, quality=11))
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))


def _fetch(package: Package, folder: Path) -> Path:
    """Return the archive of ``package``, downloaded by npm, which checks its integrity."""
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    result = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return folder / result.stdout.strip().splitlines()[-1]


def _extract(archive: Path, source: str) -> bytes:
    with tarfile.open(archive) as tar:
        member = tar.extractfile(f"package/{source}")
        if member is None:
            raise VendorError(f"{archive.name}: {source} is not a file")
        return member.read()


def _with_icons(package: Package) -> Package:
    """Return ``package`` with one file per line of tools/icons.txt if it is the icons' package."""
    if package.name != ICON_PACKAGE:
        return package
    known = {file.source: file for file in package.files}
    sources = [f"icons/{name}.svg" for name in ICONS.read_text(encoding="utf-8").split()]
    icons = (
        known.get(source)
        or VendoredFile(source, f"assets/vendor/lucide/{source.removeprefix('icons/')}", "")
        for source in sources
    )
    return Package(
        package.name,
        package.version,
        package.licence,
        (*(file for file in package.files if not file.source.startswith("icons/")), *icons),
    )


def _restore(package: Package, folder: Path, *, pin: bool) -> Package:
    """Write the files of ``package`` and return it with the hashes that were found."""
    archive = _fetch(package, folder)
    found = []
    for file in package.files:
        content = _extract(archive, file.source)
        if file.source == PLOTLY:
            content = make_eager(content)
        sha256 = compute_sha256(content)
        if not pin and sha256 != file.sha256:
            raise VendorError(f"{package.name} {file.source}: SHA-256 {sha256} is not in the list")
        target = ROOT / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        found.append(VendoredFile(file.source, file.path, sha256))
    return Package(package.name, package.version, package.licence, tuple(found))


def _write_manifest(packages: tuple[Package, ...]) -> None:
    entries = [
        {
            "name": package.name,
            "version": package.version,
            "licence": package.licence,
            "files": {f.source: {"path": f.path, "sha256": f.sha256} for f in package.files},
        }
        for package in packages
    ]
    text = json.dumps({"packages": entries, "made": load_made()}, indent=2, ensure_ascii=False)
    MANIFEST.write_text(text + "\n", encoding="utf-8")


def _compress_big_files() -> None:
    for path in sorted((ROOT / "assets/vendor").rglob("*")):
        wanted = path.is_file() and path.suffix not in ALREADY_COMPRESSED
        if wanted and path.stat().st_size >= COMPRESS_FROM_BYTES:
            compress(path)


def main() -> int:
    """Restore or pin every vendored file; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pin", action="store_true", help="record the hashes that are found")
    pin = parser.parse_args().pin
    packages = load_manifest()
    with tempfile.TemporaryDirectory() as folder:
        try:
            packages = tuple(_restore(_with_icons(p), Path(folder), pin=pin) for p in packages)
        except (VendorError, subprocess.CalledProcessError, FileNotFoundError, KeyError) as error:
            print(f"make vendor: {error}", file=sys.stderr)
            return 1
    if pin:
        _write_manifest(packages)
    _compress_big_files()
    print(
        f"{sum(len(p.files) for p in packages)} files from {len(packages)} packages are in place."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
