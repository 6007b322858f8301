"""Curves that a file delivers in several blocks, put together."""

from services.domain.load_curve import Channel, merge
from services.imports.curve_building import MAX_POINTS
from services.imports.defects import DefectError, Reason
from services.imports.files import PointCurve


def joined(parts: list[PointCurve]) -> tuple[PointCurve, ...]:
    """Return one curve per metering point and channel, in the order of the file.

    Raises DefectError where two blocks overlap, have two steps or lie decades apart.
    """
    found: dict[tuple[str, Channel], PointCurve] = {}
    for part in sorted(parts, key=lambda p: p.curve.start.astype(int)):
        before = found.get((part.label, part.channel))
        found[part.label, part.channel] = part if before is None else _joined(before, part)
    order = dict.fromkeys((part.label, part.channel) for part in parts)
    return tuple(found[key] for key in order)


def _joined(before: PointCurve, after: PointCurve) -> PointCurve:
    value = f"{after.label} {after.channel}"
    if after.curve.step_s != before.curve.step_s:
        raise DefectError(Reason.STEP_CHANGE, value=value)
    if after.curve.start < before.curve.end:
        raise DefectError(Reason.OVERLAP, value=value)
    points = int((after.curve.end - before.curve.start).astype(int)) // before.curve.step_s
    if points > MAX_POINTS:
        raise DefectError(Reason.SPAN, value=value)
    curve = merge(before.curve, after.curve)
    return PointCurve(before.prm, before.label, before.channel, curve)
