"""What a page receives and how long its main thread works, as the browser's debugger tells it."""

from dataclasses import dataclass, field
from typing import TypedDict

from playwright.sync_api import CDPSession, Page, Request

from tests.bench.measures import DataRequest

MEGABITS = 1_000_000 / 8
PHONE_NETWORK = {
    "offline": False,
    "latency": 60,
    "downloadThroughput": 9 * MEGABITS,
    "uploadThroughput": 3 * MEGABITS,
}
"""A 4G connection: 60 ms, 9 Mbit/s down, 3 up."""
PHONE_SLOWDOWN = 4
"""How much slower a mid-range phone's processor is."""


class Finished(TypedDict):
    """The end of a request."""

    encodedDataLength: float


@dataclass(frozen=True, slots=True)
class Taken:
    """What came over the wire since the last look: headers and encoded bodies."""

    kilobytes: float
    requests: int
    data_requests: list[DataRequest]


@dataclass
class Wire:
    """The debugger's view of one page, from its creation on."""

    session: CDPSession
    _sizes: list[float] = field(default_factory=list)
    _asked: list[DataRequest] = field(default_factory=list)

    @classmethod
    def of(cls, page: Page) -> "Wire":
        """Return the wire of ``page``, counting from now on."""
        wire = cls(page.context.new_cdp_session(page))
        wire.session.send("Network.enable")
        # The thread's own CPU time: what else the machine does counts less.
        wire.session.send("Performance.enable", {"timeDomain": "threadTicks"})
        wire.session.on("Network.loadingFinished", wire._count)
        page.on("request", wire._note)
        return wire

    def throttle(self) -> None:
        """Make the page a mid-range phone's on 4G."""
        self.session.send("Network.emulateNetworkConditions", PHONE_NETWORK)
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": PHONE_SLOWDOWN})

    def take(self) -> Taken:
        """Return what came since the last time."""
        taken = Taken(sum(self._sizes) / 1000, len(self._sizes), self._asked)
        self._sizes, self._asked = [], []
        return taken

    def busy_ms(self) -> float:
        """Return the CPU time of the main thread's tasks since the page began."""
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(float(m["value"]) for m in metrics if m["name"] == "TaskDuration")

    def _count(self, event: Finished) -> None:
        # What comes from the cache or from a data: address has no length.
        if event["encodedDataLength"]:
            self._sizes.append(event["encodedDataLength"])

    def _note(self, request: Request) -> None:
        if request.resource_type in {"xhr", "fetch"}:
            headers = {k: v for k, v in request.headers.items() if not k.startswith("sec-")}
            body = request.post_data_buffer
            self._asked.append(DataRequest(request.method, request.url, headers, body))
