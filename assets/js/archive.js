// An archive that is being made: its progress, then the link to take it. Without this script the
// page says the same when it is opened again.
(() => {
  "use strict";
  const EVERY_MS = 2000;
  const LONGEST_MS = 30000;
  let timer = 0;
  let watched = "";

  function show(place, part) {
    for (const name of ["waiting", "ready", "failed"]) {
      place.querySelector(`[data-archive-${name}]`).hidden = name !== part;
    }
  }

  function tell(place, answer) {
    if (answer.state !== "waiting") {
      show(place, answer.state);
      return false;
    }
    place.querySelector("progress").value = answer.done;
    place.querySelector("[data-archive-count]").textContent = answer.words;
    return true;
  }

  async function ask(wait) {
    const place = document.querySelector("[data-archive]");
    if (!place || place.dataset.archive !== watched) return;
    let next = Math.min(wait * 1.2, LONGEST_MS);
    try {
      const answer = await fetch(watched, { headers: { Accept: "application/json" } });
      if (answer.redirected || answer.status === 401 || answer.status === 404) return;
      if (answer.ok && !tell(place, await answer.json())) return;
    } catch {
      next = LONGEST_MS; // no network for now
    }
    timer = setTimeout(ask, next, next);
  }

  function look() {
    const place = document.querySelector("[data-archive]");
    const address = place ? place.dataset.archive : "";
    if (address === watched) return;
    clearTimeout(timer);
    watched = address;
    if (address) timer = setTimeout(ask, EVERY_MS, EVERY_MS);
  }

  const start = () => {
    look();
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
