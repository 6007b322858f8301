"""The command of the payment bench: ``payment-bench``."""

import logging
import threading
from argparse import Namespace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from app.commands.context import Context, complain, say
from app.commands.working import STDIN, StopRequest, end_when_closed
from app.payment_settings import BENCH, portal_origins
from app.settings import find_start_problems
from services.kernel.wording import text


def payment_bench(context: Context, arguments: Namespace) -> int:
    """Be the demonstration's bank until asked to stop."""
    settings = context.settings
    problems = find_start_problems(settings, has_demo_accounts=False)
    if not settings.demo or settings.payment_provider != BENCH:
        problems.append(text("cli.bench.off"))
    if problems:
        complain(text("cli.bench.refused"), *problems)
        return 2
    # Here, so that the other commands do not load Flask.
    from app.payment_bench.serving import build_bench, run  # noqa: PLC0415
    from app.payment_bench.shop import bench_shop  # noqa: PLC0415

    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    if arguments.until_closed:
        threading.Thread(target=end_when_closed, args=(STDIN,), daemon=True).start()
    address = settings.payment_bench_url
    bench = build_bench(
        bench_shop(address),
        Path(settings.payment_bench_journal),
        origins=portal_origins(settings),
        clock=context.clock,
        pause=timedelta(seconds=arguments.delay),
    )
    with StopRequest() as request:
        try:
            run(
                bench,
                urlsplit(address).port or 0,
                comes_within=request.comes_within,
                on_ready=lambda: say(text("cli.bench.ready", address=address)),
            )
        except OSError:
            complain(text("cli.bench.port_taken", address=address))
            return 2
    return 0
