"""Which kind of file the first bytes announce, whatever its name."""

import re

from services.imports.defects import DefectError, Reason
from services.imports.files import FileKind
from services.imports.names import plain

BOM = b"\xef\xbb\xbf"
HEAD_BYTES = 65_536
WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
CUSTOMER_STEPS_MIN = {"15", "30", "60"}

_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s/>]")
_DETAILED_ANSWER = re.compile(rb"<(?:[\w.-]+:)?consulterMesuresDetaillees\w*Response[\s/>]")
_READINGS_ANSWER = re.compile(rb"<(?:[\w.-]+:)?consulterMesuresResponse[\s/>]")


def kind_of(head: bytes) -> FileKind:
    """Return the kind of a file from the first bytes of its content.

    Raises DefectError for an archive, a text that is not UTF-8, and what nothing here reads.
    """
    if head.startswith(b"PK\x03\x04"):
        raise DefectError(Reason.ZIP_ARCHIVE)
    if head.startswith(WIDE_BOMS):
        raise DefectError(Reason.ENCODING)
    if b"\0" in head:
        raise DefectError(Reason.BINARY)
    start = head.removeprefix(BOM).lstrip()
    kind = _xml_kind(start) if start.startswith(b"<") else _csv_kind(start)
    if kind is None:
        raise DefectError(Reason.UNKNOWN_KIND, value=start.split(b"\n", 1)[0])
    return kind


def _xml_kind(start: bytes) -> FileKind | None:
    root = _ROOT.search(start)
    found = root.group(1) if root else b""
    if found == b"R171":
        return FileKind.R171_XML
    if found == b"Courbe":
        return FileKind.R4X_CURVE
    if found == b"Envelope" and _DETAILED_ANSWER.search(start):
        return FileKind.SOAP_CURVE
    if found == b"Envelope" and _READINGS_ANSWER.search(start):
        return FileKind.SOAP_READINGS
    # Declared entities may hide the root: say what is wrong rather than "unknown".
    if b"<!DOCTYPE" in start.upper():
        raise DefectError(Reason.DOCTYPE)
    return None


def _csv_kind(start: bytes) -> FileKind | None:
    lines = [plain(line.decode("utf-8", "replace")) for line in start.split(b"\n", 5)[:5]]
    first = lines[0].replace('"', "")
    if first.startswith("identifiant prm;type de donnees;"):
        return _hdm_kind(lines)
    names = set(re.split("[;,]", first))
    for kind, needed in _SIGNATURES.items():
        if needed <= names:
            return kind
    return None


_SIGNATURES = {
    FileKind.R63_CURVE: {"identifiant prm", "horodate", "valeur", "pas"},
    FileKind.BILLED_ENERGY: {"grandeur", "classe", "debut", "fin", "valeur"},
    FileKind.R171_CSV: {"prm", "grandeur", "classe", "date_fin", "valeur"},
    FileKind.BUILDINGS: {"debut_utc"},
    FileKind.TEMPERATURE: {"date", "tmin", "tmax", "tmoy"},
}


def _hdm_kind(lines: list[str]) -> FileKind:
    """Tell the export of the customer's space from the HDM file: same layout, longer steps."""
    names, values = lines[0].split(";"), (lines[1:2] or [""])[0].split(";")
    step = dict(zip(names, values, strict=False)).get("pas en minutes", "")
    if step in CUSTOMER_STEPS_MIN or any("fin de pas" in line for line in lines[2:]):
        return FileKind.HOURLY_EXPORT
    return FileKind.HDM_CURVE
