/* The strip of days under the bars: how it is drawn. A state is what brush.js knows of a strip:
   kwh of each day, first day (ms), from and to (both included), moving while it is dragged. */
(function () {
  "use strict";

  const ael = (window.ael = window.ael || {});
  const brush = (ael.brush = ael.brush || {});
  const DAY_MS = 86400000;
  const TIGHT_PX = 24;
  const LABEL_PX = 60;
  const NAMED_DAYS = 62;
  const shortMonth = new Intl.DateTimeFormat("fr-FR", { month: "short", timeZone: "UTC" });
  const spoken = new Intl.DateTimeFormat("fr-FR", { dateStyle: "full", timeZone: "UTC" });

  const dayAt = (state, index) => new Date(state.first + index * DAY_MS);
  const numbered = (day) => (day.getUTCDate() === 1 ? "1er" : String(day.getUTCDate()));
  const shortDay = (day) => `${numbered(day)} ${shortMonth.format(day)}`;

  function paintDays(root, state) {
    const canvas = root.querySelector("canvas");
    const { clientWidth: width, clientHeight: height } = canvas;
    const ink = inks(root);
    const ratio = window.devicePixelRatio || 1;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const slot = width / state.kwh.length;
    const most = Math.max(1, ...state.kwh.map((kwh) => kwh || 0));
    const bar = Math.max(slot > 3 ? slot - 1 : slot * 0.8, 0.5);
    const paths = { missing: new Path2D(), chosen: new Path2D(), other: new Path2D() };
    state.kwh.forEach((kwh, i) => {
      if (kwh === null) return paths.missing.rect(i * slot, 0, slot, height);
      const tall = Math.max((kwh / most) * (height - 6), kwh ? 1 : 0);
      const kind = i >= state.from && i <= state.to ? "chosen" : "other";
      return paths[kind].rect(i * slot, height - tall, bar, tall);
    });
    for (const [kind, path] of Object.entries(paths)) {
      pen.globalAlpha = kind === "other" ? 0.5 : 1;
      pen.fillStyle = ink[kind];
      pen.fill(path);
    }
  }

  // Read once: each look at a computed style may have the page styled anew.
  function inks(root) {
    const strip = getComputedStyle(root.querySelector(".brush-strip"));
    return {
      missing: strip.getPropertyValue("--info-bg"),
      chosen: getComputedStyle(root.querySelector(".brush-window")).color,
      other: strip.color,
    };
  }

  function labelAt(px, words) {
    const label = document.createElement("span");
    label.textContent = words;
    label.style.left = `${px + 2}px`;
    return label;
  }

  // Every n-th day or month is named, so that no name touches the next one; the selection alone
  // while it moves.
  function paintLabels(root, state) {
    const box = root.querySelector(".brush-labels");
    const slot = box.clientWidth / state.kwh.length;
    if (state.moving) return paintRange(box, rangeWords(root, state), state, slot);
    const named = state.kwh.length <= NAMED_DAYS ? dayLabels : monthLabels;
    box.replaceChildren(...named(state, slot));
  }

  function paintRange(box, words, state, slot) {
    const label = labelAt(0, words);
    label.className = "brush-range";
    box.replaceChildren(label);
    const centred = ((state.from + state.to + 1) * slot - label.offsetWidth) / 2;
    label.style.left = `${Math.max(0, Math.min(centred, box.clientWidth - label.offsetWidth))}px`;
  }

  // What two days have in common is said once: « du 1er janv. au 31 déc. 2025 ».
  function rangeWords(root, state) {
    const [first, last] = [dayAt(state, state.from), dayAt(state, state.to)];
    const end = `${shortDay(last)} ${last.getUTCFullYear()}`;
    if (state.from === state.to) return end;
    const sameYear = first.getUTCFullYear() === last.getUTCFullYear();
    const sameMonth = sameYear && first.getUTCMonth() === last.getUTCMonth();
    const start = sameMonth ? numbered(first) : shortDay(first);
    const words = { first: sameYear ? start : `${start} ${first.getUTCFullYear()}`, last: end };
    return root.dataset.brushRange.replace(/\{(first|last)\}/g, (_, name) => words[name]);
  }

  function dayLabels(state, slot) {
    const step = [1, 2, 5, 7, 10, 14].find((days) => days * slot >= LABEL_PX) || 31;
    const count = Math.ceil((state.kwh.length - LABEL_PX / slot) / step) || 1;
    return Array.from({ length: Math.max(count, 1) }, (_, i) =>
      labelAt(i * step * slot, shortDay(dayAt(state, i * step))));
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
    for (const handle of root.querySelectorAll("[data-brush-edge]")) {
      const atStart = handle.dataset.brushEdge === "start";
      const index = atStart ? state.from : state.to;
      const [low, high] = brush.bounds(state, atStart);
      handle.style.left = `${atStart ? left : right}px`;
      handle.setAttribute("aria-valuenow", index);
      handle.setAttribute("aria-valuemin", low);
      handle.setAttribute("aria-valuemax", high);
      handle.setAttribute("aria-valuetext", spoken.format(dayAt(state, index)));
    }
  }

  brush.paint = function (root, state) {
    if (!state || !root.clientWidth) return;
    paintDays(root, state);
    paintSelection(root, state);
    paintLabels(root, state);
  };

  // How far an edge can go, given the other one.
  brush.bounds = function (state, atStart) {
    const span = state.longest - 1;
    return atStart
      ? [Math.max(0, state.to - span), state.to]
      : [state.from, Math.min(state.kwh.length - 1, state.from + span)];
  };

  brush.iso = (state, index) => dayAt(state, index).toISOString().slice(0, 10);
  brush.indexOf = (state, iso) => Math.round((Date.parse(iso) - state.first) / DAY_MS);
})();
