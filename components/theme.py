"""Colours of the charts: each role in the light and in the dark theme.

Figures are built with the light value. The browser swaps the exact strings in dark mode, so that
a light value belongs to one role only. Source: the design system, sections 2 and 8.
"""

import json
from dataclasses import dataclass

from services.domain.time_classes import TimeClass

FONT_FAMILY = (
    '"Terralis Espace", "Instrument Sans Variable", "Instrument Sans", system-ui, sans-serif'
)
"""The first family only has the narrow no-break space, which the others lack."""

FONT_SIZE_PX = 12.5


@dataclass(frozen=True, slots=True)
class Shade:
    """One role's colour in each theme, as CSS colours."""

    light: str
    dark: str


SURFACE = Shade("#FFFFFF", "#16201C")
INK = Shade("#14231C", "#EEF3EE")
MUTED = Shade("#5E6B63", "#96A49B")
GRID = Shade("#E9EBE3", "#22302A")
BASELINE = Shade("#7C887F", "#718078")
PRIMARY = Shade("#0E5A43", "#5CC79B")
PRIMARY_AREA = Shade("rgba(14,90,67,0.1)", "rgba(92,199,155,0.16)")
PREVIOUS = Shade("#DDE1D6", "#3A4A42")
PREVIOUS_OUTLINE = Shade("#8A948C", "#7B8A82")
INFO = Shade("#1F5A96", "#8DBDF0")
INFO_GROUND = Shade("#E6F0FA", "#14283C")


@dataclass(frozen=True, slots=True)
class ClassStyle:
    """How a time class is painted; fill, pattern and outline always go together.

    ``estimated_fill`` is 40 % of the fill over the surface, for energy that was not measured.
    ``pattern``: a plotly.js pattern shape, empty for a plain fill; ``pattern_size`` in pixels.
    """

    fill: Shade
    outline: Shade
    estimated_fill: Shade
    pattern: str = ""
    pattern_ink: Shade = SURFACE
    pattern_size: float = 7
    pattern_solidity: float = 0.3
    pattern_opacity: float = 1.0


_HPH = Shade("#1F3F8F", "#4470E0")
_HPE = Shade("#BF5410", "#E0722A")
_HCE_INK = Shade("#9A6200", "#8F6410")

CLASS_STYLES: dict[TimeClass, ClassStyle] = {
    TimeClass.HPH: ClassStyle(_HPH, _HPH, Shade("#A5B2D2", "#28406A")),
    TimeClass.HCH: ClassStyle(
        Shade("#6592D6", "#9DBDF2"),
        Shade("#3F6DB8", "#9DBDF2"),
        Shade("#C1D3EF", "#4C5F72"),
        pattern="/",
        pattern_opacity=0.8,
    ),
    TimeClass.HPE: ClassStyle(_HPE, _HPE, Shade("#E5BB9F", "#674122")),
    TimeClass.HCE: ClassStyle(
        Shade("#EFB93F", "#FADFA0"),
        _HCE_INK,
        Shade("#F9E3B2", "#AA9C72"),
        pattern=".",
        pattern_ink=_HCE_INK,
        pattern_size=4.5,
        pattern_solidity=0.15,
    ),
}

_PLAIN_SHADES = (
    SURFACE, INK, MUTED, GRID, BASELINE, PRIMARY, PRIMARY_AREA,
    PREVIOUS, PREVIOUS_OUTLINE, INFO, INFO_GROUND,
)  # fmt: skip


def dark_by_light() -> dict[str, str]:
    """Return the dark colour of each light one, for every role that a figure uses."""
    shades = [*_PLAIN_SHADES]
    for style in CLASS_STYLES.values():
        shades += [style.fill, style.outline, style.estimated_fill, style.pattern_ink]
    return {shade.light: shade.dark for shade in shades}


def palette_script() -> str:
    """Return the script that tells the browser the dark colours (``assets/js/palette.js``)."""
    table = json.dumps(dark_by_light(), indent=2)
    return (
        "// Written by `python -m tools.palette` from components/theme.py.\n"
        f"window.ael = window.ael || {{}};\nwindow.ael.palette = {table};\n"
    )
