"""LibreOffice opens the workbook and, calculating by itself, finds the sums that it carries."""

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.exports.opening import opened, render
from tests.exports.samples import build_curve, build_export

SOFFICE = shutil.which("soffice")
# Semicolons, UTF-8, values rather than what is shown, every sheet to a file of its own.
CSV_FILTER = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,false,false,false,false,-1"

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")


def convert(folder: Path, *names: str) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", CSV_FILTER, "--outdir", "."]
    subprocess.run([*command, *names], cwd=folder, check=True, timeout=120, capture_output=True)


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def test_recalculated_sums_equal_the_cached_ones(tmp_path: Path) -> None:
    content = render(build_export(curve=build_curve("2021-10-30T22:00", 150)))
    (tmp_path / "carried.xlsx").write_bytes(content)
    opened(content).save(tmp_path / "bare.xlsx")  # openpyxl drops the values beside the formulas
    convert(tmp_path, "carried.xlsx", "bare.xlsx")
    carried = read(tmp_path / "carried-Consommations.csv")
    recalculated = read(tmp_path / "bare-Consommations.csv")
    assert recalculated[17][4:10] == ["10731", "6978", "8136", "7128", "32973", "33815"]
    assert recalculated == carried
    assert len(read(tmp_path / "carried-Courbe de charge.csv")) == 151
