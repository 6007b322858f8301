"""Documents are made in processes: what crashes or hangs costs its own document only."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from services.billing.render_processes import (
    Job,
    Outcome,
    ProcessesDoNotStartError,
    RenderProcesses,
)
from services.domain.invoices import InvoiceDetail
from services.exports.invoice_pdf import render_invoice
from services.exports.pdf.document import Pdf
from tests.exports import invoice_samples as samples
from tests.services.generators import CRASHES, HANGS, REFUSES, make_quickly


def fail_to_load() -> None:
    """Fail: what another process calls to get at Unreadable."""
    raise ImportError("as a library that is not there")


class Unreadable:
    """A maker of documents that another process cannot take in."""

    def __call__(self, _detail: InvoiceDetail) -> Pdf:
        """Never get here."""
        raise AssertionError

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        """Be made by a function that fails."""
        return fail_to_load, ()


def labelled(label: str) -> InvoiceDetail:
    sample = samples.brochure()
    return replace(sample, row=replace(sample.row, label=label))


def outcomes(labels: list[str], *, timeout_s: float = 20, count: int = 2) -> dict[int, Outcome]:
    jobs = [Job(number, labelled(label)) for number, label in enumerate(labels)]
    with RenderProcesses(count, make_quickly, timeout_s=timeout_s) as pool:
        return {outcome.number: outcome for outcome in pool.run(jobs)}


def test_every_job_has_its_document() -> None:
    found = outcomes(["a"] * 7)

    assert sorted(found) == [0, 1, 2, 3, 4, 5, 6]
    assert {outcome.pdf for outcome in found.values()} == {Pdf(b"%PDF FR-15-118-40271", 2)}


def test_a_crash_costs_one_document() -> None:
    found = outcomes(["a", CRASHES, "b", CRASHES, "c"])

    assert [found[n].pdf is not None for n in range(5)] == [True, False, True, False, True]
    assert found[1].error == "the process ended with code -9"


def test_what_hangs_is_killed() -> None:
    jobs = [Job(0, labelled("a")), Job(1, labelled(HANGS)), Job(2, labelled("b"))]
    with RenderProcesses(1, make_quickly, timeout_s=0.5) as pool:
        found = [(outcome.number, outcome.error) for outcome in pool.run(jobs)]

    assert found == [(0, ""), (1, "killed after 0.5 s"), (2, "")]


def test_a_refusal_is_said_in_one_line() -> None:
    assert outcomes([REFUSES])[0].error == "ValueError: a part fits no page"


def test_nothing_to_do_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.billing.render_processes._Process", None)
    with RenderProcesses(2, make_quickly) as pool:
        assert list(pool.run([])) == []


def test_processes_that_do_not_start_blame_no_document() -> None:
    with (
        RenderProcesses(2, Unreadable()) as pool,
        pytest.raises(ProcessesDoNotStartError, match="ended with code 1"),
    ):
        list(pool.run([Job(0, labelled("a"))]))


def test_another_process_makes_the_same_bytes() -> None:
    with RenderProcesses(1, render_invoice) as pool:
        (outcome,) = pool.run([Job(1, samples.to_pay())])

    assert outcome.pdf == render_invoice(samples.to_pay())
