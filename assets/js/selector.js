// Popups that are <details data-popup>: the menu of a split button, the site selector with its
// search. Escape closes and gives the focus back; arrows walk through the links.
(() => {
  "use strict";
  const MOST_SHOWN = 60;
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const open = () => document.querySelector("details[data-popup][open]");

  function close(popup, backToButton) {
    popup.open = false;
    if (backToButton) popup.querySelector("summary").focus();
  }

  function shownLinks(popup) {
    return [...popup.querySelectorAll("a[href]")].filter((link) => link.getClientRects().length);
  }

  function walk(popup, event) {
    const search = popup.querySelector("[data-search] input");
    const stops = [search || popup.querySelector("summary"), ...shownLinks(popup)];
    const at = stops.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 1, End: stops.length - 1 }[event.key];
    const typing = document.activeElement === search && !event.key.startsWith("Arrow");
    if (at < 0 || next === undefined || typing) return;
    event.preventDefault();
    stops[Math.min(Math.max(next, 0), stops.length - 1)].focus();
  }

  function item(site) {
    const row = document.createElement("li");
    const link = document.createElement("a");
    link.className = "selector-item";
    link.href = site.href;
    link.dataset.spa = "";
    if (site.current) link.setAttribute("aria-current", "true");
    for (const [part, text] of [["name", site.name], ["facts", site.facts]]) {
      const span = document.createElement("span");
      span.className = `selector-${part}`;
      span.textContent = text;
      link.append(span);
    }
    row.append(link);
    return row;
  }

  // The sites of a long list are carried as data. Every word typed must be found.
  function filter(panel, query) {
    const words = plain(query).split(/\s+/).filter(Boolean);
    const fits = (text) => words.every((word) => plain(text).includes(word));
    const hits = JSON.parse(panel.dataset.sites).filter((s) => fits(`${s.name} ${s.facts}`));
    panel.querySelector("ul").replaceChildren(...hits.slice(0, MOST_SHOWN).map(item));
    tell(panel, hits.length, words.length > 0);
  }

  function tell(panel, count, searching) {
    const note = panel.querySelector("[data-note]");
    note.textContent = !searching ? panel.dataset.all || ""
      : count === 0 ? panel.dataset.none
      : count > MOST_SHOWN ? panel.dataset.many.replace("{count}", count) : "";
    if (searching && count === 0) window.ael.announce(note.textContent);
  }

  function addSearch(panel) {
    const place = panel.querySelector("[data-search]");
    if (!place || place.querySelector("input")) return;
    const input = document.createElement("input");
    input.type = "search";
    input.className = "form-control";
    input.autocomplete = "off";
    input.placeholder = place.dataset.search;
    input.setAttribute("aria-label", place.dataset.search);
    input.addEventListener("input", () => filter(panel, input.value));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") shownLinks(panel)[0]?.click();
    });
    place.append(input);
  }

  function opened(popup) {
    for (const other of document.querySelectorAll("details[data-popup][open]")) {
      if (other !== popup) close(other, false);
    }
    const panel = popup.querySelector("[data-selector]");
    if (!panel) return;
    addSearch(panel);
    const input = panel.querySelector("input");
    if (input) {
      input.value = "";
      filter(panel, "");
      input.focus();
    }
    panel.querySelector("a[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details[data-popup][open]")) opened(event.target);
  }, true);

  document.addEventListener("click", (event) => {
    const popup = open();
    if (!popup) return;
    const link = event.target.closest("a[href]");
    // What was clicked may be gone by now: a message that its own button took away.
    if (!event.composedPath().includes(popup)) close(popup, false);
    else if (link) close(popup, true);
  });

  document.addEventListener("keydown", (event) => {
    const popup = open();
    if (!popup) return;
    if (event.key === "Escape") close(popup, true);
    else if (popup.contains(document.activeElement)) walk(popup, event);
  });

  document.addEventListener("focusin", (event) => {
    const popup = open();
    if (popup && !popup.contains(event.target)) close(popup, false);
  });
})();
