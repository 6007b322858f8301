"""The stylesheet of running text, in the place of xhtml2pdf's own.

Short: it is parsed for each document. Without the outline of xhtml2pdf's headings, whose random
keys would make every document another one.
"""

from services.exports.pdf.fonts import FAMILY, TITLE_FAMILY
from services.exports.pdf.palette import BOTTOM, MARGIN, TOP

STYLESHEET = f"""
@page {{ size: a4 portrait; margin: {TOP}pt {MARGIN}pt {BOTTOM}pt {MARGIN}pt }}
html {{ font-family: {FAMILY}; font-size: 9pt; line-height: 140%; color: #14231C }}
body, div, p, h1, h2, h3 {{ display: block }}
td {{ vertical-align: top; padding: 0 }}
b {{ font-weight: bold }}
p {{ margin: 0 0 3pt 0 }}
h1 {{ font-family: {TITLE_FAMILY}; font-weight: bold; font-size: 20pt; line-height: 24pt;
      margin: 14pt 0 2pt 0 }}
h2 {{ font-family: {TITLE_FAMILY}; font-weight: bold; font-size: 12.5pt; line-height: 16pt;
      margin: 12pt 0 4pt 0; -pdf-keep-with-next: true }}
h3 {{ font-weight: bold; font-size: 8pt; margin: 5pt 0 1pt 0; -pdf-keep-with-next: true }}
.lead {{ color: #46544C; font-size: 10pt; margin: 0 0 8pt 0 }}
.kept {{ -pdf-keep-with-next: true }}
.muted {{ color: #5E6B63 }}
.small {{ font-size: 7.5pt; line-height: 135%; color: #46544C }}
.given {{ overflow-wrap: anywhere }}
.address {{ font-size: 10pt; line-height: 135% }}
"""
