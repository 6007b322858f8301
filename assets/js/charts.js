/* Charts: what the server sends (light colours, one width) is fitted to this screen and theme.

   dcc.Graph draws through window.Plotly, whose newPlot and react are wrapped here: the figure as
   sent is kept, a fitted copy is drawn, and drawn again when the theme, the width, the zoom or the
   hidden classes change. No round trip.

   layout.meta, written by components/figures:
     kind      "bars" or "curve"; a figure without it is only recoloured
     unit      of the values, for tooltips
     narrow    short tick labels, as many as xaxis.ticktext
   bars:
     titles    tooltip title of each slot;  previous  [name, kWh] of the year before, or null
     notes     {slot: [sentence]};          estimated [slot] with a dashed outline
     links     [address] of each slot, or []
     selected  slot in bold;                compact   the home page's chart
     total     the word for it;             open      what the links do, in words
   curve: x counts steps from `start` (epoch, s), `zone` names the clock of the labels
     step      seconds;                     per_unit  what y counts of in one unit (1000 W)
     gaps      [[from, to]] in steps;       reduced   only the extremes are there, gaps are merged
     texts     power, missing, estimated, summer, winter
   trace.meta: code ("HPH"… "N-1", "missing", "power", "estimated") and label, the full name. */
(function () {
  "use strict";

  const ael = (window.ael = window.ael || {});
  const charts = (ael.charts = ael.charts || {});
  const sent = new WeakMap();
  const zooms = new WeakMap();
  const sizes = new WeakMap();
  const fits = new WeakMap();
  const watched = new WeakSet();
  let plot = null;

  charts.figureOf = (gd) => sent.get(gd);
  charts.metaOf = (gd) => sent.get(gd)?.layout?.meta || {};
  charts.graphOf = (figure) => figure?.querySelector(".js-plotly-plot");
  charts.isMagnified = (gd) => zooms.has(gd);
  const sizeOf = (gd) => `${gd.clientWidth} ${gd.clientHeight}`;
  charts.isDark = () => document.documentElement.dataset.bsTheme === "dark";

  charts.hiddenCodes = function () {
    const codes = new URLSearchParams(location.search).get("masquer");
    return new Set(codes ? codes.split(",") : []);
  };

  // Arrays of numbers are most of a figure and hold no colour.
  function recoloured(value, palette) {
    if (typeof value === "string") return palette[value] || value;
    if (Array.isArray(value)) {
      return typeof value[0] === "number" ? value.slice() : value.map((v) => recoloured(v, palette));
    }
    if (!value || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
    const copy = {};
    for (const [key, inner] of Object.entries(value)) {
      copy[key] = key === "bdata" ? inner : recoloured(inner, palette);
    }
    return copy;
  }

  function fitted(figure, gd) {
    const { config, frames, ...drawn } = figure;
    const copy = recoloured(drawn, charts.isDark() ? ael.palette || {} : {});
    const kind = copy.layout?.meta?.kind;
    if (kind) charts.fit[kind](copy, gd, zooms.get(gd));
    return { ...copy, config, frames };
  }

  function draw(name, gd, figure) {
    sizes.set(gd, sizeOf(gd));
    fits.set(gd, fitOf(figure));
    return plot[name].call(window.Plotly, gd, figure);
  }

  charts.redraw = function (gd) {
    const figure = sent.get(gd);
    if (figure && gd.isConnected) draw("react", gd, fitted(figure, gd));
  };

  // What depends on the width of letters: the letters themselves change without a new drawing.
  const fitOf = ({ layout }) => JSON.stringify([layout?.margin, layout?.xaxis?.ticktext]);

  function redrawIfLettersDiffer(gd) {
    const figure = sent.get(gd);
    if (figure && fitOf(fitted(figure, gd)) !== fits.get(gd)) charts.redraw(gd);
  }

  function redrawIfResized(gd) {
    if (gd.clientWidth && sizeOf(gd) !== sizes.get(gd)) charts.redraw(gd);
  }

  charts.zoom = function (gd, range) {
    if (range) zooms.set(gd, range);
    else zooms.delete(gd);
    charts.redraw(gd);
  };

  function eachGraph(action) {
    document.querySelectorAll(".js-plotly-plot").forEach(action);
  }

  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) requestAnimationFrame(() => redrawIfResized(target));
  });

  function onceDrawn(gd) {
    if (watched.has(gd)) return;
    watched.add(gd);
    resized.observe(gd);
    gd.on("plotly_afterplot", () => charts.decorate(gd));
    gd.on("plotly_relayout", (change) => charts.zoomed(gd, change));
    charts.decorate(gd);
  }

  // After a zoom dcc.Graph draws again what it drew, with the fitted axes: the same data, not news.
  function isNews(gd, figure) {
    if (sent.get(gd)?.data === figure.data) return false;
    sent.set(gd, figure);
    zooms.delete(gd);
    return true;
  }

  function wrap(library) {
    plot = { newPlot: library.newPlot, react: library.react };
    for (const name of Object.keys(plot)) {
      library[name] = function (target, data, layout, config) {
        const gd = typeof target === "string" ? document.getElementById(target) : target;
        const figure = Array.isArray(data) ? { data, layout, config } : data;
        if (!isNews(gd, figure)) return Promise.resolve(gd);
        return draw(name, gd, fitted(sent.get(gd), gd)).then((drawn) => {
          onceDrawn(gd);
          return drawn;
        });
      };
    }
    // dcc.Graph resizes each graph just after its first drawing, which would draw it once more.
    library.Plots.resize = (gd) => Promise.resolve(gd);
  }

  // The choice of classes goes along to other views of the page, which the server wrote without it.
  charts.carrying = function (address) {
    const codes = [...charts.hiddenCodes()].join(",");
    if (codes) address.searchParams.set("masquer", codes);
    else address.searchParams.delete("masquer");
    // The comma is legal in a query and easier to read.
    address.search = address.search.replaceAll("%2C", ",");
    return address;
  };

  function toggle(button) {
    const hidden = charts.hiddenCodes();
    const code = button.dataset.chartCode;
    if (!hidden.delete(code)) hidden.add(code);
    const address = new URL(location.href);
    address.searchParams.set("masquer", [...hidden].join(","));
    history.replaceState(history.state, "", address);
    history.replaceState(history.state, "", charts.carrying(address));
    eachGraph(charts.redraw);
  }

  function onLink(event) {
    const link = event.target.closest?.("a[data-spa]");
    if (link && link.pathname === location.pathname) link.href = charts.carrying(new URL(link.href)).href;
  }

  document.addEventListener("click", onLink, true);
  document.addEventListener("formdata", (event) => {
    const codes = [...charts.hiddenCodes()].join(",");
    if (event.target.matches("form[data-spa]") && codes) event.formData.set("masquer", codes);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-chart-code]");
    if (button) toggle(button);
  });
  document.addEventListener("ael:theme", () => eachGraph(charts.redraw));
  // Labels are measured: they are thinned again once the real font is there.
  document.fonts?.addEventListener("loadingdone", () => eachGraph(redrawIfLettersDiffer));

  charts.wrap = wrap;
})();
