/* The strip of days under the bars: drawn on a canvas, chosen by two handles.

   data-brush: id of the dcc.Store that is told;  data-brush-first: first day;
   data-brush-days: kWh of each day or null;      data-brush-selection: "from,to", both included. */
(function () {
  "use strict";

  const DAY_MS = 86400000;
  const TIGHT_PX = 24;
  const LABEL_PX = 60;
  const NAMED_DAYS = 62;
  const MOVES = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7 };
  const states = new WeakMap();
  const shortMonth = new Intl.DateTimeFormat("fr-FR", { month: "short", timeZone: "UTC" });
  const dayAndMonth = { day: "numeric", month: "short", timeZone: "UTC" };
  const shortDay = new Intl.DateTimeFormat("fr-FR", dayAndMonth);
  const spoken = new Intl.DateTimeFormat("fr-FR", { dateStyle: "full", timeZone: "UTC" });
  let drag = null;

  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const dayAt = (state, index) => new Date(state.first + index * DAY_MS);
  const iso = (day) => day.toISOString().slice(0, 10);
  const handles = (root) => [...root.querySelectorAll("[data-brush-edge]")];

  function read(root) {
    const [from, to] = root.dataset.brushSelection.split(",").map(Number);
    const kwh = JSON.parse(root.dataset.brushDays);
    const first = Date.parse(root.dataset.brushFirst);
    return { kwh, first, from, to, longest: Number(root.dataset.brushLongest) };
  }

  function paintDays(root, state) {
    const canvas = root.querySelector("canvas");
    const { clientWidth: width, clientHeight: height } = canvas;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const slot = width / state.kwh.length;
    const most = Math.max(1, ...state.kwh.map((kwh) => kwh || 0));
    const style = getComputedStyle(root.querySelector(".brush-strip"));
    const chosen = getComputedStyle(root.querySelector(".brush-window")).color;
    const missing = style.getPropertyValue("--info-bg");
    const bar = Math.max(slot > 3 ? slot - 1 : slot * 0.8, 0.5);
    state.kwh.forEach((kwh, i) => {
      const inside = i >= state.from && i <= state.to;
      const tall = kwh === null ? height : Math.max((kwh / most) * (height - 6), kwh ? 1 : 0);
      pen.globalAlpha = inside || kwh === null ? 1 : 0.5;
      pen.fillStyle = kwh === null ? missing : inside ? chosen : style.color;
      pen.fillRect(i * slot, height - tall, kwh === null ? slot : bar, tall);
    });
  }

  function labelAt(px, words) {
    const label = document.createElement("span");
    label.textContent = words;
    label.style.left = `${px + 2}px`;
    return label;
  }

  // Every n-th day or month is named, so that no name touches the next one.
  function paintLabels(root, state) {
    const box = root.querySelector(".brush-labels");
    const slot = box.clientWidth / state.kwh.length;
    const named = state.kwh.length <= NAMED_DAYS ? dayLabels : monthLabels;
    box.replaceChildren(...named(state, slot));
  }

  function dayLabels(state, slot) {
    const step = [1, 2, 5, 7, 10, 14].find((days) => days * slot >= LABEL_PX) || 31;
    const count = Math.ceil((state.kwh.length - LABEL_PX / slot) / step) || 1;
    return Array.from({ length: Math.max(count, 1) }, (_, i) =>
      labelAt(i * step * slot, shortDay.format(dayAt(state, i * step))));
  }

  function monthLabels(state, slot) {
    const step = [1, 2, 3, 6, 12, 24, 60].find((months) => months * 30 * slot >= 74) || 120;
    const labels = [];
    const start = dayAt(state, 0);
    for (let i = start.getUTCDate() === 1 ? 0 : 1; ; i += 1) {
      const day = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + i, 1));
      const at = (day - state.first) / DAY_MS;
      if ((state.kwh.length - at) * slot < 60) break;
      if (labels.length && i % step !== labels.phase) continue;
      const newYear = labels.year !== day.getUTCFullYear();
      labels.phase = i % step;
      labels.year = day.getUTCFullYear();
      const year = newYear ? ` ${day.getUTCFullYear()}` : "";
      labels.push(labelAt(at * slot, shortMonth.format(day) + year));
    }
    return labels;
  }

  function paintSelection(root, state) {
    const width = root.querySelector(".brush-strip").clientWidth;
    const slot = width / state.kwh.length;
    const frame = root.querySelector(".brush-window");
    const left = state.from * slot;
    const right = (state.to + 1) * slot;
    root.classList.toggle("brush-tight", right - left < TIGHT_PX);
    frame.style.left = `${left}px`;
    frame.style.width = `${Math.max(right - left, 2)}px`;
    for (const handle of handles(root)) {
      const atStart = handle.dataset.brushEdge === "start";
      const index = atStart ? state.from : state.to;
      const [low, high] = bounds(state, atStart);
      handle.style.left = `${atStart ? left : right}px`;
      handle.setAttribute("aria-valuenow", index);
      handle.setAttribute("aria-valuemin", low);
      handle.setAttribute("aria-valuemax", high);
      handle.setAttribute("aria-valuetext", spoken.format(dayAt(state, index)));
    }
  }

  function paint(root) {
    const state = states.get(root);
    if (!state || !root.clientWidth) return;
    paintDays(root, state);
    paintSelection(root, state);
    paintLabels(root, state);
  }

  function bounds(state, atStart) {
    const span = state.longest - 1;
    return atStart
      ? [Math.max(0, state.to - span), state.to]
      : [state.from, Math.min(state.kwh.length - 1, state.from + span)];
  }

  function moveEdge(state, atStart, index) {
    const [low, high] = bounds(state, atStart);
    state[atStart ? "from" : "to"] = clamp(index, low, high);
  }

  function moveWhole(state, from, length) {
    state.from = clamp(from, 0, state.kwh.length - length);
    state.to = state.from + length - 1;
  }

  function tell(root) {
    const state = states.get(root);
    const start = iso(dayAt(state, state.from));
    const end = iso(dayAt(state, state.to));
    const address = new URL(location.href);
    address.searchParams.set("courbe", `${start}..${end}`);
    history.replaceState(history.state, "", address.href.replaceAll("%2C", ","));
    window.dash_clientside?.set_props(root.dataset.brush, { data: { start, end } });
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
    if (edge) moveEdge(state, edge === "start", (edge === "start" ? from : to) + days);
    else moveWhole(state, from + days, length);
    paint(root);
  }

  function release() {
    if (!drag) return;
    const { root } = drag;
    drag = null;
    tell(root);
  }

  function abandon() {
    if (!drag) return;
    Object.assign(drag.state, { from: drag.from, to: drag.to });
    paint(drag.root);
    drag = null;
  }

  function onKey(event) {
    const edge = event.target.dataset?.brushEdge;
    const root = edge && event.target.closest("[data-brush]");
    if (!root || event.altKey || event.ctrlKey || event.metaKey) return;
    const state = states.get(root);
    const atStart = edge === "start";
    const [low, high] = bounds(state, atStart);
    const now = atStart ? state.from : state.to;
    const wanted = { Home: low, End: high }[event.key] ?? now + MOVES[event.key];
    if (Number.isNaN(wanted)) return;
    event.preventDefault();
    moveEdge(state, atStart, wanted);
    paint(root);
    if (wanted !== now) tell(root);
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

  new MutationObserver(look).observe(document.documentElement, {
    subtree: true,
    childList: true,
    attributeFilter: ["data-brush-days", "data-brush-selection"],
  });
  document.addEventListener("pointerdown", grab);
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", release);
  document.addEventListener("pointercancel", abandon);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onLink, true);
  document.addEventListener("ael:theme", () => document.querySelectorAll("[data-brush]").forEach(paint));
})();
