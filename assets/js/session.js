// Watches the program's own requests: a session that ended leads to sign-in and back; a service
// that does not answer is said so. Must be loaded before Dash's renderer starts.
(() => {
  "use strict";
  const SIGN_IN = "/connexion";
  const ask = window.fetch.bind(window);
  let leaving = false;
  let viewer = window.ael.first.viewer || "";

  window.addEventListener("pagehide", () => { leaving = true; });
  window.addEventListener("pageshow", () => { leaving = false; });

  const addressOf = (request) =>
    new URL(request instanceof Request ? request.url : request, location.href);

  const isDash = (address) =>
    address.origin === location.origin && address.pathname.startsWith("/_dash-");

  function signIn() {
    if (leaving) return;
    leaving = true;
    const here = location.pathname + location.search;
    location.assign(`${SIGN_IN}?suite=${encodeURIComponent(here)}&fin=1`);
  }

  function sayFailed(options, reference) {
    if (leaving) return;
    const texts = window.ael.texts();
    const wanted = location.href; // every choice is in the address
    if (isRouter(options)) window.ael.stay();
    window.ael.toast({
      kind: "error",
      title: texts.failedTitle,
      text: [texts.failedText, reference && `${texts.reference} ${reference}`]
        .filter(Boolean).join(" "),
      linkText: texts.retry,
      action: () => reopen(wanted),
    });
  }

  const isRouter = (options) =>
    typeof options?.body === "string" && options.body.includes('"_pages_content"');

  function reopen(address) {
    if (address === location.href) location.reload();
    else location.assign(address);
  }

  // Another tab signed in as somebody else: this page's frame is no longer theirs.
  function isSomebodyElse(answer) {
    const now = answer.headers.get("X-Viewer") || viewer;
    const changed = viewer && now !== viewer;
    viewer = now;
    return changed;
  }

  window.fetch = async (request, options) => {
    const address = addressOf(request);
    if (!isDash(address)) return ask(request, options);
    const known = window.ael.first.answer(address.pathname);
    if (known) return known;
    const asked = performance.now();
    let answer;
    try {
      answer = await (window.ael.takeAhead(options) || ask(request, options));
    } catch (error) {
      if (error.name !== "AbortError") sayFailed(options);
      throw error;
    }
    if (answer.status === 401) {
      signIn();
      return new Promise(() => {}); // Dash would trip over this answer while the page leaves
    }
    if (isSomebodyElse(answer)) location.reload();
    else if (answer.status >= 500) sayFailed(options, answer.headers.get("X-Reference"));
    else if (answer.ok) window.ael.closeErrors(asked);
    return answer;
  };
})();
