"""Spoilt files: whatever was done to them, a consistent value or a refusal, nothing else."""

import gzip
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.domain.load_curve import PointStatus
from services.imports.files import FileKind, ParsedFile
from services.imports.parsing import parse, recognise
from services.kernel.errors import ImportRefusedError
from tests.imports import samples

SMALL = {
    FileKind.HDM_CURVE: samples.hdm(),
    FileKind.HOURLY_EXPORT: samples.hdm("2020-02-03T00:30:00+01:00;1", step="30"),
    FileKind.R63_CURVE: samples.r63(),
    FileKind.R4X_CURVE: samples.r4x(),
    FileKind.SOAP_CURVE: samples.soap_curve(),
    FileKind.SOAP_READINGS: samples.soap_readings(),
    FileKind.BILLED_ENERGY: samples.billed(),
    FileKind.R171_CSV: samples.r171(),
    FileKind.R171_XML: samples.r171_xml(),
    FileKind.BUILDINGS: samples.buildings(),
    FileKind.TEMPERATURE: samples.temperatures(),
}
TOKENS = [
    b"", b";", b",", b"\n", b"\r", b'"', b"\0", b"-", b"+", b".", b"e9", b"NaN", b"99999999999999",
    b"9999-12-31T23:59:59+14:00", b"2020-10-25T02:30:00", b"\xff", "é".encode(), b"<", b">", b"&",
    b"</", b"<x>", b"<!--", b"&#0;", b"]]>", b"<?xml?>", b"{0}", b"%s",
    b"\xe2\x80\xa8", b"\x1f\x8b",
]  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """Draw a small file with some bytes cut out, doubled, or replaced by troublesome ones."""
    data = SMALL[draw(st.sampled_from(sorted(SMALL)))]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(start + draw(st.sampled_from([0, 1, 2, 8, 40, 4_000])), len(data))
        token = draw(st.sampled_from([*TOKENS, data[start:end] * 2]) | st.binary(max_size=4))
        data = data[:start] + token + data[end:]
    return draw(st.sampled_from([data, data, data, gzip.compress(data)]))


def assert_consistent(parsed: ParsedFile) -> None:
    for part in parsed.curves:
        curve = part.curve
        assert len(curve.power_w) == len(curve.status) > 0
        assert (curve.power_w.dtype, curve.status.dtype) == (np.dtype(np.int32), np.dtype(np.uint8))
        assert 0 <= curve.power_w.min() <= curve.power_w.max() <= 100_000_000
        assert curve.status.max() <= PointStatus.ESTIMATED
        assert not curve.power_w[curve.status == PointStatus.MISSING].any()
        assert curve.start.astype(int) % curve.step_s == 0
    for energy in parsed.energy_readings:
        assert energy.reading.start < energy.reading.end
        assert energy.reading.energy_kwh >= 0
    assert all(len(prm) == 14 and prm.isdigit() for prm in parsed.prms)


@pytest.mark.parametrize("kind", SMALL)
def test_the_small_files_are_right_before_they_are_spoilt(kind: FileKind) -> None:
    parsed = parse("f", SMALL[kind])
    assert parsed.kind is kind
    assert_consistent(parsed)


@given(spoilt())
@settings(max_examples=250, deadline=None)
def test_a_spoilt_file_is_read_or_refused(data: bytes) -> None:
    with suppress(ImportRefusedError):
        assert_consistent(parse("f", data))


@given(st.binary(max_size=200) | st.text(max_size=80).map(str.encode))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_recognised_or_refused(data: bytes) -> None:
    with suppress(ImportRefusedError):
        assert recognise("f", data) in FileKind


@pytest.mark.parametrize("path", ["c4_fr/Enedis_SGE_HDM_C4_CDC_brut.csv", "flux_c4/R4Q.xml"])
@pytest.mark.parametrize("share", [0.1, 0.37, 0.5, 0.77, 0.999])
def test_a_real_file_cut_on_the_way_is_refused(path: str, share: float) -> None:
    data = samples.demo(path)
    with pytest.raises(ImportRefusedError) as refused:
        parse("f", data[: int(len(data) * share)])
    assert refused.value.defect.reason in {"truncated", "step_unknown"}
