"""Commands about the server and its database: serve, migrate, demo, check."""

from argparse import Namespace

from app.commands.context import Context, complain, progress_bar, say
from app.payment_settings import BENCH
from app.settings import Settings, find_start_problems
from services.demonstration.demo import is_loaded, load_demo, reset_demo
from services.demonstration.demo_accounts import DEMO_PASSWORD, USERS
from services.keeping.readiness import bring_up_to_date, load_state
from services.kernel.errors import ServiceError
from services.kernel.vault import Vault
from services.kernel.wording import text


def serve(context: Context, arguments: Namespace) -> int:
    """Start the server; with ``--prepare``, bring the database up to date first."""
    settings = context.settings
    if arguments.prepare:
        _prepare(context)
    problems = find_problems(settings)
    if problems:
        complain(text("cli.serve.refused"), *problems)
        return 2
    # Here, so that the other commands do not load Dash.
    from app import server  # noqa: PLC0415

    if not server.is_port_free(settings):
        complain(text("cli.serve.port_taken", port=settings.port))
        return 2
    if settings.payment_provider == BENCH and not server.is_bench_port_free(settings):
        complain(text("cli.bench.port_taken", address=settings.payment_bench_url))
    server.run(settings, on_ready=lambda: say(welcome_line(settings)))
    return 0


def migrate(context: Context, _: Namespace) -> int:
    """Bring the database to the newest schema."""
    bring_up_to_date(context.settings.database_url)
    say(text("cli.migrate.done"))
    return 0


def demo(context: Context, arguments: Namespace) -> int:
    """Load the demonstration, or put it back as it was."""
    if not context.settings.demo:
        raise ServiceError(text("cli.demo.refused"))
    bring_up_to_date(context.settings.database_url)
    vault = Vault(context.settings.data_keys)
    with context.database() as database, progress_bar(text("cli.demo.loading")) as progress:
        if arguments.reset:
            reset_demo(database, now=context.clock(), vault=vault, progress=progress)
            done = "cli.demo.reset"
        else:
            is_new = load_demo(database, now=context.clock(), vault=vault, progress=progress)
            done = "cli.demo.loaded" if is_new else "cli.demo.already"
    say(text(done))
    return 0


def check(context: Context, _: Namespace) -> int:
    """Tell whether ``serve`` would start."""
    problems = find_problems(context.settings)
    if problems:
        complain(text("cli.serve.refused"), *problems)
        return 1
    say(text("cli.check.ready"))
    return 0


def find_problems(settings: Settings) -> list[str]:
    """Return why the server must not start, in the reader's language; empty when it may."""
    try:
        state = load_state(settings.database_url)
    except ServiceError as error:
        return [*find_start_problems(settings, has_demo_accounts=False), error.message]
    problems = find_start_problems(settings, has_demo_accounts=state.has_demo)
    return problems if state.is_current else [*problems, text("cli.database.outdated")]


def welcome_line(settings: Settings) -> str:
    """Return the one line that says where the portal is and, in demo mode, who may sign in."""
    address = settings.public_url or f"http://{_host(settings.host)}:{settings.port}"
    if not settings.demo:
        return text("cli.serve.address", address=address)
    names = ", ".join(user.username for user in USERS)
    return text("cli.serve.demo_address", address=address, names=names, password=DEMO_PASSWORD)


def _host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _prepare(context: Context) -> None:
    bring_up_to_date(context.settings.database_url)
    if not context.settings.demo:
        return
    vault = Vault(context.settings.data_keys)
    with context.database() as database:
        if is_loaded(database):
            return
        say(text("cli.demo.preparing"))
        with progress_bar(text("cli.demo.loading")) as progress:
            load_demo(database, now=context.clock(), vault=vault, progress=progress)
