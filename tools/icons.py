"""Write the icon style sheet from the vendored Lucide drawings: ``python tools/icons.py``.

Each drawing becomes a CSS variable holding a data: address, used as a mask, so that an icon
inherits the colour of its text and costs no request.
"""

import re
from pathlib import Path
from urllib.parse import quote

ASSETS = Path(__file__).parent.parent / "assets"
STROKE_WIDTH = "1.75"
HEADER = "/* Written by tools/icons.py from assets/vendor/lucide (ISC licence). Do not edit. */\n"


def icon_rule(name: str, drawing: str) -> str:
    """Return the CSS rule of one icon."""
    bare = re.sub(r"<!--.*?-->", "", drawing, flags=re.DOTALL)
    bare = re.sub(r'\s+class="[^"]*"', "", bare)
    bare = re.sub(r'stroke-width="[^"]*"', f'stroke-width="{STROKE_WIDTH}"', bare)
    bare = re.sub(r"\s+", " ", bare).replace("> <", "><").replace('"', "'").strip()
    address = quote(bare, safe=" ='/:;,.-")
    return f'.icon-{name} {{ --shape: url("data:image/svg+xml,{address}"); }}\n'


def style_sheet(folder: Path) -> str:
    """Return the style sheet of every drawing in ``folder``, in the order of their names."""
    rules = (icon_rule(path.stem, path.read_text("utf-8")) for path in sorted(folder.glob("*.svg")))
    return HEADER + "".join(rules)


if __name__ == "__main__":
    target = ASSETS / "css" / "30-icons.css"
    target.write_text(style_sheet(ASSETS / "vendor" / "lucide"), "utf-8")
