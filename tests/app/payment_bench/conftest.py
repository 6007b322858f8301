"""A bench that runs, with a shop that listens."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateways.payment_house import BenchHouse, open_bench


@pytest.fixture
def house(tmp_path: Path) -> Iterator[BenchHouse]:
    with open_bench(tmp_path) as house:
        yield house
