"""Dash's HTML elements, built without the checks that Dash makes of every property.

A page has some three hundred elements, and Dash's own constructor spends a hundredth of a
millisecond on each: names of the properties, wildcards, ids. Ours keeps what it is given. The same
checks run in the tests instead, on every page (``strict``).
"""

from abc import ABCMeta
from typing import TYPE_CHECKING, TypeVar, cast

from dash import html as dash_html
from dash.development.base_component import Component

if TYPE_CHECKING:
    from collections.abc import Mapping

Element = TypeVar("Element", bound=type[Component])


class Lean:
    """What the lean elements do otherwise than Dash's: they are built and written down fast.

    ``tag``: the element's name in HTML.
    """

    _namespace: str
    _type: str
    tag: str

    def __init__(self, children: object = None, **props: object) -> None:
        if children is not None:
            props["children"] = children
        self.__dict__ = props

    @property
    def properties(self) -> "Mapping[str, object]":
        """Return what the element was given, children included."""
        return self.__dict__

    def to_plotly_json(self) -> "Mapping[str, object]":
        """Return what Dash's renderer reads; its properties are not copied."""
        return {"props": self.__dict__, "type": self._type, "namespace": self._namespace}


def _lean(kind: Element) -> Element:
    """Return ``kind`` with the lean constructor; what a strict one notes of itself is noted once.

    The module stays Dash's own: it takes any other for a library of components.
    """
    attributes = {
        **vars(kind()),
        "__module__": kind.__module__,
        "_namespace": vars(kind)["_namespace"],
        "tag": kind.__name__.lower(),
    }
    made: object = ABCMeta.__new__(type(kind), kind.__name__, (Lean, kind), attributes)
    return cast("Element", made)


def _native(name: str, tag: str) -> type[dash_html.Div]:
    """Return an element that Dash's HTML lacks or that takes less there than the browser's does.

    It is always drawn at once, with React's names (``defaultValue``, ``maxLength``); no callback
    can know it.
    """
    attributes = {
        **vars(dash_html.Div()),
        "__module__": dash_html.Div.__module__,
        "_namespace": vars(dash_html.Div)["_namespace"],
        "_type": name,
        "tag": tag,
    }
    made: object = ABCMeta.__new__(type(dash_html.Div), name, (Lean, dash_html.Div), attributes)
    return cast("type[dash_html.Div]", made)


def strict(component: Component) -> Component:
    """Return ``component`` as Dash's own element; raises TypeError for what Dash would refuse."""
    kind = type(component)
    if kind in NATIVE:
        return component
    checked = kind.__bases__[1] if issubclass(kind, Lean) else kind
    made: Component = checked(**component.to_plotly_json()["props"])
    return made


A = _lean(dash_html.A)
B = _lean(dash_html.B)
Button = _lean(dash_html.Button)
Canvas = _lean(dash_html.Canvas)
Caption = _lean(dash_html.Caption)
Dd = _lean(dash_html.Dd)
Details = _lean(dash_html.Details)
Dialog = _lean(dash_html.Dialog)
Div = _lean(dash_html.Div)
Dl = _lean(dash_html.Dl)
Dt = _lean(dash_html.Dt)
Figure = _lean(dash_html.Figure)
Form = _lean(dash_html.Form)
H1 = _lean(dash_html.H1)
H2 = _lean(dash_html.H2)
H3 = _lean(dash_html.H3)
Header = _lean(dash_html.Header)
Hr = _lean(dash_html.Hr)
Img = _lean(dash_html.Img)
Label = _lean(dash_html.Label)
Li = _lean(dash_html.Li)
Main = _lean(dash_html.Main)
Nav = _lean(dash_html.Nav)
P = _lean(dash_html.P)
Progress = _lean(dash_html.Progress)
Section = _lean(dash_html.Section)
Span = _lean(dash_html.Span)
Strong = _lean(dash_html.Strong)
Summary = _lean(dash_html.Summary)
Table = _lean(dash_html.Table)
Tbody = _lean(dash_html.Tbody)
Td = _lean(dash_html.Td)
Tfoot = _lean(dash_html.Tfoot)
Th = _lean(dash_html.Th)
Thead = _lean(dash_html.Thead)
Tr = _lean(dash_html.Tr)
Ul = _lean(dash_html.Ul)

Input = _native("Input", "input")
Choice = _native("Choice", "select")
ChoiceItem = _native("ChoiceItem", "option")
NATIVE: frozenset[type[Component]] = frozenset({Input, Choice, ChoiceItem})
"""Fields as the browser has them: Dash's own take neither a name nor what describes them."""
