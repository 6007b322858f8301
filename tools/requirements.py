"""Pin requirements.in and requirements-dev.in: exact versions and hashes for every platform.

Versions already pinned stay as they are; ``--upgrade`` takes the newest that the inputs allow.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILER = "uv==0.13.*"
COMPILE = (
    "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
    "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links",
    "--custom-compile-command", "make requirements",
)  # fmt: skip
LISTS = ("requirements", "requirements-dev")


def main(options: list[str]) -> int:
    """Write both pinned lists, the second one constrained by the first; return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        scripts = Path(folder) / "bin"
        install = [str(scripts / "pip"), "install", "-qq", COMPILER]
        subprocess.run(install, check=True)
        environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
        for name in LISTS:
            command = [*COMPILE, *options, f"{name}.in", "-o", f"{name}.txt"]
            subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
