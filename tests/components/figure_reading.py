"""Read a figure as plotly does: every dict is first checked by ``go.Figure``."""

from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from components.figures.frame import Figure


def checked(figure: Figure) -> go.Figure:
    """Return the figure as plotly's own object; it raises on an unknown name or a wrong value."""
    return go.Figure(figure)


def trace(figure: go.Figure, name: str) -> Any:
    """Return the trace called ``name``."""
    (found,) = (each for each in figure.data if each.name == name)
    return found


def names(figure: go.Figure) -> list[str]:
    return [each.name for each in figure.data]


def numbers(values: Any) -> NDArray[np.float64]:
    """Return a trace's values, decoded when they are base64."""
    if isinstance(values, dict):
        return np.frombuffer(b64decode(values["bdata"]), dtype=f"<{values['dtype']}").astype(float)
    return np.asarray(values, dtype=float)


def colours(value: object) -> Iterator[str]:
    """Yield every colour of a figure."""
    if isinstance(value, str) and (value.startswith(("#", "rgb"))):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from colours(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from colours(inner)
