"""The two system programs that the checks want: Chromium and a PostgreSQL server.

Installed with apt-get when we are root on Debian or Ubuntu; otherwise we say how.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from tools.postgres import find_binaries

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class SystemProgram:
    """A program from the system's packages: how to see it is there, its Debian package."""

    title: str
    package: str
    is_there: Callable[[], bool]

    @property
    def how_to_install(self) -> str:
        """Return the command for a person without our rights."""
        return f"sudo apt install {self.package}"


def find_chromium() -> str | None:
    """Return the path of a Chromium browser, or None."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


CHROMIUM = SystemProgram("Chromium", "chromium", lambda: find_chromium() is not None)
POSTGRESQL = SystemProgram("PostgreSQL", "postgresql", lambda: find_binaries() is not None)


def install_missing(*programs: SystemProgram) -> tuple[SystemProgram, ...]:
    """Install those that are missing, if we may; return those that are missing still."""
    missing = [program for program in programs if not program.is_there()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing", ", ".join(program.title for program in missing), flush=True)
        _apt_install([program.package for program in missing])
    return tuple(program for program in missing if not program.is_there())


def _apt_install(packages: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages],
    ):
        subprocess.run(
            command,
            env=environment,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
