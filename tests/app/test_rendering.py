"""Which elements stay Dash's: those that a callback names, in any of its ways to name them."""

from collections.abc import Mapping

from dash import ALL, Dash, Input, Output, State
from dash import html as dash_html

from app.rendering import fold, live_ids
from components import html
from tests.app.browsing import Person
from tests.app.callbacks import Callback, Json, find_components, open_page


def small_app() -> Dash:
    """Return an application with a callback of every kind."""
    app = Dash("small", suppress_callback_exceptions=True)
    app.layout = dash_html.Div()
    app.callback(
        Output("a", "children"),
        Output("b", "children", allow_duplicate=True),
        Input("c", "n_clicks"),
        State("d", "value"),
        running=[(Output("e", "className"), "busy", "")],
        prevent_initial_call=True,
    )(lambda *_: None)
    app.callback(Output("f", "children"), Input({"kind": "g", "index": ALL}, "n_clicks"))(str)
    return app


def test_a_callback_keeps_all_that_it_names() -> None:
    assert set("abcdef") <= live_ids(small_app())


def test_an_input_stays_with_dash() -> None:
    page = html.Div(html.Button("Envoyer", id="c"))

    folded = fold(page, live_ids(small_app()))

    assert isinstance(folded, Mapping)
    assert folded["props"] == {"tree": ["div", 0, [0]], "children": [page.children]}


def test_an_id_of_several_parts_stays_with_dash() -> None:
    button = html.Button("Envoyer", id={"kind": "g", "index": 1})

    folded = fold(html.Div(button), frozenset())

    assert isinstance(folded, Mapping)
    assert folded["props"] == {"tree": ["div", 0, [0]], "children": [button]}


def test_no_callback_names_what_was_folded_away(
    people: dict[str, Person], callbacks: tuple[Callback, ...]
) -> None:
    client = people["gestionnaire"].client
    pages: list[Json] = [open_page(client, "/consommations").get_json()["response"]]
    pages.append(client.get("/_dash-layout").get_json())
    kept = {name for page in pages for name in find_components(page)}
    used = {
        name.rpartition(".")[0]
        for callback in callbacks
        for name in (*callback.arguments, *callback.outputs)
        if "." in name
    }

    assert used <= kept
