"""Write the browser's table of dark chart colours: ``python -m tools.palette``."""

from pathlib import Path

from components.theme import palette_script

TARGET = Path(__file__).parent.parent / "assets" / "js" / "palette.js"

if __name__ == "__main__":
    TARGET.write_text(palette_script(), "utf-8")
