"""The drawn clicks: as many as asked for, by the shares of the mix, complete on the wire."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from tests.app.callbacks import Callback
from tests.bench.crowd import Member
from tests.bench.traffic import MIX, Click, Site, Wanted, draw_clicks

CURVE = Callback("curve.figure", ("brush.data",), ("_pages_location.search",), is_clientside=False)
SITE = Site("127.0.0.1:8050", CURVE, ["/static/a.css", "/static/b.js"])
CROWD = [Member("manager", tuple(f"C4-{n}" for n in range(20))), Member("household", ("C5-1",))]


def draw(seconds: float) -> list[Click]:
    return draw_clicks(SITE, CROWD, ["one", "two"], rate=50, seconds=seconds)


def test_fifty_a_second_arrive_at_random_moments() -> None:
    clicks = draw(60)
    gaps = [b.at_s - a.at_s for a, b in pairwise(clicks)]

    assert 2800 < len(clicks) < 3200
    assert clicks[-1].at_s < 60
    assert min(gaps) >= 0
    assert sum(gap < 0.01 for gap in gaps) / len(gaps) == pytest.approx(0.39, abs=0.04)


def test_actions_come_by_their_shares() -> None:
    clicks = draw(120)
    counts = Counter(click.action for click in clicks)

    assert sum(share for _, share in MIX.values()) == pytest.approx(1)
    for action, (_, share) in MIX.items():
        assert counts[action] / len(clicks) == pytest.approx(share, abs=0.02)


def test_managers_go_from_site_to_site_and_households_stay() -> None:
    changes = [c for c in draw(60) if c.action == "change of site"]
    asked = {
        person: {
            c.request.split(b"contrat=")[1].split(b'"')[0] for c in changes if c.person == person
        }
        for person in (0, 1)
    }

    assert len(asked[0]) == 20
    assert asked[1] == {b"C5-1"}


def test_the_brush_moves_over_the_year() -> None:
    starts = {
        c.request.split(b'"start":"')[1][:10].decode() for c in draw(60) if c.action == "brush"
    }

    assert starts == {date(2025, month, 1).isoformat() for month in range(1, 13)}


def test_a_request_is_complete() -> None:
    sent = Wanted("/_dash-update-component", b'{"a":1}').on_the_wire("host:1", "cookie")
    head, _, body = sent.partition(b"\r\n\r\n")

    assert head.startswith(b"POST /_dash-update-component HTTP/1.1\r\nHost: host:1\r\n")
    assert b"\r\nCookie: ael=cookie\r\n" in head
    assert b"\r\nContent-Length: 7" in head
    assert body == b'{"a":1}'
    assert Wanted("/").on_the_wire("h", "c").startswith(b"GET / HTTP/1.1\r\n")
