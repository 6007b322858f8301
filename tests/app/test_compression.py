"""Pages and callback answers are compressed for those who take it, and say the same."""

import brotli
import pytest
from flask.testing import FlaskClient

from tests.app.callbacks import ADDRESS, Callback, body

LAYOUT = "/_dash-layout"


def test_a_long_answer_is_compressed_for_browsers_that_take_it(manager: FlaskClient) -> None:
    plain = manager.get(LAYOUT)
    packed = manager.get(LAYOUT, headers={"Accept-Encoding": "gzip, br"})

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "br"
    assert len(brotli.decompress(packed.data)) == len(plain.data)  # each has its own token
    assert packed.content_length == len(packed.data) < len(plain.data) / 2


def test_a_callback_says_the_same_compressed(
    manager: FlaskClient, callbacks: tuple[Callback, ...]
) -> None:
    router = next(c for c in callbacks if "_pages_content.children" in c.outputs)
    sent = body(router, {"_pages_location.pathname": "/consommations"})
    plain = manager.post(ADDRESS, json=sent)
    packed = manager.post(ADDRESS, json=sent, headers={"Accept-Encoding": "br"})

    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain.data


@pytest.mark.parametrize("accepted", ["", "gzip", "identity", "br;q=0", "br;q=0.0, gzip"])
def test_others_get_it_plain(manager: FlaskClient, accepted: str) -> None:
    answer = manager.get(LAYOUT, headers={"Accept-Encoding": accepted})

    assert "Content-Encoding" not in answer.headers
    assert answer.data.startswith(b"{")


@pytest.mark.parametrize("accepted", ["", "br"])
def test_caches_are_told_that_both_exist(manager: FlaskClient, accepted: str) -> None:
    answer = manager.get(LAYOUT, headers={"Accept-Encoding": accepted})

    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_short_answer_is_left_alone(stranger: FlaskClient) -> None:
    answer = stranger.get("/healthz", headers={"Accept-Encoding": "br"})

    assert answer.data == b"ok\n"
    assert "Content-Encoding" not in answer.headers


def test_a_workbook_is_compressed_already(manager: FlaskClient) -> None:
    with manager.get(
        "/consommations/export.xlsx?vue=annee", headers={"Accept-Encoding": "br"}
    ) as answer:
        assert "Content-Encoding" not in answer.headers
        assert answer.data.startswith(b"PK")
