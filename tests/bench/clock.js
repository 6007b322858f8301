// The benchmark's clock inside a page. It starts at the person's own event (or at the navigation)
// and stops two frames after the charts show what was wanted: by then they have been painted.
//
// A peer's script defines benchCharts(wanted): [shown, shown], one for each chart, with the help of
// bench.isRedrawn: the lines and bars of a graph are others than when the clock was set.
(() => {
  "use strict";
  const bench = (window.bench = { started: 0, first: null, all: null, blocked: [] });
  let before = new Map();
  let waiting = false;
  let tell = () => {};

  const paths = (id) => [...document.querySelectorAll(`[id="${id}"] .trace path`)]
    .map((path) => path.getAttribute("d")).filter(Boolean);

  bench.isRedrawn = (id) => {
    const [now, then] = [paths(id), before.get(id) || []];
    return now.length > 0 && (now.length !== then.length || now.some((d, i) => d !== then[i]));
  };

  bench.peak = (id) => {
    const graph = document.querySelector(`[id="${id}"] .js-plotly-plot`) || document.getElementById(id);
    let highest = -Infinity;
    for (const { type, y } of graph?._fullData || []) {
      if (type.startsWith("scatter")) for (const value of y || []) if (value > highest) highest = value;
    }
    return highest;
  };

  const twoFramesLater = (act) => requestAnimationFrame(() => requestAnimationFrame(act));

  function look(wanted) {
    if (bench.started === null) return false;
    const shown = window.benchCharts?.(wanted) || [];
    if (bench.first === null && shown.includes(true)) {
      bench.first = 0; // seen: its time follows
      twoFramesLater(() => { bench.first = performance.now(); });
    }
    if (!shown.length || shown.includes(false)) return false;
    twoFramesLater(() => { bench.all = performance.now(); tell(); });
    return true;
  }

  function watch(wanted) {
    if (document.body && look(wanted)) waiting = false;
    else requestAnimationFrame(() => watch(wanted));
  }

  // Of a navigation: from its start. Of a change: from the next event of a person.
  bench.watch = (wanted) => {
    bench.done = new Promise((resolve) => { tell = resolve; });
    waiting = true;
    watch(wanted);
  };

  bench.set = (wanted, ids) => {
    Object.assign(bench, { started: null, first: null, all: null, blocked: [] });
    before = new Map(ids.map((id) => [id, paths(id)]));
    bench.watch(wanted);
  };

  bench.read = () => ({
    first_ms: (bench.first || bench.all) - bench.started,
    all_ms: bench.all - bench.started,
    fcp_ms: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
    blocked_ms: bench.blocked.reduce((sum, duration) => sum + Math.max(0, duration - 50), 0),
  });

  for (const name of ["pointerdown", "keydown"]) {
    window.addEventListener(name, (event) => {
      if (event.isTrusted && waiting && bench.started === null) bench.started = event.timeStamp;
    }, true);
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) bench.blocked.push(entry.duration);
  }).observe({ type: "longtask", buffered: true });
})();
