/* Charts: pointing at a slot or a point, by mouse, finger or keyboard. */
(function () {
  "use strict";

  const ael = (window.ael = window.ael || {});
  const charts = (ael.charts = ael.charts || {});
  const STILL_PX = 6;
  const HOUR_S = 3600;
  const DAY_S = 86400;
  const WAYS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -1, PageDown: 1 };
  const ENDS = ["Home", "End"];
  let hovered = null;
  let press = null;

  function open(gd, index) {
    const address = charts.metaOf(gd).links?.[index];
    if (!address) return;
    const target = charts.carrying(new URL(address, location.href));
    if (ael.navigate) ael.navigate(target.href);
    else location.assign(target);
  }

  function pointed(event, figure) {
    const gd = charts.graphOf(figure);
    if (!gd?._fullLayout || !charts.modeOf(gd)) return null;
    const px = event.clientX - gd.getBoundingClientRect().left;
    const box = charts.area(gd);
    const inside = px >= box.left && px < box.left + box.width;
    const count = charts.modeOf(gd).count(gd);
    if (!inside || !count) return { figure, gd, index: null };
    return { figure, gd, index: Math.min(Math.max(charts.modeOf(gd).find(gd, px), 0), count - 1) };
  }

  const figureOf = (event) => event.target.closest?.(".chart-stage")?.closest("[data-chart]");

  function onMove(event) {
    if (event.pointerType === "touch") return;
    const found = pointed(event, figureOf(event));
    if (hovered && hovered !== found?.figure) charts.hide(hovered);
    hovered = found?.figure || null;
    if (!found) return;
    if (found.index === null || event.buttons) charts.hide(found.figure);
    else charts.show(found.figure, found.index, true);
    found.gd.classList.toggle("chart-opens", Boolean(charts.metaOf(found.gd).links?.[found.index]));
  }

  // plotly.js covers the page while a button is down and sends clicks of its own: the press and
  // the release are what can be trusted.
  function onDown(event) {
    const figure = event.button === 0 && figureOf(event);
    press = figure ? { figure, x: event.clientX, y: event.clientY } : null;
  }

  function onUp(event) {
    const still = press && Math.hypot(event.clientX - press.x, event.clientY - press.y) < STILL_PX;
    const found = still && pointed(event, press.figure);
    press = null;
    if (!found || found.index === null) return;
    const again = charts.active(found.figure) === found.index;
    if (event.pointerType !== "touch" || again) open(found.gd, found.index);
    else charts.show(found.figure, found.index, false);
  }

  function onKey(event) {
    const figure = event.target.matches?.(".chart-stage") && event.target.closest("[data-chart]");
    const gd = figure && charts.graphOf(figure);
    if (!gd?._fullLayout || !charts.modeOf(gd)) return;
    if (event.key === "Escape") return charts.hide(figure);
    const now = charts.active(figure);
    if (event.key === "Enter") return open(gd, now ?? charts.modeOf(gd).start(gd));
    if (!(event.key in WAYS) && !ENDS.includes(event.key)) return;
    const last = charts.modeOf(gd).count(gd) - 1;
    if (last < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const words = charts.show(figure, Math.min(Math.max(next(gd, event, now, last), 0), last), true);
    figure.querySelector("[data-chart-live]").textContent = charts.sentence(words);
  }

  function next(gd, event, now, last) {
    if (event.key === "Home") return 0;
    if (event.key === "End") return last;
    const mode = charts.modeOf(gd);
    if (now === undefined) return mode.start(gd);
    const jump = event.key.startsWith("Page") ? DAY_S : event.shiftKey ? HOUR_S : 0;
    return mode.move(gd, now, WAYS[event.key], jump);
  }

  document.addEventListener("pointerdown", onDown);
  document.addEventListener("pointerup", onUp);
  document.addEventListener("pointercancel", () => { press = null; });
  document.addEventListener("pointermove", onMove);
  document.addEventListener("pointerleave", () => hovered && charts.hide(hovered));
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.(".chart-stage")) charts.hide(event.target.closest("[data-chart]"));
  });
})();
