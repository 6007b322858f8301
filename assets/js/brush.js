/* The strip of days under the bars: chosen by two handles, by keyboard or as a whole.

   data-brush: id of the dcc.Store that is told;  data-brush-first: first day;
   data-brush-days: kWh of each day or null;      data-brush-selection: "from,to", both included;
   data-brush-longest: most days at once;         data-brush-range: "du {first} au {last}".
   data-brush-whole: "from,to", what a button data-brush-all in the same card chooses, and a double
   click on the strip. */
(function () {
  "use strict";

  const ael = (window.ael = window.ael || {});
  const brush = (ael.brush = ael.brush || {});
  const MOVES = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7 };
  const MONTH = 30;
  const states = new WeakMap();
  let drag = null;
  let held = null;

  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const paint = (root) => brush.paint(root, states.get(root));
  const inCardOf = (node) => node?.closest(".card")?.querySelector("[data-brush]");

  function read(root) {
    const [from, to] = root.dataset.brushSelection.split(",").map(Number);
    const kwh = JSON.parse(root.dataset.brushDays);
    const first = Date.parse(root.dataset.brushFirst);
    const whole = root.dataset.brushWhole.split(",").map(Number);
    const longest = Number(root.dataset.brushLongest);
    return { kwh, first, from, to, whole, longest, told: `${from},${to}` };
  }

  function moveEdge(state, atStart, index) {
    const [low, high] = brush.bounds(state, atStart);
    state[atStart ? "from" : "to"] = clamp(index, low, high);
  }

  function moveWhole(state, from, length) {
    state.from = clamp(from, 0, state.kwh.length - length);
    state.to = state.from + length - 1;
  }

  function tell(root) {
    const state = states.get(root);
    const chosen = `${state.from},${state.to}`;
    if (chosen === state.told) return;
    state.told = chosen;
    const { start, end } = brush.days(root);
    const address = new URL(location.href);
    address.searchParams.set("courbe", `${start}..${end}`);
    history.replaceState(history.state, "", address.href.replaceAll("%2C", ","));
    window.dash_clientside?.set_props(root.dataset.brush, { data: { start, end } });
  }

  function choose(root, from, to) {
    Object.assign(states.get(root), { from, to });
    paint(root);
    tell(root);
  }

  // The period that the page is about, or the last year of it.
  function chooseAll(root) {
    choose(root, ...states.get(root).whole);
  }

  function grab(event) {
    const strip = event.target.closest?.(".brush-strip");
    const root = strip?.closest("[data-brush]");
    const state = root && states.get(root);
    if (!state || event.button) return;
    const slot = strip.clientWidth / state.kwh.length;
    const at = Math.floor((event.clientX - strip.getBoundingClientRect().left) / slot);
    const length = state.to - state.from + 1;
    const edge = event.target.dataset.brushEdge;
    if (!edge && !event.target.matches(".brush-window")) {
      moveWhole(state, at - Math.floor(length / 2), length);
    }
    const { from, to } = state;
    drag = { root, state, slot, edge, x: event.clientX, from, to, length };
    strip.setPointerCapture(event.pointerId);
    event.preventDefault();
    if (edge) event.target.focus();
    paint(root);
  }

  function follow(event) {
    if (!drag) return;
    const { root, state, slot, edge, x, from, to, length } = drag;
    const days = Math.round((event.clientX - x) / slot);
    state.moving = true;
    if (edge) moveEdge(state, edge === "start", (edge === "start" ? from : to) + days);
    else moveWhole(state, from + days, length);
    paint(root);
  }

  function drop() {
    const { root, state } = drag;
    drag = null;
    state.moving = false;
    paint(root);
    return root;
  }

  function release() {
    if (drag) tell(drop());
  }

  function abandon() {
    if (!drag) return;
    Object.assign(drag.state, { from: drag.from, to: drag.to });
    drop();
  }

  function onKey(event) {
    const edge = event.target.dataset?.brushEdge;
    const root = edge && event.target.closest("[data-brush]");
    if (!root || event.altKey || event.ctrlKey || event.metaKey) return;
    const state = states.get(root);
    const atStart = edge === "start";
    const [low, high] = brush.bounds(state, atStart);
    const now = atStart ? state.from : state.to;
    const move = MOVES[event.key] * (event.shiftKey && event.key.startsWith("Page") ? MONTH / 7 : 1);
    const wanted = { Home: low, End: high }[event.key] ?? Math.round(now + move);
    if (Number.isNaN(wanted)) return;
    event.preventDefault();
    moveEdge(state, atStart, wanted);
    paint(root);
    if (event.repeat) held = root;
    else tell(root);
  }

  // A key that is held down asks once, at its end.
  function onKeyEnd() {
    if (held) tell(held);
    held = null;
  }

  // Between chart and table the days chosen on the strip are kept; other links choose their own.
  function onLink(event) {
    const link = event.target.closest?.("a[data-spa]");
    const here = new URL(location.href).searchParams;
    if (!link || link.pathname !== location.pathname || !here.has("courbe")) return;
    const target = new URL(link.href);
    if (target.searchParams.get("affichage") === here.get("affichage")) return;
    target.searchParams.set("courbe", here.get("courbe"));
    link.href = target.href;
  }

  function onButton(event) {
    const root = inCardOf(event.target.closest?.("[data-brush-all]"));
    if (root) chooseAll(root);
  }

  function onDoubleClick(event) {
    const root = event.target.closest?.(".brush-strip")?.closest("[data-brush]");
    if (root) chooseAll(root);
  }

  const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => paint(target)));

  function look() {
    for (const root of document.querySelectorAll("[data-brush]")) {
      const { brushFirst, brushDays, brushSelection } = root.dataset;
      const key = `${brushFirst} ${brushDays} ${brushSelection}`;
      if (states.get(root)?.key === key) continue;
      if (!states.has(root)) resized.observe(root);
      states.set(root, { ...read(root), key });
      paint(root);
    }
  }

  // For the chart beneath: which strip chooses its days, which ones they are, and how to change.
  brush.of = inCardOf;
  brush.days = function (root) {
    const state = states.get(root);
    return { start: brush.iso(state, state.from), end: brush.iso(state, state.to) };
  };
  brush.choose = function (root, { start, end }) {
    const state = states.get(root);
    const last = state.kwh.length - 1;
    const [from, to] = [start, end].map((day) => clamp(brush.indexOf(state, day), 0, last));
    choose(root, from, to);
  };

  new MutationObserver(look).observe(document.documentElement, {
    subtree: true,
    childList: true,
    attributeFilter: ["data-brush-days", "data-brush-selection"],
  });
  document.addEventListener("pointerdown", grab);
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", release);
  document.addEventListener("pointercancel", abandon);
  document.addEventListener("dblclick", onDoubleClick);
  document.addEventListener("click", onButton);
  document.addEventListener("keydown", onKey);
  document.addEventListener("keyup", onKeyEnd);
  document.addEventListener("focusout", onKeyEnd);
  document.addEventListener("click", onLink, true);
  document.addEventListener("ael:theme", () => document.querySelectorAll("[data-brush]").forEach(paint));
})();
