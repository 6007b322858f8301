"""Two requests of one account at the same time: one of them waits, and finds the other."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.kernel.errors import InvalidInputError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.privacy import personal_data
from services.storage import data_requests
from services.storage.engine import Database
from services.storage.models import DataRequest
from tests.conftest import NOW
from tests.services.keyed_house import house_of
from tests.services.viewers import add_viewer

TOGETHER_S = 0.5
"""How long one waits, having looked, for the other to have looked too; a lock makes it in vain."""


@pytest.mark.parametrize("ask", [personal_data.request_export, personal_data.request_erasure])
def test_one_of_two_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch, ask: Callable[..., None]
) -> None:
    viewer = replace(add_viewer(database, "jeanne"), elevated_at=NOW)
    both_have_looked = Barrier(2)
    look = data_requests.load_of

    def look_and_wait(session: Session, user_id: int, kind: str) -> Sequence[DataRequest]:
        found = look(session, user_id, kind)
        with suppress(BrokenBarrierError):
            both_have_looked.wait(TOGETHER_S)
        return found

    monkeypatch.setattr(data_requests, "load_of", look_and_wait)
    with ThreadPoolExecutor(2) as threads:
        ends = list(threads.map(lambda _: ends_well(ask, viewer, house_of(database)), range(2)))

    assert sorted(ends) == [False, True]
    with database.begin() as session:
        assert session.scalar(select(func.count()).select_from(DataRequest)) == 1


def ends_well(ask: Callable[..., None], viewer: Viewer, house: House) -> bool:
    try:
        ask(viewer, house=house, now=NOW)
    except InvalidInputError:
        return False
    return True
