"""Cut the vendored fonts down to what French pages show: ``python -m tools.fonts``.

Most of a font's weight is characters, sizes and weights that no page of ours asks for. The whole
fonts stay beside the cut ones: the browser fetches them when a page has another character. Run
with ``--pin`` after a change here; otherwise a result that differs from the manifest's is refused.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from tools.vendor import MANIFEST, ROOT, VendorError, compute_sha256

FOLDER = "assets/vendor/fonts"
FRENCH = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "\u00a0«°±²³·»×÷ÀÂÄÆÇÈÉÊËÎÏÔÖÙÛÜàâäæçèéêëîïôöùûüÿŒœŸ\u2010\u2011–—‘’“”•…€−↑↓"
)
"""What French texts and our figures are written with; fonts.css names the same characters."""

FEATURES = ("ccmp", "kern", "liga", "lnum", "locl", "mark", "mkmk", "pnum", "tnum")


@dataclass(frozen=True, slots=True)
class Cut:
    """``limits``: the axes that are narrowed to a range, or to the one value in use."""

    source: str
    target: str
    limits: Mapping[str, float | tuple[float, float]]


CUTS = (
    # Titles and key figures: from 15 to 42 px, all of one weight.
    Cut(
        "bricolage-grotesque-latin.woff2",
        "bricolage-grotesque-fr.woff2",
        {"opsz": (12, 48), "wght": 620},
    ),
    Cut("instrument-sans-latin.woff2", "instrument-sans-fr.woff2", {}),
)


def cut(source: Path, target: Path, limits: Mapping[str, float | tuple[float, float]]) -> None:
    """Write ``source`` with the characters of FRENCH alone; the same bytes at every run."""
    font = TTFont(source, recalcTimestamp=False)
    if limits:
        font = instantiateVariableFont(font, dict(limits))
    options = Options(flavor="woff2", hinting=False, name_IDs=["*"], notdef_outline=True)
    options.layout_features = list(FEATURES)
    subsetter = Subsetter(options)
    subsetter.populate(text=FRENCH)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def main(arguments: list[str]) -> int:
    """Make every cut and compare it with the manifest, or pin it there; return the exit code."""
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    made = {}
    for each in CUTS:
        target = f"{FOLDER}/{each.target}"
        cut(ROOT / FOLDER / each.source, ROOT / target, each.limits)
        made[target] = compute_sha256((ROOT / target).read_bytes())
    if "--pin" in arguments:
        text = json.dumps(manifest | {"made": made}, indent=2, ensure_ascii=False)
        MANIFEST.write_text(text + "\n", encoding="utf-8")
    elif made != manifest["made"]:
        raise VendorError(f"the fonts differ from the manifest's: {made}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
