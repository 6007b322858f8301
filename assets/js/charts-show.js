/* Charts: what is laid around the drawing: highlight, tooltip, the figures above it. */
(function () {
  "use strict";

  const ael = (window.ael = window.ael || {});
  const charts = (ael.charts = ael.charts || {});
  const active = new WeakMap();

  function make(className, text) {
    const node = document.createElement("div");
    node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function marker(figure, layer, className) {
    const parent = figure.querySelector(layer);
    return parent.querySelector(`.${className}`) || parent.appendChild(make(className));
  }

  function put(node, box) {
    node.hidden = !box;
    if (!box) return;
    for (const side of ["left", "top", "width", "height"]) node.style[side] = `${box[side]}px`;
  }

  function mark(figure, gd, index) {
    const box = index === null ? null : charts.modeOf(gd).place(gd, index);
    if (charts.metaOf(gd).kind === "bars") {
      put(marker(figure, ".chart-under", "chart-slot"), box);
      return;
    }
    const dot = box && box.dot !== null && { left: box.left, top: box.dot, width: 0, height: 0 };
    put(marker(figure, ".chart-over", "chart-line"), box);
    put(marker(figure, ".chart-over", "chart-dot"), dot);
  }

  function row(label, value, className) {
    const node = make(`chart-row ${className || ""}`);
    node.append(make("chart-row-label", label), make("chart-row-value", value));
    return node;
  }

  function fill(tooltip, words) {
    const rows = words.rows.map((each) => row(each.label, each.value));
    if (words.total) rows.push(row(words.total.label, words.total.value, "chart-row-total"));
    if (words.before) rows.push(row(words.before.label, words.before.value, "chart-row-before"));
    const notes = words.notes.map((note) => make("chart-row chart-row-note", note));
    tooltip.replaceChildren(make("chart-tooltip-title", words.title), ...rows, ...notes);
  }

  // Beside what is pointed at, on the side with room, never over it.
  function placeTooltip(figure, tooltip, box) {
    const GAP = 8;
    const { width, height } = tooltip.getBoundingClientRect();
    const room = figure.clientWidth;
    const onLeft = box.left - GAP - width;
    const onRight = box.left + box.width + GAP;
    const left = onLeft >= 0 ? onLeft : Math.min(onRight, room - width);
    const stage = figure.querySelector(".chart-stage");
    const top = stage.offsetTop + box.top + Math.min(4, box.height - height);
    tooltip.style.left = `${Math.max(left, 0)}px`;
    tooltip.style.top = `${Math.max(top, 0)}px`;
  }

  function show(figure, index, floating) {
    const gd = charts.graphOf(figure);
    const tooltip = figure.querySelector(".chart-tooltip");
    active.set(figure, { index, floating, data: charts.figureOf(gd).data });
    mark(figure, gd, index);
    const words = charts.modeOf(gd).words(gd, index);
    tooltip.hidden = !floating;
    if (floating) {
      fill(tooltip, words);
      placeTooltip(figure, tooltip, charts.modeOf(gd).place(gd, index));
    } else {
      if (charts.metaOf(gd).kind === "bars") select(figure, gd, index);
      read(figure, gd, index, opener(gd, index));
    }
    return words;
  }

  function hide(figure) {
    const gd = charts.graphOf(figure);
    active.delete(figure);
    figure.querySelector(".chart-tooltip").hidden = true;
    if (gd?._fullLayout) mark(figure, gd, null);
  }

  // For fingers, which would not guess that a second tap opens; the keyboard has Enter for it.
  function opener(gd, index) {
    const { links, open } = charts.metaOf(gd);
    if (!links?.[index]) return null;
    const link = document.createElement("a");
    Object.assign(link, { className: "link chart-readout-open", href: links[index], tabIndex: -1 });
    link.dataset.spa = "";
    link.textContent = open;
    return link;
  }

  // Above the chart, where there is no floating tooltip: the selected slot, in large figures.
  function read(figure, gd, index, link) {
    const readout = figure.querySelector("[data-chart-readout]");
    const words = charts.modeOf(gd).words(gd, index);
    const known = words.total || words.rows[0];
    const before = words.before?.changed;
    const details = [
      ...(words.total ? words.rows.map((each) => `${each.label.split(",")[0]} ${each.value}`) : []),
      ...(before ? [`${words.before.label}\u202f: ${before}`] : []),
      ...(known ? words.notes : words.notes.slice(1)),
    ];
    readout.replaceChildren(
      make("chart-readout-title", words.title),
      make("chart-readout-value", known ? known.value : words.notes[0] || ""),
      make("chart-readout-detail", details.join(" · ")),
      ...(link ? [link] : []),
    );
  }

  // What is pointed at, as long as the picture shows the same data.
  function pointedIn(figure) {
    const pointed = active.get(figure);
    const shown = charts.figureOf(charts.graphOf(figure))?.data;
    return pointed && pointed.data === shown ? pointed : undefined;
  }

  // Keyboard users and fingers keep their place when the picture is drawn again.
  function keptIn(figure) {
    const focused = figure.querySelector(".chart-stage") === document.activeElement;
    const pointed = pointedIn(figure);
    return pointed && (pointed.floating ? focused : hasReadout()) ? pointed : undefined;
  }

  // After each drawing: what plotly.js has no option for.
  charts.decorate = function (gd) {
    const figure = gd.closest("[data-chart]");
    const meta = charts.metaOf(gd);
    if (!figure || !meta.kind) return;
    figure.classList.toggle("chart-compact", Boolean(meta.compact));
    const kept = keptIn(figure);
    hide(figure);
    const reset = figure.querySelector("[data-chart-reset]");
    if (reset) reset.hidden = !charts.isZoomed(gd);
    const note = figure.querySelector("[data-chart-reduced]");
    if (note) note.hidden = !meta.reduced;
    if (!charts.modeOf(gd).count(gd)) return;
    if (meta.kind === "bars") decorateBars(figure, gd, meta);
    else if (hasReadout()) show(figure, charts.modes.curve.peak(gd), false);
    if (kept) show(figure, kept.index, kept.floating);
  };

  // As 50-charts.css does: asking for the style after a drawing would make the browser lay it out.
  const touched = matchMedia("(width < 48em), (pointer: coarse)");
  const hasReadout = () => touched.matches;

  function select(figure, gd, index) {
    put(marker(figure, ".chart-under", "chart-selected"), charts.modes.bars.place(gd, index));
    for (const tick of gd.querySelectorAll(".xtick")) {
      tick.classList.toggle("chart-tick-selected", tick.__data__?.x === index);
    }
  }

  function decorateBars(figure, gd, meta) {
    select(figure, gd, meta.selected);
    for (const bar of gd.querySelectorAll(".barlayer .point")) {
      const drawn = bar.__data__?.s && bar.closest(".trace").__data__?.[0].trace.meta.label;
      bar.classList.toggle("chart-bar-estimated", Boolean(drawn) && meta.estimated.includes(bar.__data__.i));
    }
    read(figure, gd, meta.selected);
  }

  Object.assign(charts, { show, hide, active: (figure) => pointedIn(figure)?.index });
})();
