"""What is drawn at once: nothing in a page's data runs, whatever it says."""

import re

from tests.browser.support import OpenPage, visit

HOSTILE = """() => {
  const box = document.createElement("div");
  const tree = ["div", 0,
    ["a", { href: "java\\tscript:alert(1)", className: "x" }, "a"],
    ["a", { href: "\\u0001javascript:alert(1)" }, "b"],
    ["a", { href: "data:text/html,x" }, "c"],
    ["iframe", { srcDoc: "<b>d</b>" }],
    ["p", { dangerouslySetInnerHTML: { __html: "<b>e</b>" } }],
    ["button", { onClick: "alert(1)", formAction: "javascript:alert(1)" }, "f"],
    ["a", { href: "/consommations?vue=jour" }, "g"],
    "<b>h</b>"];
  const root = ReactDOM.createRoot(box);
  ReactDOM.flushSync(() => root.render(React.createElement(terralis.Markup, { tree })));
  return box.innerHTML;
}"""


def test_nothing_in_a_tree_runs(open_page: OpenPage) -> None:
    page = open_page(account="client")
    visit(page, "/")

    drawn: str = page.evaluate(HOSTILE)

    assert drawn == (
        '<div><a class="x">a</a><a>b</a><a>c</a><iframe></iframe><p></p><button>f</button>'
        '<a href="/consommations?vue=jour">g</a>&lt;b&gt;h&lt;/b&gt;</div>'
    )
    assert re.search("javascript|alert|srcdoc", drawn, re.IGNORECASE) is None


def test_a_click_asks_for_a_page_once(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, "/consommations")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.get_by_role("link", name="Année", exact=True).click()
    page.wait_for_url(re.compile("vue=annee"))
    page.get_by_role("heading", name="Par année").first.wait_for()

    assert [url for url in asked if "_dash-update-component" in url] == asked[:1]
