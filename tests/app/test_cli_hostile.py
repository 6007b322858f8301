"""The import command against files that are no meter data, or worse."""

import gzip
import os
import shutil
from pathlib import Path

import pytest

from app import cli
from app.commands.context import printable
from services.storage.engine import Database
from tests.conftest import standing_clock
from tests.services.metering import PRM, add_points, billed, dump

GOOD = billed(("HPH", "2021-01-09", "2021-02-09", "100.0"))


@pytest.fixture
def points(database: Database) -> Database:
    """Return a database with metering points and no meter data."""
    add_points(database)
    return database


def give(database_url: str, path: Path) -> int:
    return cli.main(
        ["import", str(path), "--prm", PRM],
        environ={"AEL_DATABASE_URL": database_url},
        clock=standing_clock,
    )


def test_what_is_no_ordinary_file_is_refused_at_once(
    points: Database, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe = tmp_path / "tube"
    os.mkfifo(pipe)
    before = dump(points)
    for path in (pipe, tmp_path):
        assert give(database_url, path) == 1
        assert "n’est pas un fichier ordinaire" in capsys.readouterr().err
    assert dump(points) == before


@pytest.mark.parametrize("name", ["\x1b[31mrouge.csv", "a\u202eb.csv", os.fsdecode(b"caf\xe9.csv")])
def test_a_name_may_hold_anything(
    points: Database,
    database_url: str,
    tmp_path: Path,
    name: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / name
    path.write_bytes(GOOD)
    assert give(database_url, path) == 0
    shown = capsys.readouterr().out
    assert shown
    assert not {"\x1b", "\u202e", "\udce9"} & set(shown)
    assert give(database_url, Path(shutil.copy(path, tmp_path / f"{name}2"))) == 0


def test_measures_of_the_future_are_refused(
    points: Database, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = tmp_path / "futur.csv"
    late.write_bytes(billed(("HPH", "2035-01-09", "2035-02-09", "100.0")))
    before = dump(points)
    assert give(database_url, late) == 1
    assert "jusqu’au 09/02/2035" in capsys.readouterr().err
    assert dump(points) == before


def test_a_gzip_of_very_many_members_is_refused(
    points: Database, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bomb = tmp_path / "bombe.csv.gz"
    bomb.write_bytes(gzip.compress(b"") * 5_000)
    assert give(database_url, bomb) == 1
    assert "bombe.csv.gz" in capsys.readouterr().err


def test_printable_keeps_lines_and_letters() -> None:
    assert printable("Été\u202f: 1\u202f878 kWh\nsuite") == "Été\u202f: 1\u202f878 kWh\nsuite"
    assert printable("a\x1b[2Jb\x07") == "a\ufffd[2Jb\ufffd"
