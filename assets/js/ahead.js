// Asks for the next page as soon as it is wanted: when the mouse goes down on its link, or when the
// address changes. Dash asks for it some 30 ms later, and is given this answer.
(() => {
  "use strict";
  const ael = (window.ael = window.ael || {});
  const ask = window.fetch.bind(window);
  const LONGEST_MS = 5000;
  const ADDRESS = "/_dash-update-component";
  const PLACE = "_pages_location";
  let pending = null;

  function body(url) {
    const output = (id, property) => ({ id, property });
    const input = (property, value) => ({ id: PLACE, property, value });
    return JSON.stringify({
      output: ".._pages_content.children..._pages_store.data..",
      outputs: [output("_pages_content", "children"), output("_pages_store", "data")],
      inputs: [input("pathname", url.pathname), input("search", url.search)],
      changedPropIds: [`${PLACE}.pathname`, `${PLACE}.search`],
      state: [],
    });
  }

  const isFresh = () => pending && performance.now() - pending.at < LONGEST_MS;

  ael.ahead = (url) => {
    const key = url.pathname + url.search;
    if (isFresh() && pending.key === key) return;
    const answer = ask(ADDRESS, {
      method: "POST",
      credentials: "same-origin",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: body(url),
    });
    answer.catch(() => {}); // whoever takes it is told
    pending = { key, answer, at: performance.now() };
  };

  // Returns the answer that was asked for ahead of this request of Dash's, undefined without any.
  ael.takeAhead = (options) => {
    if (!isFresh() || !options?.body?.includes?.('"_pages_content"')) return undefined;
    const values = JSON.parse(options.body).inputs.map(({ value }) => value);
    const { key, answer } = pending;
    pending = null;
    return values.join("") === key ? answer : undefined;
  };

  document.addEventListener("pointerdown", (event) => {
    const isPlain = event.button === 0 && event.pointerType === "mouse"
      && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    const link = isPlain && event.target.closest?.("a[data-spa]");
    const leads = link && link.origin === location.origin && !link.target;
    if (leads && link.href !== location.href) ael.ahead(new URL(link.href));
  });
})();
