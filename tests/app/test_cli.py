"""The command line: what it prints and the codes that it ends with."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import cli, server
from app.settings import DEMO_SECRET_KEY, Settings
from services.demonstration.demo_files import FOLDER
from services.kernel.errors import InvalidInputError
from services.sign_in.authentication import Attempt, sign_in
from services.sign_in.sessions import resume
from services.storage.engine import Database
from services.storage.users import find_user
from tests.conftest import NOW, standing_clock
from tests.houses import house_on
from tests.services.metering import PRM, add_points, billed, dump

BILLED = FOLDER / "c4_fr/c4_consommations_mensuelles_par_classe.csv"
R4Q = FOLDER / "flux_c4/R4Q.xml"
GOOD = "un très long mot de passe"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(database_url: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command on this test's database; ``demo`` and ``answers`` may be given."""

    def run_command(*arguments: str, demo: bool = False, answers: tuple[str, ...] = ()) -> Ran:
        environ = {"AEL_DATABASE_URL": database_url, "AEL_DEMO": "1" if demo else "0"}
        if not demo:
            environ["AEL_SECRET_KEY"] = "0123456789abcdef" * 2
        left = list(answers)
        code = cli.main(arguments, environ=environ, clock=standing_clock, ask=lambda _: left.pop(0))
        written = capsys.readouterr()
        plain = (s.replace("\u202f", " ") for s in (written.out, written.err))
        return Ran(code, *plain)

    return run_command


@pytest.mark.parametrize(
    "command", ["serve", "migrate", "demo", "import", "user", "check", "worker"]
)
def test_help_lists_every_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    listed = capsys.readouterr().out
    assert "utilisation" in listed.replace("\u202f", " ")
    assert any(line.split()[:1] == [command] for line in listed.splitlines())


def test_who_reads_no_further_leaves_no_trace_of_an_error(database_url: str) -> None:
    environ = {**os.environ, "AEL_DATABASE_URL": database_url, "AEL_DEMO": "1"}
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "app", "audit", "verify"],
            env=environ,
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)

    assert (ended.returncode, ended.stderr) == (0, b"")


def test_wrong_use_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["importer"])
    assert ended.value.code == 2
    assert "Commande mal formée" in capsys.readouterr().err


def test_wrong_settings_are_all_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check"], environ={"AEL_PORT": "x", "AEL_COLOUR": "1"}) == 2
    told = capsys.readouterr().err
    assert "AEL_PORT" in told
    assert "AEL_COLOUR" in told
    assert "Traceback" not in told


def test_files_are_imported_one_by_one_and_a_bad_one_does_not_stop_the_others(
    run: Run, database: Database, tmp_path: Path
) -> None:
    add_points(database)
    bad = tmp_path / "illisible.csv"
    bad.write_bytes(b"rien de connu\n")
    ran = run("import", str(bad), str(tmp_path / "absent.csv"), str(R4Q), str(BILLED), "--prm", PRM)
    assert ran.code == 1
    assert "illisible.csv" in ran.err
    assert "absent.csv ne peut pas être lu" in ran.err
    assert "Fichiers refusés : 2 sur 4." in ran.err
    assert [line.split(" : ")[0] for line in ran.out.splitlines() if "ajoutées" in line] == [
        "R4Q.xml",
        BILLED.name,
    ]
    again = run("import", str(BILLED), "--prm", PRM)
    assert (again.code, again.err) == (0, "")
    assert "déjà importé" in again.out


def test_a_file_beyond_the_limit_is_refused(
    database_url: str, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_points(database)
    big = tmp_path / "gros.csv"
    big.write_bytes(billed() + b"x" * (1 << 20))
    environ = {"AEL_DATABASE_URL": database_url, "AEL_IMPORT_LIMIT_MB": "1"}
    assert cli.main(["import", str(big), "--prm", PRM], environ=environ) == 1
    assert "gros.csv" in capsys.readouterr().err


def test_demo_needs_demo_mode(run: Run, database: Database) -> None:
    ran = run("demo")
    assert (ran.code, ran.out) == (1, "")
    assert "AEL_DEMO=1" in ran.err
    with database.begin() as session:
        assert find_user(session, "client") is None


def test_demo_is_loaded_once_then_reset(
    fresh_demo_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = {"AEL_DATABASE_URL": fresh_demo_database_url, "AEL_DEMO": "1"}
    assert cli.main(["demo"], environ=environ, clock=standing_clock) == 0
    assert "rien n’a changé" in capsys.readouterr().out


def test_check_says_what_is_wrong(run: Run, fresh_demo_database_url: str) -> None:
    assert run("check").code == 0
    assert run("check", demo=True).code == 0
    environ = {
        "AEL_DATABASE_URL": fresh_demo_database_url,
        "AEL_SECRET_KEY": DEMO_SECRET_KEY,
        "AEL_HOST": "0.0.0.0",  # noqa: S104 - refused, which is the point
    }
    assert cli.main(["check"], environ=environ) == 1


def test_a_database_without_tables_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = {"AEL_DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}", "AEL_DEMO": "1"}
    assert cli.main(["check"], environ=environ) == 1
    assert "python -m app migrate" in capsys.readouterr().err
    assert cli.main(["import", str(R4Q)], environ=environ) == 1
    assert cli.main(["migrate"], environ=environ) == 0
    assert cli.main(["check"], environ=environ) == 0


def test_an_unreachable_database_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    environ = {"AEL_DATABASE_URL": f"sqlite:///{tmp_path}/file/db", "AEL_DEMO": "1"}
    for command in ("check", "migrate"):
        assert cli.main([command], environ=environ) == 1
        assert "injoignable" in capsys.readouterr().err


def test_serve_says_the_address_and_the_accounts(
    fresh_demo_database_url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    served: list[Settings] = []

    def answer(settings: Settings, *, on_ready: Callable[[], None]) -> None:
        served.append(settings)
        on_ready()

    monkeypatch.setattr(server, "run", answer)
    monkeypatch.setattr(server, "is_port_free", lambda _: True)
    environ = {"AEL_DATABASE_URL": fresh_demo_database_url, "AEL_DEMO": "1"}
    assert cli.main(["serve", "--prepare"], environ=environ, clock=standing_clock) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert "http://localhost:8050" in line
    assert line.endswith(" · Ctrl+C arrête.")
    for name in ("client", "gestionnaire", "voisin", "agent", "superviseur"):
        assert name in line
    assert [settings.port for settings in served] == [8050]


def test_serve_says_that_it_prepares_the_demonstration_the_first_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "run", lambda _, on_ready: on_ready())
    monkeypatch.setattr(server, "is_port_free", lambda _: True)
    monkeypatch.setattr("app.commands.serving.load_demo", lambda *_, **__: True)
    environ = {"AEL_DATABASE_URL": f"sqlite:///{tmp_path}/new.db", "AEL_DEMO": "1"}

    assert cli.main(["serve", "--prepare"], environ=environ, clock=standing_clock) == 0
    preparing, _ = capsys.readouterr().out.splitlines()
    assert preparing == "Préparation des données de démonstration…"


def test_serve_refuses_a_port_that_somebody_else_holds(
    fresh_demo_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        environ = {"AEL_DATABASE_URL": fresh_demo_database_url, "AEL_DEMO": "1", "AEL_PORT": port}
        assert cli.main(["serve"], environ=environ) == 2
    assert f"Le port {port} est déjà utilisé" in capsys.readouterr().err


def test_serve_refuses_demo_accounts_outside_demo_mode(
    fresh_demo_database_url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    served: list[Settings] = []
    monkeypatch.setattr(server, "run", served.append)
    environ = {"AEL_DATABASE_URL": fresh_demo_database_url, "AEL_SECRET_KEY": "k" * 40}
    assert cli.main(["serve"], environ=environ) == 2
    assert "comptes de démonstration" in capsys.readouterr().err
    assert served == []


def test_an_account_is_opened_changed_and_closed(run: Run, database: Database) -> None:
    add_points(database)
    opened = run(
        "user", "add", "Marie.Curie", "--name", "Marie Curie", "--role", "analyst",
        "--customer", "FE-104286", answers=(GOOD, GOOD),
    )  # fmt: skip
    assert opened.code == 0
    attempt = Attempt("marie.curie", GOOD, "127.0.0.1", "test")
    signed_in = sign_in(house_on(database), attempt, now=NOW)
    assert signed_in.viewer.role == "analyst"
    other = GOOD + " autrement"
    assert run("user", "password", "marie.curie", answers=(other, other)).code == 0
    assert resume(database, signed_in.secret, now=NOW) is None
    with pytest.raises(InvalidInputError):
        sign_in(house_on(database), attempt, now=NOW)
    assert run("user", "disable", "MARIE.CURIE").code == 0
    with pytest.raises(InvalidInputError):
        sign_in(house_on(database), Attempt("marie.curie", other, "127.0.0.1", "test"), now=NOW)


@pytest.mark.parametrize(
    ("arguments", "answers", "told"),
    [
        (("add", "x", "--name", "X"), (GOOD, GOOD), "ne convient pas"),
        (("add", "marie", "--name", "M"), ("trop court",), "compte 10 caractères"),
        (("add", "marie", "--name", "M"), ("demo-Terralis-2015",), "publié"),
        (("add", "marie", "--name", "M"), (GOOD, GOOD + "!"), "diffèrent"),
        (("add", "marie", "--name", "M", "--customer", "FE-0"), (GOOD, GOOD), "FE-0"),
        (("password", "personne"), (GOOD, GOOD), "personne"),
        (("disable", "personne"), (), "personne"),
    ],
)
def test_a_refused_account_leaves_nothing(
    run: Run,
    database: Database,
    arguments: tuple[str, ...],
    answers: tuple[str, ...],
    told: str,
) -> None:
    ran = run("user", *arguments, answers=answers)
    assert ran.code == 1
    assert told in ran.err
    assert dump(database)["user"] == []
