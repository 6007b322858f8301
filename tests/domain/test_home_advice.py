"""One piece of advice at most, from the last twelve months."""

from datetime import date

from services.domain.consumption import (
    ConsumptionHistory,
    ConsumptionPeriod,
    Granularity,
    PeriodSource,
)
from services.domain.home_advice import AdviceKind, choose_advice
from services.domain.readings import ReadingNature

NUMBER = "C4-11-000001"


def year(kwh: int, before: int | None, nature: ReadingNature) -> ConsumptionHistory:
    period = ConsumptionPeriod(
        anchor=date(2015, 10, 1),
        start=date(2015, 10, 1),
        end=date(2015, 10, 31),
        energy_kwh=(0, 0, kwh, 0),
        source=PeriodSource.READING,
        nature=nature,
        previous_kwh=before,
    )
    return ConsumptionHistory(Granularity.MONTH, period.start, date(2015, 11, 1), (period,))


def test_a_rise_is_told_from_ten_per_cent_on() -> None:
    real = ReadingNature.REAL
    told = choose_advice(NUMBER, year(1_100, 1_000, real))

    assert told is not None
    assert (told.kind, told.change_pct) == (AdviceKind.RISE, 10.0)
    assert told.key == "rise C4-11-000001 2015-10-01"
    assert choose_advice(NUMBER, year(1_099, 1_000, real)) is None
    assert choose_advice(NUMBER, year(1_100, None, real)) is None


def test_an_estimate_comes_before_a_rise() -> None:
    told = choose_advice(NUMBER, year(2_000, 1_000, ReadingNature.ESTIMATED))

    assert told is not None
    assert (told.kind, told.change_pct) == (AdviceKind.ESTIMATED, None)


def test_nothing_to_say_without_a_reading() -> None:
    assert choose_advice(NUMBER, None) is None
