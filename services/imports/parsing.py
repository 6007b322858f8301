"""Meter-data files: bytes in, checked values out, or one refusal in French."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from services.imports.billed_energy import read_billed_energy
from services.imports.buildings import read_buildings
from services.imports.defects import DefectError, refusal
from services.imports.files import FileKind, Limits, ParsedFile
from services.imports.hdm import read_hdm
from services.imports.r4x import read_r4x
from services.imports.r63 import read_r63
from services.imports.r171 import read_r171_csv, read_r171_xml
from services.imports.recognition import HEAD_BYTES, kind_of
from services.imports.soap_curve import read_soap_curve
from services.imports.soap_readings import read_soap_readings
from services.imports.temperature import read_temperatures
from services.imports.unpacking import peek, unpack

DEFAULT_LIMITS = Limits()

READERS: Mapping[FileKind, Callable[[bytes, Limits], ParsedFile]] = MappingProxyType(
    {
        FileKind.HDM_CURVE: read_hdm,
        FileKind.HOURLY_EXPORT: read_hdm,
        FileKind.R63_CURVE: read_r63,
        FileKind.R4X_CURVE: read_r4x,
        FileKind.SOAP_CURVE: read_soap_curve,
        FileKind.SOAP_READINGS: read_soap_readings,
        FileKind.BILLED_ENERGY: read_billed_energy,
        FileKind.R171_XML: read_r171_xml,
        FileKind.R171_CSV: read_r171_csv,
        FileKind.BUILDINGS: read_buildings,
        FileKind.TEMPERATURE: read_temperatures,
    }
)


def parse(name: str, data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> ParsedFile:
    """Return all that a file holds, checked to its last line.

    ``name`` is only shown. Raises ImportRefusedError, which names the file, line, column, value,
    reason and remedy, for a file that is not wholly right.
    """
    try:
        content = unpack(data, limits)
        return READERS[kind_of(content[:HEAD_BYTES])](content, limits)
    except DefectError as defect:
        raise refusal(name, defect) from defect


def recognise(name: str, head: bytes) -> FileKind:
    """Return the kind of the file that starts with ``head``, by its content.

    Give some 64 kB, packed or not. Raises ImportRefusedError for a kind that nothing here reads.
    """
    try:
        return kind_of(peek(head, HEAD_BYTES))
    except DefectError as defect:
        raise refusal(name, defect) from defect
