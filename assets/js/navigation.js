// Going from page to page without reloading: links, focus, the current entry of the menu, the
// menu sheet, and what is shown while the next page is read.
(() => {
  "use strict";
  const SKELETON_AFTER_MS = 200;
  const SKELETON_AT_LEAST_MS = 400;
  const LINE_AFTER_MS = 2000;
  const NOTHING_DRAWN_MS = 1000;
  const root = document.documentElement;
  let drawnAddress = location.href;
  let failed = "";
  let landed = "";
  const byId = (id) => document.getElementById(id);
  const place = { path: location.pathname, scroll: 0, id: "", focused: false };

  function isPlainClick(event) {
    return event.button === 0 && !event.defaultPrevented
      && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  }

  // What dcc.Link does, minus its jump to the top when only the query changes.
  function follow(target) {
    if (target.href === location.href) return;
    // Dash believes that it is there already; or the page draws with another plotly.js.
    if (target.href === failed || window.ael.plotly.isOther(target.pathname)) {
      location.assign(target);
      return;
    }
    if (!byId("_pages_content")?.hasAttribute("aria-busy")) drawnAddress = location.href;
    window.ael.ahead(target);
    history.pushState({}, "", target);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  // Dash draws the whole page anew: what was focused and seen is found again by id and height.
  function remember() {
    const focused = document.activeElement;
    place.scroll = window.scrollY;
    place.id = (focused?.closest("details[data-popup]") || focused)?.id || "";
    place.focused = Boolean(focused && byId("_pages_content")?.contains(focused));
    markCurrent();
  }

  function isCurrent(link) {
    const path = new URL(link.href, location.href).pathname;
    return path === location.pathname || (path !== "/" && location.pathname.startsWith(`${path}/`));
  }

  function markCurrent() {
    for (const link of document.querySelectorAll("a[data-menu]")) {
      if (isCurrent(link)) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  function focusTitle() {
    const title = document.querySelector("main h1") || byId("contenu");
    if (!title) return;
    title.setAttribute("tabindex", "-1");
    title.focus({ preventScroll: true });
  }

  // What the address names after its « # », or what a form has left to say, comes with the drawing:
  // the browser could not go there. Once for each address.
  function land() {
    if (landed === location.href || !byId("contenu")) return false;
    landed = location.href;
    const named = byId(location.hash.slice(1)) || byId("message");
    if (!named) return false;
    if (named.tabIndex < 0) named.setAttribute("tabindex", "-1");
    named.scrollIntoView({ block: named.offsetHeight > innerHeight / 2 ? "start" : "center" });
    named.focus({ preventScroll: true });
    return true;
  }

  function restore() {
    const samePage = place.path === location.pathname;
    drawnAddress = location.href;
    failed = "";
    place.path = location.pathname;
    window.scrollTo(0, samePage ? place.scroll : 0);
    if (land()) return;
    if (!samePage) focusTitle();
    else if (place.focused && document.activeElement === document.body) {
      const found = byId(place.id) || byId("contenu");
      (found?.querySelector(":scope > summary") || found)?.focus({ preventScroll: true });
    }
    place.focused = false;
  }

  // Busy: cards turn into skeletons, then a line says what is being read.

  const busy = { skeleton: 0, line: 0, end: 0, shownAt: 0 };

  function showLine(visible) {
    const line = byId("busy-line");
    if (!line || line.hidden === !visible) return;
    line.hidden = !visible;
    if (visible) window.ael.announce(line.innerText);
  }

  function started(content) {
    for (const timer of [busy.skeleton, busy.line, busy.end]) clearTimeout(timer);
    content.setAttribute("aria-busy", "true");
    busy.skeleton = setTimeout(() => {
      root.dataset.busy = "";
      busy.shownAt = busy.shownAt || performance.now();
    }, SKELETON_AFTER_MS);
    busy.line = setTimeout(showLine, LINE_AFTER_MS, true);
  }

  // The answer is here; its drawing follows in a moment, unless there is nothing to draw.
  function ended(content) {
    clearTimeout(busy.line);
    showLine(false);
    busy.end = setTimeout(finish, NOTHING_DRAWN_MS, content);
  }

  function drawn(content) {
    clearTimeout(busy.end);
    const shown = busy.shownAt ? performance.now() - busy.shownAt : SKELETON_AT_LEAST_MS;
    if (!busy.shownAt) clearTimeout(busy.skeleton);
    busy.end = setTimeout(finish, Math.max(0, SKELETON_AT_LEAST_MS - shown), content);
    restore();
  }

  function finish(content) {
    clearTimeout(busy.skeleton);
    delete root.dataset.busy;
    busy.shownAt = 0;
    content.removeAttribute("aria-busy");
  }

  function watch(content) {
    let loading = false;
    const look = (records) => {
      const now = content.getAttribute("data-dash-is-loading") === "true";
      if (now && !loading) started(content);
      if (loading && !now) ended(content);
      loading = now;
      if (!now && records.some((record) => record.addedNodes.length)) drawn(content);
    };
    const what = { attributeFilter: ["data-dash-is-loading"], childList: true };
    new MutationObserver(look).observe(content, what);
    look([]);
    markCurrent();
    land();
  }

  // Dash replaces what is in its entry point once; then the place of the pages stays.
  function waitForContent() {
    const start = () => {
      const content = byId("_pages_content");
      if (content) watch(content);
      return Boolean(content);
    };
    if (start()) return;
    const observer = new MutationObserver(() => { if (start()) observer.disconnect(); });
    observer.observe(document.body, { childList: true, subtree: true });
  }

  function onClick(event) {
    if (!isPlainClick(event)) return;
    if (event.target.closest("[data-sheet-open]")) byId("menu-sheet")?.showModal();
    if (event.target.closest("[data-sheet-close]")) byId("menu-sheet")?.close();
    const link = event.target.closest("a");
    if (!link) return;
    if (link.matches(".skip-link")) {
      event.preventDefault();
      byId("contenu")?.focus();
    } else if (link.matches("[data-spa]") && link.origin === location.origin && !link.target) {
      event.preventDefault();
      if (link.closest("dialog")) byId("menu-sheet").close();
      follow(new URL(link.href));
    }
  }

  // A form that only asks: its fields become the address, as the browser would do.
  function onSubmit(event) {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form[data-spa]")) return;
    event.preventDefault();
    const target = new URL(form.action, location.href);
    target.search = new URLSearchParams(new FormData(form)).toString();
    const popup = form.closest("details[data-popup]");
    if (popup) {
      popup.open = false;
      popup.querySelector("summary").focus();
    }
    follow(target);
  }

  const ael = (window.ael = window.ael || {});
  ael.navigate = (href) => follow(new URL(href, location.href));
  // A page that did not come: the address names again the one that is shown.
  ael.stay = () => {
    failed = location.href;
    history.replaceState(history.state, "", drawnAddress);
    place.path = location.pathname;
    markCurrent();
  };
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  window.addEventListener("popstate", () => {
    remember();
    window.ael.ahead(new URL(location.href));
  });
  window.addEventListener("_dashprivate_pushstate", remember);
  // Tooltips of the icon rail leave with Escape and come back at the next move.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") root.dataset.tips = "off";
  });
  for (const move of ["focusin", "pointerover"]) {
    document.addEventListener(move, () => { delete root.dataset.tips; });
  }
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", waitForContent);
  } else {
    waitForContent();
  }
})();
