"""The databases of a run, the same numbers in each, and the servers on them."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.clock import Wanted
from tests.bench.curves import year_curve
from tests.bench.estate import Estate, write_estate
from tests.bench.peers import Peer
from tests.bench.plain_data import write_plain_data
from tests.bench.servers import Server, our_server, plain_server

SITES, YEARS = 20, 3
WARMING_SITES = 3
"""More sites, to warm a server up with: what is measured is nobody's second question."""


@dataclass(frozen=True, slots=True)
class Stand:
    """The databases of both peers, the same numbers in each."""

    estate: Estate
    plain_file: Path

    def serve(self, peer: Peer) -> AbstractContextManager[Server]:
        """Start the peer's server."""
        if peer.name == "ours":
            return our_server(self.estate.url)
        return plain_server(self.plain_file)

    def wanted(self, site: int, year: int) -> Wanted:
        """Return what both charts show of a site's year."""
        curve = year_curve(site, year, seed=self.estate.seed)
        peak_kw = float(curve.power_w.max()) / 1000
        return Wanted(site, year, self.estate.contracts[site - 1], peak_kw)


@contextmanager
def stand() -> Iterator[Stand]:
    """Yield the databases of a run, written anew."""
    with TemporaryDirectory(prefix="bench-") as folder:
        estate = write_estate(
            f"sqlite:///{folder}/ours.sqlite", sites=SITES + WARMING_SITES, years=YEARS
        )
        plain_file = Path(folder) / "plain.sqlite"
        write_plain_data(plain_file, estate)
        yield Stand(estate, plain_file)
