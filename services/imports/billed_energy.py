"""Billed readings as CSV: kWh of a period and class, no PRM inside."""

from services.imports.energy_readings import RawEnergy, read_energies
from services.imports.files import FileKind, Limits, ParsedFile, PointEnergy
from services.imports.small_csv import read_rows

COLUMNS = ("grandeur", "classe", "unite", "debut", "fin", "valeur", "nature", "statut")


def read_billed_energy(content: bytes, limits: Limits) -> ParsedFile:
    """Return the billed energies, oldest first.

    Raises DefectError for anything that is not such a file.
    """
    rows = read_rows(content, COLUMNS, limits)
    raw = (RawEnergy(line, *(row[name] for name in COLUMNS)) for line, row in rows)
    # The file's order is quantity, class, unit, start, end, value, nature, state: RawEnergy's own.
    readings, notes = read_energies(raw)
    found = tuple(PointEnergy(None, reading) for reading in readings)
    return ParsedFile(FileKind.BILLED_ENERGY, energy_readings=found, notes=notes)
