// What the page brought along besides its scripts, written by the server into the page itself:
// its own frame and content, which Dash then need not ask for.
(() => {
  "use strict";
  const PLACES = { "/_dash-layout": "first-layout", "/_dash-dependencies": "first-dependencies" };
  const ael = (window.ael = window.ael || {});
  const place = document.getElementById("first-load");
  const first = (ael.first = place ? JSON.parse(place.textContent) : {});

  // Until the page is drawn its outline stays: Dash would show a word of its own on an empty page.
  const entry = document.getElementById("react-entry-point");
  if (entry) {
    new MutationObserver((_, observer) => {
      if (!entry.querySelector(".shell")) return;
      document.getElementById("boot").remove();
      observer.disconnect();
    }).observe(entry, { childList: true, subtree: true });
  }

  // Dash looks for a token among the cookies before each of its requests, and the browser's answer
  // comes from another process. Ours are all out of the reach of scripts.
  Object.defineProperty(document, "cookie", { value: "" });

  // A script that was not in the page, by its address; the promise fails if it does not come.
  ael.fetchScript = (address) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = () => {
      script.remove();
      reject(new Error(address));
    };
    document.head.append(script);
  });

  // The page does not repeat its own address, which anybody may have written into a link.
  function withAddress(text) {
    const layout = JSON.parse(text);
    const fill = (node) => {
      if (Array.isArray(node)) return node.some(fill);
      if (node?.props?.id !== "_pages_location") return fill(node?.props?.children ?? []);
      Object.assign(node.props, { pathname: location.pathname, search: location.search });
      return true;
    };
    return fill(layout) ? JSON.stringify(layout) : text;
  }

  // An answer as the server would have given it, once; null for what must be asked for.
  first.answer = (path) => {
    const known = document.getElementById(PLACES[path]);
    if (!known) return null;
    known.remove();
    const headers = { "Content-Type": "application/json" };
    return new Response(withAddress(known.textContent), { headers });
  };
})();
