"""Attributes whose names Python cannot write: ``data-*`` and ``aria-*``."""

from typing import Any


def attributes(**values: str) -> dict[str, Any]:
    """Return ``data_chart="x"`` as ``{"data-chart": "x"}``, to be unpacked into a component.

    The value type is open because Dash's typed signatures would check it against every argument.
    """
    return {name.replace("_", "-"): value for name, value in values.items()}
