"""Categories of the excise and segments of the VAT."""

import pytest

from services.domain.tariffs.rates import AcciseCategory, VatSegment
from services.domain.tariffs.taxes import accise_category, vat_segment


@pytest.mark.parametrize(
    ("power_kva", "category", "segment"),
    [
        (36, AcciseCategory.HOUSEHOLD, VatSegment.UP_TO_36_KVA),
        (37, AcciseCategory.SME, VatSegment.ABOVE_36_KVA),
        (250, AcciseCategory.SME, VatSegment.ABOVE_36_KVA),
        (251, AcciseCategory.HIGH_POWER, VatSegment.ABOVE_36_KVA),
    ],
)
def test_the_subscribed_power_decides(
    power_kva: int, category: AcciseCategory, segment: VatSegment
) -> None:
    assert accise_category(power_kva) is category
    assert vat_segment(power_kva) is segment
