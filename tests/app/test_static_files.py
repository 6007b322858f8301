"""Static files: hashed addresses, compressed once, nothing else beside them."""

import gzip
import hashlib
import re
from pathlib import Path

import brotli
import pytest
from flask.testing import FlaskClient

from app.compression import Compressor
from app.factory import Application
from app.static_files import StaticFiles, best_encoding, content_type

FOREVER = "public, max-age=31536000, immutable"
LINKED = re.compile(r'(?:src|href)="(/static/[^"]+)"')


@pytest.fixture
def script(agency: Application) -> str:
    """Return the address of a long script."""
    return agency.files.url("vendor/plotly-basic.min.js")


def test_every_file_that_a_page_names_is_there(agency: Application, manager: FlaskClient) -> None:
    pages = [manager.get("/").text, agency.server.test_client().get("/connexion").text]
    addresses = {address for page in pages for address in LINKED.findall(page)}
    assert len(addresses) > 5
    for address in addresses:
        answer = manager.get(address)

        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == FOREVER
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Vary"] == "Accept-Encoding"


def test_files_that_stylesheets_name_are_there(agency: Application, manager: FlaskClient) -> None:
    for name in ("app.css", "vendor/fonts/fonts.css"):
        address = agency.files.url(name)
        found = re.findall(r"url\([\"']?([^)\"']+)[\"']?\)", manager.get(address).text)
        for relative in found:
            if not relative.startswith("data:"):
                path = (Path(address).parent / relative).as_posix()
                parts: list[str] = []
                for part in path.split("/"):
                    parts = parts[:-1] if part == ".." else [*parts, part]
                assert manager.get("/".join(parts)).status_code == 200, (name, relative)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br, gzip", "br"),
        ("gzip", "gzip"),
        ("", None),
        ("identity", None),
        ("br;q=0, gzip", "gzip"),
    ],
)
def test_a_file_is_sent_as_the_browser_takes_it(
    stranger: FlaskClient, script: str, accepted: str, encoding: str | None
) -> None:
    plain = Path("assets/vendor/plotly-basic.min.js").read_bytes()
    answer = stranger.get(script, headers={"Accept-Encoding": accepted})
    undo = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]

    assert answer.headers.get("Content-Encoding") == encoding
    assert undo(answer.data) == plain
    assert answer.content_length == len(answer.data)


def test_head_sends_the_headers_alone(stranger: FlaskClient, script: str) -> None:
    whole, head = stranger.get(script), stranger.head(script)

    assert head.status_code == 200
    assert head.data == b""
    assert head.headers["Content-Length"] == str(len(whole.data))
    assert head.headers["Content-Type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize(
    "address",
    [
        "/static/", "/static/000000000000/app.css", "/static/app.css", "/static/../app/auth.py",
        "/static/{hash}/", "/static/{hash}/../../../etc/passwd", "/static/{hash}/%2e%2e/auth.py",
        "/static/{hash}/..%2f..%2fapp/auth.py", "/static/{hash}/.gitkeep", "/static/{hash}/vendor",
        "/static/{hash}//app.css", "/static/{hash}/app.css/", "/static/{hash}/APP.CSS",
        "/static/{hash}/app.css%00", "/static/{hash}/\u00e9", "/static/{hash}/css",
    ],
)  # fmt: skip
def test_nothing_else_is_given_out(
    agency: Application, stranger: FlaskClient, manager: FlaskClient, address: str
) -> None:
    digest = agency.files.url("app.css").split("/")[2]

    assert stranger.get(address.format(hash=digest)).status_code in {302, 308}
    assert manager.get(address.format(hash=digest)).status_code in {404, 308}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_files_are_only_read(manager: FlaskClient, script: str, method: str) -> None:
    assert manager.open(script, method=method).status_code in {400, 404}


def test_the_address_changes_with_the_content(tmp_path: Path) -> None:
    def addresses(content: str) -> tuple[str, str]:
        (tmp_path / "a.css").write_text(content)
        (tmp_path / "vendor").mkdir(exist_ok=True)
        (tmp_path / "vendor" / "b.js").write_text("b")
        files = StaticFiles(tmp_path, Compressor(tmp_path / "cache"))
        return files.url("a.css"), files.url("vendor/b.js")

    first, again, other = addresses("a{}"), addresses("a{}"), addresses("a{b:c}")

    assert first == again
    assert first[0] != other[0]
    assert first[1] == other[1]  # a release of ours does not reload what is vendored


def test_an_unknown_file_has_no_address(agency: Application) -> None:
    with pytest.raises(KeyError):
        agency.files.url("missing.css")


def suite_addresses(manager: FlaskClient) -> list[str]:
    return re.findall(r'"(/_dash-component-suites/[^"]+)"', manager.get("/").text)


def test_the_scripts_of_dash_are_for_the_signed_in(
    manager: FlaskClient, stranger: FlaskClient
) -> None:
    chunk = "/_dash-component-suites/dash/dcc/async-dropdown.js"
    addresses = [*suite_addresses(manager), chunk]
    assert len(addresses) > 2
    for address in addresses:
        answer = manager.get(address, headers={"Accept-Encoding": "br"})

        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] in {FOREVER, "private, max-age=86400"}
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert stranger.get(address).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "dash/dash.py", "dash/../flask/app.py", "flask/app.py", "os/path", "dash//", "dash/x.js",
        "dash/deps/%2e%2e/dash.py", "dash/", "/", "app/auth.py",
        "services/demonstration/demo_data/README.md",
        "dash/deps/polyfill@7.v1_0m0.min.js/../../dash.py", "\u00e9/\u00e9", "numpy/x.so",
    ],
)  # fmt: skip
def test_no_other_file_of_a_package_is_given_out(
    manager: FlaskClient, stranger: FlaskClient, path: str
) -> None:
    answer = manager.get(f"/_dash-component-suites/{path}")

    assert answer.status_code in {400, 404, 308}
    assert "import " not in answer.text
    assert stranger.get(f"/_dash-component-suites/{path}").status_code in {401, 308}


def test_compressed_files_are_kept_for_the_next_start(tmp_path: Path) -> None:
    content = b"sillon " * 1000
    first = Compressor(tmp_path).compress(content)
    kept = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    second = Compressor(tmp_path).compress(content)

    assert first == second
    assert set(kept) == {f"{hashlib.sha256(content).hexdigest()}.{e}" for e in ("br", "gzip")}
    assert kept == {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert Compressor(tmp_path).compress(b"short") == {}


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=1.0, gzip;q=0.8", "br"),
        ("gzip;q=0, br;q=0.0", ""),
        ("deflate", ""),
        ("brotli", ""),
        ("br;q=wrong", ""),
        ("", ""),
        (",;=,", ""),
    ],
)
def test_the_best_encoding_is_one_that_was_offered(accepted: str, expected: str) -> None:
    assert best_encoding(accepted, {"": b"", "br": b"", "gzip": b""}) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.css", "text/css; charset=utf-8"),
        ("a.woff2", "font/woff2"),
        ("a.svg", "image/svg+xml"),
        ("a.unknown", "application/octet-stream"),
    ],
)
def test_a_file_name_tells_the_media_type(name: str, expected: str) -> None:
    assert content_type(name) == expected
