/* Charts: where slots and points are on the screen, for each kind of chart.

   count(gd), start(gd): the one to begin with, find(gd, px): the one under a pixel,
   words(gd, index), move(gd, index, way, seconds), place(gd, index): its box in the graph. */
(function () {
  "use strict";

  const ael = (window.ael = window.ael || {});
  const charts = (ael.charts = ael.charts || {});
  const WIDEST_SLOT = 140;

  function area(gd) {
    const { l, t, w, h } = gd._fullLayout._size;
    return { left: l, top: t, width: w, height: h };
  }

  // The lines of a curve: positions in steps, and a power in watts or null where unknown.
  function pointsOf(gd) {
    const traces = gd._fullData.filter((trace) => trace.type === "scatter");
    const { x, x0, dx } = traces[0];
    const [real, estimated] = ["power", "estimated"].map((code) =>
      traces.find((trace) => trace.meta.code === code)?.y || []);
    const first = (...values) => values.find(Number.isFinite) ?? null;
    return {
      count: real.length,
      at: (i) => (x?.length ? x[i] : x0 + i * dx),
      power: (i) => first(real[i], estimated[i]),
      isEstimated: (i) => !Number.isFinite(real[i]) && Number.isFinite(estimated[i]),
    };
  }

  function nearest(points, step) {
    let low = 0;
    let high = points.count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (points.at(middle) < step) low = middle + 1;
      else high = middle;
    }
    const before = Math.max(low - 1, 0);
    return step - points.at(before) < points.at(low) - step ? before : low;
  }

  charts.modes = {
    bars: {
      count: (gd) => charts.metaOf(gd).titles.length,
      start: (gd) => charts.metaOf(gd).selected,
      find(gd, px) {
        const box = area(gd);
        return Math.floor(((px - box.left) / box.width) * this.count(gd));
      },
      words: (gd, index) => charts.wordsOfSlot(charts.figureOf(gd), index),
      move: (gd, index, way) => index + way,
      place(gd, index) {
        const box = area(gd);
        const slot = box.width / this.count(gd);
        const width = Math.min(slot, WIDEST_SLOT);
        const left = box.left + (index + 0.5) * slot - width / 2;
        return { left, top: box.top, width, height: box.height };
      },
    },
    curve: {
      count: (gd) => pointsOf(gd).count,
      start(gd) {
        return nearest(pointsOf(gd), gd._fullLayout.xaxis.range[0]);
      },
      peak(gd) {
        const { count, power } = pointsOf(gd);
        let best = 0;
        let most = -1;
        for (let i = 0; i < count; i += 1) if (power(i) > most) most = power(best = i);
        return best;
      },
      find(gd, px) {
        return nearest(pointsOf(gd), gd._fullLayout.xaxis.p2d(px - area(gd).left));
      },
      words(gd, index) {
        const points = pointsOf(gd);
        const point = { at: points.at(index), power: points.power(index) };
        return charts.wordsOfPoint(charts.metaOf(gd), { ...point, estimated: points.isEstimated(index) });
      },
      move(gd, index, way, jump) {
        if (!jump) return index + way;
        const points = pointsOf(gd);
        return nearest(points, points.at(index) + (way * jump) / charts.metaOf(gd).step);
      },
      place(gd, index) {
        const box = area(gd);
        const { xaxis, yaxis } = gd._fullLayout;
        const points = pointsOf(gd);
        const power = points.power(index);
        const dot = power === null ? null : box.top + yaxis.d2p(power);
        const left = box.left + xaxis.d2p(points.at(index));
        return { left, top: box.top, width: 0, height: box.height, dot };
      },
    },
  };

  charts.area = area;
  charts.modeOf = (gd) => charts.modes[charts.metaOf(gd).kind];
})();
