"""Make the fonts of the documents out of the vendored ones: ``python -m tools.pdf_fonts``.

A PDF wants TrueType files of one weight each. They are cut from the browser's variable ones, with
the figures that stand under each other, and the narrow no-break space that neither family has.
With ``--pin`` after a change here; otherwise a result that differs from what is there is refused.
"""

import sys
import tempfile
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from fontTools.merge import Merger
from fontTools.merge import Options as MergeOptions
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from tools.vendor import ROOT, VendorError, compute_sha256

SOURCES = ROOT / "assets/vendor/fonts"
TARGETS = ROOT / "services/exports/pdf/fonts"
PARTS = ("latin", "latin-ext")
NARROW_SPACE = 0x202F
NARROW_WIDTH = 220
"""In thousandths of an em, as in assets/brand/terralis-espace.woff2."""

UNUSED = ("GSUB", "GPOS", "GDEF", "STAT", "MVAR", "HVAR", "avar", "gasp", "prep", "fpgm", "cvt ")


@dataclass(frozen=True, slots=True)
class Face:
    """``family``: of the vendored files; ``place``: where on its axes."""

    family: str
    target: str
    place: Mapping[str, float]


FACES = (
    Face("instrument-sans", "InstrumentSans-Regular.ttf", {"wght": 400}),
    Face("instrument-sans", "InstrumentSans-SemiBold.ttf", {"wght": 600}),
    Face("bricolage-grotesque", "BricolageGrotesque-SemiBold.ttf", {"wght": 620, "opsz": 24}),
)


def make(face: Face, target: Path) -> None:
    """Write ``face`` as a static TrueType font; the same bytes at every run."""
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for part in PARTS:
            font = _cut(SOURCES / f"{face.family}-{part}.woff2", face.place)
            parts.append(str(Path(folder) / f"{part}.ttf"))
            font.save(parts[-1])
        merged = Merger(options=MergeOptions(drop_tables=["prep"])).merge(parts)
    _add_narrow_space(merged)
    _rename(merged, target.stem)
    merged.recalcTimestamp = False
    merged["head"].created = merged["head"].modified = 0
    merged.save(target)


def _cut(source: Path, place: Mapping[str, float]) -> TTFont:
    font = instantiateVariableFont(TTFont(source, recalcTimestamp=False), dict(place))
    font.flavor = None
    _use_tabular_figures(font)
    options = Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=["*"])
    options.drop_tables = [*options.drop_tables, *UNUSED]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap().keys())
    subsetter.subset(font)
    return font


def _use_tabular_figures(font: TTFont) -> None:
    """Let the characters stand for their tabular shapes: PDF knows no font features."""
    features = font["GSUB"].table
    shapes: dict[str, str] = {}
    for record in features.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for lookup in record.Feature.LookupListIndex:
                for table in features.LookupList.Lookup[lookup].SubTable:
                    shapes |= getattr(table, "ExtSubTable", table).mapping
    for table in font["cmap"].tables:
        table.cmap = {char: shapes.get(name, name) for char, name in table.cmap.items()}


def _add_narrow_space(font: TTFont) -> None:
    name = "narrowspace"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"].glyphs[name] = deepcopy(font["glyf"]["space"])
    font["hmtx"].metrics[name] = (NARROW_WIDTH, 0)
    for table in font["cmap"].tables:
        table.cmap[NARROW_SPACE] = name


def _rename(font: TTFont, name: str) -> None:
    """Name the font after its weight: the variable one calls itself by an end of its axes."""
    names = {4: name.replace("-", " "), 6: name}
    for record in font["name"].names:
        record.string = names.get(record.nameID, record.toUnicode())


def main(arguments: list[str]) -> int:
    """Make every font and compare it with the one that is there, or put it there."""
    with tempfile.TemporaryDirectory() as folder:
        for face in FACES:
            draft, kept = Path(folder) / face.target, TARGETS / face.target
            make(face, draft)
            if "--pin" in arguments:
                kept.write_bytes(draft.read_bytes())
            elif compute_sha256(draft.read_bytes()) != compute_sha256(kept.read_bytes()):
                raise VendorError(f"{face.target} differs from what is made of the vendored fonts")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
