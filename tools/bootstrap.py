"""Make .venv and install the pinned requirements into it, once per change of the list.

Run by the system's Python before anything is installed: standard library only, and syntax that
Python 3.6 can read, so that it can say what is missing.
"""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3.11", "python3.12", "python3.13", "python3.14")
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"


def say(message: str) -> None:
    """Print ``message`` at once, even when the output is a pipe."""
    print(message)
    sys.stdout.flush()


def find_python() -> str:
    """Return the path of a Python that is recent enough, this one if possible, or nothing."""
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return sys.executable
    for name in NEWER_PYTHONS:
        path = shutil.which(name)
        if path and subprocess.call([path, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            return path
    return ""


def explain_missing_python() -> str:
    """Return what a person has to do when no Python is recent enough."""
    found = ".".join(str(part) for part in sys.version_info[:2])
    return (
        "This project needs Python 3.11 or newer, and python3 is " + found + " here.\n"
        "Debian 12+ or Ubuntu 24.04+: sudo apt install python3 python3-venv\n"
        "macOS: brew install python@3.13"
    )


def explain_missing_venv() -> str:
    """Return what a person has to do when Python came without its venv module."""
    return (
        "This Python cannot make virtual environments (the modules venv and ensurepip are apart\n"
        "on Debian and Ubuntu). Install them, then run the same command again:\n"
        "    sudo apt install python3-venv"
    )


def make_venv(python: str) -> bool:
    """Make .venv unless it works already; return whether there is one."""
    if os.path.exists(venv_python()):
        if subprocess.call([venv_python(), "-c", "import pip"], stderr=subprocess.DEVNULL) == 0:
            return True
        say("The virtual environment .venv does not work any more: making it anew.")
    if subprocess.call([python, "-c", "import venv, ensurepip"], stderr=subprocess.DEVNULL) != 0:
        say(explain_missing_venv())
        return False
    say("Making the virtual environment in .venv")
    return subprocess.call([python, "-m", "venv", "--clear", VENV]) == 0


def venv_python() -> str:
    """Return the path of the Python of .venv."""
    return os.path.join(VENV, "bin", "python")


def fingerprint(requirements: str) -> str:
    """Return what changes when the list ``requirements`` does."""
    with open(os.path.join(ROOT, requirements), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def stamp_path(requirements: str) -> str:
    """Return the file that remembers which state of ``requirements`` is installed."""
    return os.path.join(VENV, ".installed-" + requirements)


def is_installed(requirements: str) -> bool:
    """Return whether .venv already holds the present state of ``requirements``."""
    try:
        with open(stamp_path(requirements)) as file:
            return file.read() == fingerprint(requirements)
    except OSError:
        return False


def install(requirements: str) -> bool:
    """Install the pinned, hashed list into .venv; return whether it worked."""
    say(f"Installing {requirements}: about a minute, only the first time.")
    command = [venv_python(), "-m", "pip", "install", "--disable-pip-version-check"]
    # -qq leaves errors only: where a list of extra package folders is configured, pip warns of
    # each package that a folder lacks.
    command += ["-qq", "--require-hashes", "-r", os.path.join(ROOT, requirements)]
    if subprocess.call(command) != 0:
        say("The installation failed: see the message above; nothing else was changed.")
        return False
    # The development list contains the runtime list, pinned alike.
    done = (RUNTIME, DEVELOPMENT) if requirements == DEVELOPMENT else (requirements,)
    for name in done:
        with open(stamp_path(name), "w") as file:
            file.write(fingerprint(name))
    return True


def main(requirements: str) -> int:
    """Leave a .venv with ``requirements`` in it; return the exit code."""
    python = find_python()
    if not python:
        say(explain_missing_python())
        return 1
    if not make_venv(python):
        return 1
    return 0 if is_installed(requirements) or install(requirements) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else RUNTIME))
