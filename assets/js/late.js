// Component libraries that are fetched when one of their components is about to be seen. Until
// then Dash finds here, under the library's name, components that keep its place.
(() => {
  "use strict";
  const ael = (window.ael = window.ael || {});
  const WAITING = "[data-late]";

  // state: "" not asked for, "loading", "failed", "here".
  function library(name, address) {
    const stubs = new Map();
    const listeners = new Set();
    const lib = { name, state: "", real: null, listeners };
    const tell = (state) => {
      lib.state = state;
      for (const listener of [...listeners]) listener(state);
    };
    lib.load = () => {
      if (lib.state === "loading" || lib.state === "here") return;
      tell("loading");
      ael.fetchScript(address).then(() => tell("here"), () => tell("failed"));
    };
    const kinds = new Proxy({}, {
      get(_, kind) {
        if (!stubs.has(kind)) stubs.set(kind, stub(lib, kind));
        return stubs.get(kind);
      },
    });
    // The library's own script assigns its components to this name.
    Object.defineProperty(window, name, { get: () => kinds, set: (real) => { lib.real = real; } });
    return lib;
  }

  // The same component before and after: React keeps what is around it, and the focus.
  function stub(lib, kind) {
    return function Late(props) {
      const { createElement, useEffect, useState } = window.React;
      const [state, setState] = useState(lib.state);
      useEffect(() => {
        setState(lib.state);
        lib.listeners.add(setState);
        return () => lib.listeners.delete(setState);
      }, []);
      if (lib.real) return createElement(lib.real[kind], props);
      return createElement(Place, { lib, failed: state === "failed" });
    };
  }

  function Place({ lib, failed }) {
    const { createElement, useEffect, useRef } = window.React;
    const place = useRef(null);
    useEffect(() => {
      const seen = new IntersectionObserver((entries) => {
        if (entries.some((entry) => entry.isIntersecting) && lib.state === "") lib.load();
      });
      seen.observe(place.current);
      return () => seen.disconnect();
    }, []);
    // One message for all the fields of a form.
    const form = place.current?.closest("form");
    const says = failed && (!form || form.querySelector(WAITING) === place.current);
    const texts = says ? ael.texts() : {};
    const button = { type: "button", className: "btn btn-secondary btn-sm", onClick: lib.load };
    return createElement(
      "div",
      { ref: place, className: "late", "data-late": lib.name, role: says ? "alert" : undefined },
      says && createElement("p", null, texts.failedTitle),
      says && createElement("button", button, texts.retry),
    );
  }

  const libraries = Object.entries(ael.first.late || {}).map(([name, url]) => library(name, url));
  // Loads what is waited for within root; with again, also what did not come before.
  const loadIn = (root, again = false) => {
    const names = new Set([...root.querySelectorAll(WAITING)].map((place) => place.dataset.late));
    for (const lib of libraries) if (names.has(lib.name) && (again || lib.state === "")) lib.load();
    return names.size > 0;
  };

  // Whoever points at a popup's button is about to open it.
  for (const sign of ["pointerover", "focusin"]) {
    document.addEventListener(sign, (event) => {
      const button = event.target.closest?.("summary");
      if (button) loadIn(button.parentElement);
    });
  }

  // A form with fields that are not there yet would ask for something else.
  document.addEventListener("submit", (event) => {
    if (event.target.querySelector(WAITING)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      loadIn(event.target, true);
    }
  }, true);

  document.addEventListener("toggle", (event) => {
    if (event.target.open) loadIn(event.target, true);
  }, true);
})();
