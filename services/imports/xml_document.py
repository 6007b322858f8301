"""XML from outside: no entity, no document type, no network, and the line of each element."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from services.imports.columns import Column, column_of
from services.imports.defects import DefectError, Reason
from services.imports.files import MIB, Limits
from services.imports.text_lines import checked_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.-]{1,40})", re.IGNORECASE)
_UTF8 = {b"utf-8", b"us-ascii", b"ascii"}
_ROOT = re.compile(rb"<([A-Za-z_][\w:.-]*)")


def parse_xml(content: bytes, limits: Limits) -> "_Element":
    """Return the root of a document.

    Raises DefectError for a document type declaration (entities: "billion laughs", external files),
    another encoding than UTF-8, a size or a number of elements beyond the limits, and a document
    cut short or malformed.
    """
    if len(content) > limits.xml_bytes:
        raise DefectError(Reason.TOO_LARGE, limit=limits.xml_bytes // MIB)
    text = checked_text(content)
    declared = _ENCODING.search(text[:300])
    if declared and declared.group(1).lower() not in _UTF8:
        raise DefectError(Reason.ENCODING, line=1, value=declared.group(1))
    # Looked for before parsing: nothing of such a document is ever expanded.
    doctype = text.upper().find(b"<!DOCTYPE")
    if doctype >= 0:
        raise DefectError(Reason.DOCTYPE, line=text.count(b"\n", 0, doctype) + 1)
    if text.count(b"<") > 2 * limits.rows:
        raise DefectError(Reason.TOO_MANY_ROWS, limit=limits.rows)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise _syntax_defect(text, error) from error


def children(parent: "_Element", name: str) -> Iterator["_Element"]:
    """Return the children of that local name, in any namespace."""
    return parent.iterchildren(f"{{*}}{name}")


def descendants(parent: "_Element", name: str) -> Iterator["_Element"]:
    """Return the elements beneath of that local name, in any namespace."""
    return parent.iter(f"{{*}}{name}")


def child(parent: "_Element", name: str) -> "_Element":
    """Return the one child of that name; raises DefectError where there is none."""
    found = next(children(parent, name), None)
    if found is None:
        raise DefectError(Reason.MISSING_ELEMENT, line=line_of(parent), column=name)
    return found


def child_text(parent: "_Element", name: str) -> str:
    """Return the text of the one child of that name; raises DefectError where there is none."""
    return (child(parent, name).text or "").strip()


def line_of(element: "_Element") -> int:
    """Return the line of an element in its file."""
    return element.sourceline or 0


def child_column(parents: list["_Element"], name: str) -> Column:
    """Return the texts of the child ``name`` of each element."""
    found = [child(parent, name) for parent in parents]
    return column_of(name, [e.text or "" for e in found], [line_of(e) for e in found])


def attribute_column(elements: list["_Element"], name: str) -> Column:
    """Return the attribute ``name`` of each element; raises DefectError where it is missing."""
    values = [element.get(name) for element in elements]
    for element, value in zip(elements, values, strict=True):
        if value is None:
            raise DefectError(Reason.MISSING_ELEMENT, line=line_of(element), column=name)
    return column_of(name, [v or "" for v in values], [line_of(e) for e in elements])


def _syntax_defect(text: bytes, error: etree.XMLSyntaxError) -> DefectError:
    """Tell a document cut on the way, whose last tag does not close the root, from a bad one."""
    root = _ROOT.search(text)
    closed = root is not None and text.rstrip().endswith(b"</" + root.group(1) + b">")
    reason = Reason.MALFORMED_XML if closed else Reason.TRUNCATED
    return DefectError(reason, line=error.lineno)
