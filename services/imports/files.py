"""What a meter-data file holds once read and checked: values, no bytes and no database."""

from dataclasses import dataclass
from enum import StrEnum

from services.domain.load_curve import Channel, LoadCurve
from services.domain.readings import EnergyReading, IndexReading
from services.domain.temperature import DailyTemperature

MIB = 1 << 20


class FileKind(StrEnum):
    """The kinds of file that can be read, told by their content."""

    HDM_CURVE = "hdm_curve"
    HOURLY_EXPORT = "hourly_export"
    R63_CURVE = "r63_curve"
    R4X_CURVE = "r4x_curve"
    SOAP_CURVE = "soap_curve"
    SOAP_READINGS = "soap_readings"
    BILLED_ENERGY = "billed_energy"
    R171_XML = "r171_xml"
    R171_CSV = "r171_csv"
    BUILDINGS = "buildings"
    TEMPERATURE = "temperature"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of a file; beyond it the file is refused."""

    packed_bytes: int = 64 * MIB
    unpacked_bytes: int = 256 * MIB
    xml_bytes: int = 64 * MIB
    rows: int = 2_000_000


@dataclass(frozen=True, slots=True)
class PointCurve:
    """A curve of one metering point; ``prm`` None where the file names only a ``label``."""

    prm: str | None
    label: str
    channel: Channel
    curve: LoadCurve


@dataclass(frozen=True, slots=True)
class PointEnergy:
    """A billed energy of one metering point; ``prm`` None where the file does not name it."""

    prm: str | None
    reading: EnergyReading


@dataclass(frozen=True, slots=True)
class PointIndex:
    """A register of one metering point."""

    prm: str
    reading: IndexReading


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """All that one file holds; ``notes`` are sentences for the import report."""

    kind: FileKind
    curves: tuple[PointCurve, ...] = ()
    energy_readings: tuple[PointEnergy, ...] = ()
    index_readings: tuple[PointIndex, ...] = ()
    temperatures: tuple[DailyTemperature, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def prms(self) -> tuple[str, ...]:
        """Return the PRM numbers that the file names, sorted."""
        named = [part.prm for part in self.curves]
        named += [part.prm for part in self.energy_readings]
        named += [part.prm for part in self.index_readings]
        return tuple(sorted({prm for prm in named if prm is not None}))

    @property
    def labels_without_prm(self) -> tuple[str, ...]:
        """Return the labels that the caller has to give a PRM to, in the order of the file."""
        labels = [curve.label for curve in self.curves if curve.prm is None]
        if any(energy.prm is None for energy in self.energy_readings):
            labels.append("")
        return tuple(dict.fromkeys(labels))
