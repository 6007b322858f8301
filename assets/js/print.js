/* Printing: charts are drawn in pixels, so they are drawn again at the width of the paper. */
(function () {
  "use strict";

  const root = document.documentElement;

  function redrawAll() {
    const { redraw } = window.ael.charts;
    document.querySelectorAll(".js-plotly-plot").forEach(redraw);
  }

  // 50-charts.css gives .is-printing its sizes; both events come, in no fixed order.
  function print(printing) {
    if (root.classList.contains("is-printing") === printing) return;
    root.classList.toggle("is-printing", printing);
    redrawAll();
  }

  window.addEventListener("beforeprint", () => print(true));
  window.addEventListener("afterprint", () => print(false));
  matchMedia("print").addEventListener("change", (event) => print(event.matches));
})();
