// plotly.js comes with the first chart, not with the page: until then its name stands for the wait
// that dcc.Graph waits for. Which bundle a page needs is written in the page (first.plotly).
(() => {
  "use strict";
  const ael = (window.ael = window.ael || {});
  const known = ael.first.plotly || {};
  const bundleOf = (path) => known[path] || Object.values(known)[0];
  let loaded = "";
  let coming = null;

  // A chart that cannot be drawn waits for the visitor's next try rather than for ever.
  function sayFailed(address, resolve) {
    const texts = ael.texts();
    ael.toast({
      kind: "error",
      title: texts.failedTitle,
      text: texts.failedText,
      linkText: texts.retry,
      action: () => attempt(address, resolve),
    });
  }

  function attempt(address, resolve) {
    ael.fetchScript(address).then(() => {
      ael.charts.wrap(window.Plotly);
      resolve();
    }, () => sayFailed(address, resolve));
  }

  function load(path) {
    loaded = loaded || bundleOf(path);
    coming = coming || new Promise((resolve) => attempt(loaded, resolve));
    return coming;
  }

  // Two bundles do not share a page: the one with more kinds of charts needs a page of its own.
  const isOther = (path) => Boolean(loaded && known[path] && known[path] !== loaded);

  window.Plotly = { then: (resolve) => load(location.pathname).then(() => resolve()) };
  window.addEventListener("_dashprivate_pushstate", () => {
    if (known[location.pathname]) load(location.pathname);
  });
  ael.plotly = { isOther };
})();
