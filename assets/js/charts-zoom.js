/* Charts: zooming in. A curve with all its points is zoomed here; a reduced one asks for the days
   that it now shows, through the strip that chooses them. */
(function () {
  "use strict";

  const ael = (window.ael = window.ael || {});
  const charts = (ael.charts = ael.charts || {});
  const left = new WeakMap();

  const stripOf = (gd) => ael.brush?.of(gd);
  const written = ({ start, end }) => `${start}..${end}`;

  // The days that a zoom left, as long as those that it led to are the ones shown.
  function leftBy(strip) {
    const before = strip && left.get(strip);
    return before && before.inner === written(ael.brush.days(strip)) ? before.outer : undefined;
  }

  function askForDays(gd, from, to) {
    const meta = charts.metaOf(gd);
    const strip = stripOf(gd);
    if (!meta.reduced || !strip) return false;
    const shown = ael.brush.days(strip);
    const start = charts.localDay(meta, from * meta.step);
    const end = charts.localDay(meta, to * meta.step - 1);
    if (written(shown) === written({ start, end })) return false;
    left.set(strip, { outer: leftBy(strip) || shown, inner: written({ start, end }) });
    ael.brush.choose(strip, { start, end });
    return true;
  }

  charts.isZoomed = (gd) => charts.isMagnified(gd) || Boolean(leftBy(stripOf(gd)));

  charts.zoomed = function (gd, change) {
    const keys = Object.keys(change);
    if (charts.metaOf(gd).kind !== "curve" || !keys.some((key) => key.startsWith("xaxis."))) return;
    const [from, to] = gd._fullLayout.xaxis.range;
    const [low, high] = charts.figureOf(gd).layout.xaxis.range;
    if (from <= low && to >= high) charts.zoom(gd, null);
    else {
      const range = [Math.max(from, low), Math.min(to, high)];
      if (!askForDays(gd, ...range)) charts.zoom(gd, range);
    }
  };

  function reset(gd) {
    const strip = stripOf(gd);
    const outer = leftBy(strip);
    if (outer) ael.brush.choose(strip, outer);
    else charts.zoom(gd, null);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-chart-reset]");
    if (!button) return;
    const figure = button.closest("[data-chart]");
    reset(charts.graphOf(figure));
    figure.querySelector(".chart-stage").focus({ preventScroll: true }); // the button goes
  });
})();
