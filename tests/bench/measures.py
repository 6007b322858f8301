"""What is measured of a peer, by pages and by rounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict


class Times(TypedDict):
    """Milliseconds since the navigation or the person's event."""

    first_ms: float
    all_ms: float
    fcp_ms: float
    blocked_ms: float


@dataclass(frozen=True, slots=True)
class DataRequest:
    """A request for data, to be sent again by a script."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Load:
    """A visit to a page: milliseconds of its clock, kB on the wire and requests that went out."""

    times: Times
    kilobytes: float
    requests: int
    data_requests: Sequence[DataRequest]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of site or year, from the click on until both charts are painted."""

    times: Times
    kilobytes: float
    main_thread_ms: float
    data_requests: Sequence[DataRequest]


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes one after another, and the server's CPU for each on average."""

    each: Sequence[Change]
    server_cpu_ms: float


@dataclass(frozen=True, slots=True)
class Export:
    """An Excel file: from the click to the complete file, and what it cost the server."""

    seconds: float
    server_cpu_s: float
    kilobytes: float


@dataclass(frozen=True, slots=True)
class Measured:
    """All that one peer showed in one round."""

    load_average: float
    cold: Load
    warm: Load
    sites: Changes
    years: Changes
    memory_mb: float
    export: Export | None
    memory_sessions_mb: float | None
    interactions_per_s: float | None
    new_interactions_per_s: float | None
    sign_in_kilobytes: float | None


Rounds = list[dict[str, Measured]]
"""Of each round, by the peer's name."""
