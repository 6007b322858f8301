"""Sheet « À propos »: what the figures are, where they come from and how far they hold."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

import numpy as np
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from services.domain.calendar import PARIS
from services.domain.load_curve import PointStatus
from services.domain.time_classes import TIME_CLASSES
from services.exports.consumption import ConsumptionExport, shown_window
from services.exports.page_setup import set_widths, setup_print
from services.exports.styles import put_text, style_name
from services.kernel.formats import NARROW_SPACE, short_date
from services.kernel.wording import text

WIDTHS = (30, 92)
_CHARACTERS_PER_LINE = 120
_LINE_HEIGHT, _HIGHEST_ROW = 18, 400  # points; Excel allows 409


class Fact(NamedTuple):
    """One line: its label's message id, its value, the look of the value."""

    label_id: str
    value: str | float | datetime
    kind: str = "text"


def write_about_sheet(sheet: Worksheet, export: ConsumptionExport) -> None:
    """Fill ``sheet`` with what an export of consumption means."""
    write_facts(sheet, _facts(export))


def write_facts(sheet: Worksheet, facts: Iterable[Fact]) -> None:
    """Fill ``sheet``: one line per fact, label in A, value in B; numbers and dates stay such."""
    put_text(sheet["A1"], text("export.sheet.about"), style_name("title"))
    sheet.row_dimensions[1].height = 26
    for number, fact in enumerate(facts, 3):
        sheet.row_dimensions[number].height = _row_height(fact.value)
        label, value = sheet.cell(number, 1), sheet.cell(number, 2)
        put_text(label, text(fact.label_id), style_name("note"))
        label.alignment = Alignment(horizontal="left", vertical="top", indent=1)
        if isinstance(fact.value, str):
            put_text(value, fact.value, style_name(fact.kind))
        else:
            value.style = style_name(fact.kind)
            value.value = fact.value
        value.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
    set_widths(sheet, WIDTHS)
    sheet.sheet_view.showGridLines = False
    setup_print(sheet)


def _row_height(value: str | float | datetime) -> float:
    lines = 1 + len(value) // _CHARACTERS_PER_LINE if isinstance(value, str) else 1
    return min(_LINE_HEIGHT * lines, _HIGHEST_ROW)


def _facts(export: ConsumptionExport) -> Iterator[Fact]:
    site = export.site
    first, last = shown_window(export.history)
    yield Fact("export.about.contract", site.contract_number)
    yield Fact("export.about.offer", site.offer_name)
    yield Fact("export.about.prm", site.prm)
    yield Fact("export.about.holder", site.holder)
    yield Fact("export.about.site", text("export.site", name=site.name, town=site.town))
    period = text("export.about.period_value", start=short_date(first), end=short_date(last))
    yield Fact("export.about.period", period)
    moment = export.extracted_at.astimezone(PARIS).replace(tzinfo=None, microsecond=0)
    yield Fact("export.about.extracted", moment, "moment")
    yield from _reading_facts(export)
    yield from _quality_facts(export)
    yield Fact("export.about.source", export.source_note)
    if site.note:
        yield Fact("export.about.note", site.note)
    if export.is_demo:
        yield Fact("export.about.demo", text("export.about.demo_value"))


def _reading_facts(export: ConsumptionExport) -> Iterator[Fact]:
    yield Fact("export.about.units", text("export.about.units_value"))
    yield Fact("export.about.time_zone", text("export.about.time_zone_value"))
    if export.curve is not None:
        step = text("export.about.step_value", minutes=export.curve.step_s // 60)
        yield Fact("export.about.step", step)
    names = (text(f"export.class_name.{c.value}") for c in TIME_CLASSES)
    yield Fact("export.about.classes", f"{NARROW_SPACE}; ".join(names))
    yield Fact("export.about.rounding", text("export.about.rounding_value"))


def _quality_facts(export: ConsumptionExport) -> Iterator[Fact]:
    shares = {
        "export.about.real": export.real_share,
        "export.about.estimated": export.estimated_share,
        "export.about.missing": export.missing_share,
    }
    for label_id, share in shares.items():
        if share is None:
            yield Fact(label_id, text("export.about.share_unknown"))
        else:
            yield Fact(label_id, share, "percent")
    if export.curve is not None and export.curve_points:
        missing = float(np.mean(export.curve.status == PointStatus.MISSING))
        yield Fact("export.about.curve_missing", missing, "percent")
