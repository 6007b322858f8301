"""The bench's book outlives a kill, and the bench that comes after reads it."""

from pathlib import Path

from app.payment_bench.journal import Journal, read_journal
from tests.gateways.payment_house import open_bench, order


def test_lines_are_kept_in_order(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "book.jsonl"
    book = Journal(path)
    book.write({"kind": "a", "n": 1})
    book.write({"kind": "é", "n": 2})
    book.close()

    assert read_journal(path) == ({"kind": "a", "n": 1}, {"kind": "é", "n": 2})
    assert path.stat().st_mode & 0o077 == 0


def test_a_line_that_a_kill_cut_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "book.jsonl"
    path.write_bytes(b'{"kind":"a"}\n{"kind":"b","n"')
    book = Journal(path)
    book.write({"kind": "c"})
    book.close()

    assert read_journal(path) == ({"kind": "a"}, {"kind": "c"})
    assert Journal(path).lines() == ({"kind": "a"}, {"kind": "c"})


def test_a_bench_that_starts_again_knows_what_was_paid(tmp_path: Path) -> None:
    with open_bench(tmp_path) as house:
        house.pay("accepted")
        house.pay("refused")
    with open_bench(tmp_path) as house:
        event = house.provider.fetch("R-0001")
        assert event is not None
        assert event.raw_status == "CAPTURED"
        refused = house.provider.fetch("R-0002")
        assert refused is not None
        assert refused.raw_status == "REFUSED"
        redirect = house.provider.start(order(url=house.door.url))
        assert house.submit(redirect, "accepted").status == 400
