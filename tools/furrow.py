"""Draw the furrows of the sign-in page from a real load curve: ``python tools/furrow.py``.

One line a day for October 2021 at the demonstration site, the first day at the horizon. A line is
the power of its day over the month's highest, smoothed over an hour and a half, larger as it
comes nearer. Needs nothing but the standard library.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = (
    ROOT / "services" / "demonstration" / "demo_data" / "c4_fr" / "Enedis_SGE_HDM_C4_CDC_brut.csv"
)
TARGET = ROOT / "assets" / "img" / "sillons.svg"
MONTH = "2021-10"

WIDTH, HEIGHT, HORIZON = 830, 880, 304
STEPS_A_DAY = 144
POINTS = 33
SUN = f'<circle cx="579" cy="{HORIZON}" r="95" fill="#f2b705"/>'
NEAR, FAR = (0x08, 0x33, 0x27), (0x17, 0x62, 0x49)


def read_days() -> list[list[float]]:
    """Return the days of MONTH that have every step: watts, in local time."""
    days: dict[int, list[float]] = {}
    for line in SOURCE.read_text("utf-8-sig").splitlines():
        if not line.startswith(MONTH):
            continue
        stamp, value = line.split(";")[:2]
        days.setdefault(datetime.fromisoformat(stamp).day, []).append(float(value))
    # The day the clocks go back has an hour more: its first 24 hours are drawn.
    return [days[day][:STEPS_A_DAY] for day in sorted(days) if len(days[day]) >= STEPS_A_DAY]


def smooth(watts: Sequence[float]) -> list[float]:
    """Return POINTS means over about an hour and a half, from one end of the day to the other."""
    result = []
    for n in range(POINTS):
        middle = round(n * (len(watts) - 1) / (POINTS - 1))
        window = watts[max(0, middle - 5) : middle + 6]
        result.append(sum(window) / len(window))
    return result


def curve(points: Sequence[tuple[float, float]]) -> str:
    """Return a smooth path through ``points`` (Catmull-Rom as cubic Béziers, relative)."""
    parts = [f"M{points[0][0]:g} {points[0][1]:.0f}"]
    padded = [points[0], *points, points[-1]]
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        controls = (
            (end[0] - before[0]) / 6,
            (end[1] - before[1]) / 6,
            end[0] - start[0] - (after[0] - start[0]) / 6,
            end[1] - start[1] - (after[1] - start[1]) / 6,
            end[0] - start[0],
            end[1] - start[1],
        )
        parts.append("c" + " ".join(f"{value:.1f}".removesuffix(".0") for value in controls))
    return re.sub(r"(?<!\d)0\.", ".", "".join(parts)).replace(" -", "-")


def furrow(values: Sequence[float], nearness: float) -> str:
    """Return one day: the ground beneath hides the days behind. ``nearness``: 0 far, 1 near."""
    base = HORIZON + 3 + (HEIGHT - HORIZON + 45) * nearness**1.45
    amplitude = 5 + 105 * nearness**0.95
    step = (WIDTH + 20) / (POINTS - 1)
    points = [(n * step - 10, base - amplitude * value) for n, value in enumerate(values)]
    shade = nearness**0.6
    ground = "".join(f"{round(f + (n - f) * shade):02x}" for f, n in zip(FAR, NEAR, strict=True))
    return (
        f'<path d="{curve(points)}V{HEIGHT + 60}H-10Z" fill="#{ground}" stroke="#a9c9b8"'
        f' stroke-width="{0.8 + 1.2 * nearness:.2g}" stroke-opacity="{0.45 + 0.4 * nearness:.2g}"/>'
    )


def drawing(days: Sequence[Sequence[float]]) -> str:
    """Return the SVG document: sky, sun, then the days from the horizon to the foreground."""
    curves = [smooth(day) for day in days]
    low, high = min(map(min, curves)), max(map(max, curves))
    furrows = [
        furrow([(value - low) / (high - low) for value in values], n / (len(curves) - 1))
        for n, values in enumerate(curves)
    ]
    sky = (
        '<linearGradient id="s" x2="0" y2="1"><stop stop-color="#0a4533"/>'
        '<stop offset="1" stop-color="#1b6a4d"/></linearGradient>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' preserveAspectRatio="xMidYMin slice">{sky}'
        f'<rect width="{WIDTH}" height="{HORIZON + 10}" fill="url(#s)"/>{SUN}'
        + "".join(furrows)
        + "</svg>\n"
    )


if __name__ == "__main__":
    TARGET.write_text(drawing(read_days()), "utf-8")
