/* Charts: geometry that depends on the width in pixels, on a copy of the figure. */
(function () {
  "use strict";

  const ael = (window.ael = window.ael || {});
  const charts = (ael.charts = ael.charts || {});
  const NARROW = 480;
  const TINY = 240;
  const LEAST_TICK_PX = 18;
  const ABOVE_TOP = 1.01;
  const STEPS = [1, 2, 3, 6, 12, 24, 60, 120, 240];
  const MINUTES = [10, 30, 60, 120, 180, 360, 720];
  const HOUR_LABEL_PX = 56;
  const DAY_S = 86400;
  const pen = document.createElement("canvas").getContext("2d");

  function widest(labels, font) {
    pen.font = `${font.size}px ${font.family}`;
    const lines = labels.flatMap((label) => String(label).split("<br>"));
    return Math.max(0, ...lines.map((line) => pen.measureText(line).width)) + 3;
  }

  // Two-line labels mark where a year or a month begins: they stay, others are dropped between.
  function keptAmong(count, marks, step, marksApart) {
    if (!marks.length) return [...Array(count).keys()].filter((i) => (count - 1 - i) % step === 0);
    if (marksApart > 1) return marks.filter((_, i) => i % marksApart === 0);
    const starts = marks[0] === 0 ? marks : [0, ...marks];
    return starts.flatMap((start, n) => {
      const next = starts[n + 1] ?? count;
      const room = Math.max(Math.floor((next - start - 0.8 * step) / step), 0);
      return Array.from({ length: room + 1 }, (_, k) => start + k * step);
    });
  }

  // Full labels where they fit, else short ones, else every n-th: never one over another.
  function fitLabels(axis, slot, narrow, font) {
    if (widest(axis.ticktext, font) <= slot) return;
    const marks = axis.ticktext.flatMap((label, i) => (label.includes("<br>") ? [i] : []));
    // Years are told apart without their second line.
    const plain = !marks.length || narrow.every((label) => label.length === 4);
    if (plain && widest(narrow, font) + 3 <= slot) {
      axis.ticktext = narrow;
      return;
    }
    const labels = marks.length ? axis.ticktext : narrow;
    const needed = widest(labels, font) + 6;
    const step = STEPS.find((s) => s * slot >= needed) || labels.length;
    const apart = marks.length > 1 ? Math.ceil(needed / ((marks[1] - marks[0]) * slot)) : 1;
    const kept = keptAmong(labels.length, marks, step, apart);
    axis.tickvals = kept.map((i) => axis.tickvals[i]);
    axis.ticktext = kept.map((i) => labels[i]);
  }

  // The card's title and caption already say what the axes show.
  function dropTitles(layout) {
    delete layout.xaxis.title;
    delete layout.yaxis.title;
  }

  function plotSize(layout, gd) {
    const { l, r, t, b } = layout.margin;
    return { width: Math.max(gd.clientWidth - l - r, 1), height: Math.max(gd.clientHeight - t - b, 1) };
  }

  function fitMargins(layout, gd) {
    if (layout.meta.compact && gd.clientWidth < TINY) {
      layout.margin = { l: 1, r: 1, t: 4, b: 4 };
      layout.xaxis.showticklabels = false;
      Object.assign(layout.yaxis, { showticklabels: false, dtick: layout.yaxis.range[1] });
      return;
    }
    const { tickvals, ticktext } = layout.yaxis;
    const label = ticktext ? ticktext.at(-1) : charts.number(layout.yaxis.range[1]);
    const standoff = layout.yaxis.ticklabelstandoff || 0;
    const least = gd.clientWidth < NARROW ? 34 : layout.margin.l;
    layout.margin.l = Math.max(least, Math.ceil(widest([label], layout.font)) + 5 + standoff);
    if (layout.xaxis.ticktext.some((text) => text.includes("<br>"))) layout.margin.b += 15;
    const [, top] = layout.yaxis.range;
    const apart = (plotSize(layout, gd).height * layout.yaxis.dtick) / top;
    if (apart < LEAST_TICK_PX && ticktext) {
      Object.assign(layout.yaxis, { tickvals: [0, tickvals.at(-1)], ticktext: [ticktext[0], label] });
    } else if (apart < LEAST_TICK_PX) layout.yaxis.dtick = top;
    // plotly.js cuts a line that lies on the edge.
    layout.yaxis.range = [0, top * ABOVE_TOP];
  }

  function barsGeometry(slot, compact, withPrevious) {
    const share = compact ? 0.62 : slot < 14 ? 0.6 : 0.42;
    const bar = Math.min(slot * share, 50);
    const previous = withPrevious ? Math.min(slot * 0.14, 15) : 0;
    const gap = withPrevious ? Math.min(slot * 0.04, 4) : 0;
    return { bar, previous, gap, left: -(bar + previous + gap) / 2 };
  }

  // Two pixels between the segments of a stack; a segment thinner than that stays whole.
  function stack(traces, gap) {
    const base = [];
    for (const trace of traces) {
      trace.base = trace.y.map((_, i) => (base[i] ? base[i] + gap : 0));
      trace.y.forEach((energy, i) => {
        if (!energy) return;
        if (base[i] && energy > 2 * gap) trace.y[i] = energy - gap;
        base[i] = (base[i] || 0) + energy;
      });
    }
  }

  function fitBars(figure, gd) {
    const { data, layout } = figure;
    const meta = layout.meta;
    const hidden = charts.hiddenCodes();
    dropTitles(layout);
    fitMargins(layout, gd);
    const size = plotSize(layout, gd);
    const slot = size.width / Math.max(meta.titles.length, 1);
    const previous = data.find((trace) => trace.meta?.code === "N-1");
    const roomForPrevious = gd.clientWidth >= NARROW && slot >= 12;
    if (previous) previous.visible = roomForPrevious && !hidden.has("N-1");
    const shape = barsGeometry(slot, meta.compact, Boolean(previous?.visible));
    const classes = data.filter((trace) => trace.meta?.label);
    for (const trace of classes) {
      trace.visible = meta.compact || !hidden.has(trace.meta.code);
      trace.width = shape.bar / slot;
      trace.offset = (shape.left + shape.previous + shape.gap) / slot;
      trace.marker.cornerradius = Math.min(3, shape.bar / 3);
    }
    if (previous) Object.assign(previous, { width: shape.previous / slot, offset: shape.left / slot });
    stack(
      classes.filter((trace) => trace.visible),
      shape.bar < 6 ? 0 : (2 * layout.yaxis.range[1]) / size.height,
    );
    fitLabels(layout.xaxis, slot, meta.narrow, layout.font);
    syncLegend(gd, hidden, roomForPrevious);
  }

  function syncLegend(gd, hidden, roomForPrevious) {
    const id = gd.closest("[data-chart]")?.dataset.chart;
    for (const button of document.querySelectorAll("[data-chart-for]")) {
      if (button.dataset.chartFor !== id) continue;
      const code = button.dataset.chartCode;
      button.setAttribute("aria-pressed", String(!hidden.has(code)));
      if (code === "N-1") button.hidden = !roomForPrevious;
    }
  }

  function hourTicks(meta, from, to, width) {
    const room = Math.max(Math.floor(width / HOUR_LABEL_PX), 2);
    const every = MINUTES.find((m) => (to - from) / 60 / m <= room) || 1440;
    const ticks = { tickvals: [], ticktext: [] };
    for (let at = Math.ceil((meta.start + from) / 600) * 600 - meta.start; at <= to; at += 600) {
      const { hour, minute } = charts.localParts(meta, at);
      if ((hour * 60 + minute) % every) continue;
      ticks.tickvals.push(at / meta.step);
      ticks.ticktext.push(charts.clock(hour, minute, minute === 0));
    }
    return ticks;
  }

  function fitCurve(figure, gd, zoom) {
    const { layout } = figure;
    const meta = layout.meta;
    const axis = layout.xaxis;
    dropTitles(layout);
    fitMargins(layout, gd);
    // A drag must scroll the page on a touch screen; the strip above serves to choose days there.
    if (matchMedia("(pointer: coarse)").matches) layout.dragmode = false;
    const { width } = plotSize(layout, gd);
    if (zoom) axis.range = zoom.slice();
    const [from, to] = axis.range;
    if (zoom && (to - from) * meta.step < 2.5 * DAY_S) {
      Object.assign(axis, hourTicks(meta, from * meta.step, to * meta.step, width));
      return;
    }
    const spacing = axis.tickvals.length > 1 ? axis.tickvals[1] - axis.tickvals[0] : to - from;
    fitLabels(axis, (spacing / (to - from)) * width, meta.narrow, layout.font);
  }

  charts.fit = { bars: fitBars, curve: fitCurve };
})();
