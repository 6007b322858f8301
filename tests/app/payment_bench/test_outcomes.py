"""Every outcome of the bench: what the shop hears before and after the return, what is debited."""

import pytest

from app.payment_bench.outcomes import CARDS, INCIDENTS, STEPS, Outcome
from services.gateways.payment.interface import ForgedNotificationError
from tests.gateways.payment_house import RETURN, BenchHouse, order

AT_ONCE_AND_LATER = {
    "accepted": (["AUTHORISED"], ["CAPTURED"]),
    "refused": (["REFUSED"], []),
    "threeds_accepted": (["AUTHORISED"], []),
    "threeds_failed": (["REFUSED"], []),
    "abandoned": (["ABANDONED"], []),
    "expired": ([], ["ABANDONED"]),
    "silent": ([], []),
    "twice": (["AUTHORISED", "AUTHORISED"], []),
    "late": ([], ["AUTHORISED"]),
    "disordered": (["CAPTURED", "AUTHORISED"], []),
    "refused_then_accepted": (["REFUSED", "AUTHORISED"], []),
    "refusal_late": (["AUTHORISED"], ["REFUSED"]),
    "other_amount": (["AUTHORISED"], []),
}
ASKED = {
    "accepted": "CAPTURED",
    "refused": "REFUSED",
    "threeds_accepted": "AUTHORISED",
    "threeds_failed": "REFUSED",
    "abandoned": None,
    "expired": None,
    "silent": "AUTHORISED",
    "twice": "AUTHORISED",
    "late": "AUTHORISED",
    "disordered": "CAPTURED",
    "refused_then_accepted": "AUTHORISED",
    "refusal_late": "AUTHORISED",
    "other_amount": "AUTHORISED",
    "forged": None,
}


def test_every_choice_is_tried_here() -> None:
    assert set(ASKED) == set(AT_ONCE_AND_LATER) | {"forged"} == {*STEPS}
    assert {*CARDS, *INCIDENTS} - {Outcome.THREEDS} < {*STEPS}


@pytest.mark.parametrize("outcome", AT_ONCE_AND_LATER)
def test_the_shop_hears_of_it_in_this_order(house: BenchHouse, outcome: str) -> None:
    at_once, later = AT_ONCE_AND_LATER[outcome]

    page = house.pay(outcome)

    assert [event.raw_status for event in house.heard()] == at_once
    assert house.later(4.9) == 0
    assert house.later(0.1) == len(later)
    assert [event.raw_status for event in house.heard()] == [*at_once, *later]
    assert {event.order_reference for event in house.heard()} <= {"R-0001"}
    if outcome != "expired":
        assert (page.status, page.headers["Location"]) == (303, RETURN)


@pytest.mark.parametrize("outcome", ASKED)
def test_whoever_asks_gets_the_truth(house: BenchHouse, outcome: str) -> None:
    house.pay(outcome)

    event = house.provider.fetch("R-0001")

    assert (event and event.raw_status) == ASKED[outcome]
    paid = [line for line in house.debited() if line["status"] in {"AUTHORISED", "CAPTURED"}]
    assert len({line["uuid"] for line in paid}) == (event is not None and event.status.is_paid)


def test_a_copy_is_another_message_about_the_same(house: BenchHouse) -> None:
    house.pay("twice")

    (first, _), (second, _) = house.door.received
    assert first != second
    assert len({event.dedupe_key for event in house.heard()}) == 1


def test_a_disorder_is_about_one_transaction_and_a_second_card_about_two(
    house: BenchHouse,
) -> None:
    house.pay("disordered")
    assert len({event.provider_transaction for event in house.heard()}) == 1
    house.door.received.clear()
    house.pay("refused_then_accepted")
    assert len({event.provider_transaction for event in house.heard()}) == 2
    assert len(house.provider.fetch_all("R-0002")) == 2


def test_another_amount_is_told_and_debited(house: BenchHouse) -> None:
    house.pay("other_amount")

    (event,) = house.heard()
    (line,) = house.debited()
    assert (str(event.amount_eur), line["amount_cents"]) == ("306.24", 30624)


def test_a_forgery_is_sent_and_nothing_debited(house: BenchHouse) -> None:
    house.pay("forged")

    ((body, headers),) = house.door.received
    assert b"vads_trans_status=AUTHORISED" in body
    with pytest.raises(ForgedNotificationError):
        house.provider.parse_notification(body, headers)
    assert house.debited() == []


def test_a_time_out_leaves_the_browser_with_a_way_back(house: BenchHouse) -> None:
    page = house.pay("expired")

    assert page.status == 200
    assert f'href="{RETURN}"' in page.text


@pytest.mark.parametrize("answer", [400, 403, 500, 503, 303])
def test_what_does_not_arrive_is_tried_again_four_times(house: BenchHouse, answer: int) -> None:
    house.door.answers = [answer] * 20
    house.pay("threeds_accepted")

    sent = [house.later() for _ in range(6)]

    assert sent == [1, 1, 1, 1, 0, 0]
    assert [event.source for event in house.heard()] == ["PAY", *["RETRY"] * 4]
    assert len({event.dedupe_key for event in house.heard()}) == 1


@pytest.mark.parametrize("answer", [200, 202, 206, 301, 302])
def test_what_arrives_is_not_sent_again(house: BenchHouse, answer: int) -> None:
    house.door.answers = [answer]
    house.pay("threeds_accepted")

    assert house.later(60) == 0


def test_a_shop_that_comes_back_hears_of_it(house: BenchHouse) -> None:
    house.door.answers = [503, 500]
    house.pay("threeds_accepted")

    assert [house.later(), house.later(), house.later()] == [1, 1, 0]


def test_two_tabs_pay_once_with_one_number_and_twice_with_two(house: BenchHouse) -> None:
    made = order(url=house.door.url)
    first = house.provider.start(made)
    assert house.submit(first, "threeds_accepted").status == 303
    assert house.submit(first, "threeds_accepted").status == 400

    second = house.provider.start(order(trans_id="000002", url=house.door.url))
    assert house.submit(second, "threeds_accepted").status == 303
    assert len(house.provider.fetch_all("R-0001")) == 2


def test_a_refusal_may_be_tried_again(house: BenchHouse) -> None:
    redirect = house.provider.start(order(url=house.door.url))

    assert house.submit(redirect, "refused").status == 303
    assert house.submit(redirect, "threeds_accepted").status == 303
    assert [event.raw_status for event in house.heard()] == ["REFUSED", "AUTHORISED"]
