"""The command of the background work: ``worker``."""

import logging
import os
import select
import signal
import threading
import time
from argparse import Namespace
from email.utils import parseaddr
from types import FrameType

from app.commands.context import Context, complain
from app.house import build_bank, build_house
from app.settings import Settings, find_start_problems
from services.gateways.mail import Carrier, Mailbox, SmtpCarrier, SmtpServer
from services.kernel.clock import Clock
from services.kernel.wording import text
from services.storage.engine import Database
from services.worker import TASKS, Worker, asking_task

PAUSE_S = 1.0
ENDED_WITHIN_S = 5.0
"""How long a round may go on when the program that started this one is gone."""

STDIN = 0


class StopRequest:
    """SIGTERM and SIGINT within the block ask to stop after the round, and end the pause."""

    def __enter__(self) -> "StopRequest":
        self._read, self._write = os.pipe()
        self._previous = {
            number: signal.signal(number, self._note) for number in (signal.SIGTERM, signal.SIGINT)
        }
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        os.close(self._read)
        os.close(self._write)

    def comes_within(self, seconds: float) -> bool:
        """Wait for the request; tell whether it came."""
        return bool(select.select([self._read], [], [], seconds)[0])

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        os.write(self._write, b"!")


def worker(context: Context, arguments: Namespace) -> int:
    """Do the background work until asked to stop; with ``--once``, what is due now."""
    settings = context.settings
    # A wrong key would find every mail unreadable.
    problems = find_start_problems(settings, has_demo_accounts=False)
    if problems:
        complain(text("cli.worker.refused"), *problems)
        return 2
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    carrier = build_carrier(settings)
    if carrier is None:
        complain(text("cli.worker.no_server"))
    if arguments.once:
        with context.database() as database:
            _work_once(_build_worker(settings, database, carrier, context.clock))
        return 0
    if arguments.until_closed:
        threading.Thread(target=end_when_closed, args=(STDIN,), daemon=True).start()
    # Opened without looking: a database that does not answer yet may answer the next round.
    database = Database(settings.database_url)
    with StopRequest() as request:
        _work(_build_worker(settings, database, carrier, context.clock), request)
    database.dispose()
    return 0


def _build_worker(
    settings: Settings, database: Database, carrier: Carrier | None, clock: Clock
) -> Worker:
    house, bank = build_house(settings, database), build_bank(settings)
    asking = () if bank is None else (asking_task(bank),)
    return Worker(house, carrier, clock=clock, tasks=(*TASKS, *asking))


def build_carrier(settings: Settings) -> Carrier | None:
    """Return what takes e-mails away: the mail server, the demonstration's mailbox, or nothing."""
    if settings.smtp_host:
        return SmtpCarrier(
            SmtpServer(
                host=settings.smtp_host,
                port=settings.smtp_port,
                security=settings.smtp_security,
                sender=parseaddr(settings.mail_from)[1],
                user=settings.smtp_user,
                password=settings.smtp_password,
            )
        )
    return Mailbox() if settings.demo else None


def _work_once(background: Worker) -> None:
    while background.run_round():
        pass


def _work(background: Worker, request: StopRequest) -> None:
    pause_s = 0.0
    while not request.comes_within(pause_s):
        pause_s = 0.0 if background.run_round() else PAUSE_S


def end_when_closed(descriptor: int) -> None:
    """Stop this program when ``descriptor`` reaches its end: nobody holds the other one any more.

    Whoever was killed says no goodbye, but the system closes its pipes.
    """
    while os.read(descriptor, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(ENDED_WITHIN_S)
    os._exit(1)
