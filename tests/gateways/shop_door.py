"""A shop's notification address: it keeps what it hears and answers as it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class ShopDoor:
    """``received``: body and headers of each message; ``answers``: what to answer, then 200."""

    received: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    body: bytes = b""
    origin: str = ""
    url: str = ""


@contextmanager
def open_door() -> Iterator[ShopDoor]:
    """Listen on a free port of this machine."""
    door = ShopDoor()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            door.received.append((self.rfile.read(length), dict(self.headers)))
            status = door.answers.pop(0) if door.answers else 200
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(door.body)))
            self.end_headers()
            self.wfile.write(door.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    door.origin = f"http://127.0.0.1:{server.server_address[1]}"
    door.url = f"{door.origin}/notification"
    try:
        yield door
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
