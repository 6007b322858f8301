"""Numbers and dates as French readers write them: narrow spaces, commas, true minus signs."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from services.kernel import formats


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1878, 0, "1\u202f878"),
        (1234567.891, 2, "1\u202f234\u202f567,89"),
        (-1234, 0, "\u22121\u202f234"),
        (-0.04, 1, "0,0"),
        (-0.05001, 1, "\u22120,1"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-6.25, 1, "\u22126,3"),
        (Decimal("1325.67"), 2, "1\u202f325,67"),
        (Decimal("-0.005"), 2, "\u22120,01"),
        (Decimal("-0.004"), 2, "0,00"),
    ],
)
def test_number(value: float | Decimal, decimals: int, expected: str) -> None:
    assert formats.number(value, decimals) == expected


def test_quantity_holds_number_and_unit_together() -> None:
    assert formats.quantity(1878, "kWh") == "1\u202f878\u202fkWh"
    assert formats.quantity(0.25, "kW", 1) == "0,3\u202fkW"


def test_euros_have_two_decimals() -> None:
    assert formats.euros(Decimal("1325.67")) == "1\u202f325,67\u202f€"
    assert formats.euros(Decimal("0")) == "0,00\u202f€"
    assert formats.euros(Decimal("-12.5")) == "\u221212,50\u202f€"


def test_percent() -> None:
    assert formats.percent(52, 0) == "52\u202f%"
    assert formats.percent(8.25) == "8,3\u202f%"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (8.2, "+8,2\u202f%"),
        (-6.21, "\u22126,2\u202f%"),
        (0.0, "0,0\u202f%"),
        (0.04, "0,0\u202f%"),
        (-0.04, "0,0\u202f%"),
        (1234.5, "+1\u202f234,5\u202f%"),
    ],
)
def test_change_is_signed_unless_nothing_changed(value: float, expected: str) -> None:
    assert formats.change(value) == expected


def test_dates() -> None:
    day = date(2015, 11, 18)

    assert formats.short_date(day) == "18/11/2015"
    assert formats.long_date(day) == "mercredi 18 novembre 2015"
    assert formats.list_date(day) == "18 nov."
    assert formats.month_name(day) == "novembre 2015"


def test_the_first_of_a_month_is_an_ordinal() -> None:
    day = date(2021, 8, 1)

    assert formats.long_date(day) == "dimanche 1er août 2021"
    assert formats.list_date(day) == "1er août"
    assert formats.short_date(day) == "01/08/2021"


def test_every_month_and_day_has_its_name() -> None:
    names = [formats.month_name(date(2021, month, 1)).split()[0] for month in range(1, 13)]
    days = [formats.long_date(date(2021, 2, day)).split()[0] for day in range(1, 8)]

    assert names == [
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ]  # fmt: skip
    assert days == ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]


def test_moments() -> None:
    moment = datetime(2015, 12, 14, 13, 5, 46)  # noqa: DTZ001 - local time, shown as it is

    assert formats.sign_in_moment(moment) == "lundi 14 décembre 2015 13:05:46"
    assert formats.hour(moment) == "13\u202fh\u202f05"
    assert formats.hour(moment.replace(hour=0, minute=0)) == "0\u202fh\u202f00"


def test_references_are_grouped() -> None:
    assert formats.prm("28000104286017") == "28\u202f000\u202f104\u202f286\u202f017"


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("0261910417", "02 61 91 04 17"),
        ("+33612345678", "06 12 34 56 78"),
        ("+3221234567", "+32 2 123 45 67"),
        ("+32470123456", "+32 470 12 34 56"),
        ("+352621123456", "+352 621 12 34 56"),
        ("+12125550123", "+1 212 555 01 23"),
        ("+493012345678", "+49 301 234 56 78"),
        ("", ""),
        ("3631", "3631"),
    ],
)
def test_telephones_are_grouped_as_their_country_reads_them(kept: str, shown: str) -> None:
    assert formats.telephone(kept) == shown.replace(" ", "\u202f")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ((2015, 10, 12), (2015, 10, 12), "12 octobre 2015"),
        ((2015, 10, 12), (2015, 10, 18), "12 au 18 octobre 2015"),
        ((2015, 9, 28), (2015, 10, 1), "28 septembre au 1er octobre 2015"),
        ((2015, 12, 31), (2016, 1, 1), "31 décembre 2015 au 1er janvier 2016"),
        ((2015, 10, 1), (2016, 10, 1), "1er octobre 2015 au 1er octobre 2016"),
    ],
)
def test_date_range(first: tuple[int, int, int], last: tuple[int, int, int], expected: str) -> None:
    assert formats.date_range(date(*first), date(*last)) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ((2015, 10), (2015, 10), "octobre 2015"),
        ((2015, 1), (2015, 10), "janvier à octobre 2015"),
        ((2014, 11), (2015, 10), "novembre 2014 à octobre 2015"),
    ],
)
def test_month_range(first: tuple[int, int], last: tuple[int, int], expected: str) -> None:
    assert formats.month_range(date(*first, 1), date(*last, 28)) == expected
