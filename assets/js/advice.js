// The advice of the home page: what was put away stays away, in this browser, until there is news.
(() => {
  "use strict";
  const KEY = "ael-advice";

  // A browser without storage shows it again: no harm.
  function read() {
    try { return localStorage.getItem(KEY); } catch { return null; }
  }

  function look() {
    const row = document.querySelector("[data-advice]:not([hidden])");
    if (row && row.dataset.advice === read()) row.hidden = true;
  }

  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-advice-away]")?.closest("[data-advice]");
    if (!row) return;
    try { localStorage.setItem(KEY, row.dataset.advice); } catch { /* it is hidden for now */ }
    row.hidden = true;
    document.getElementById("contenu")?.focus();
  });

  const start = () => {
    look();
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
