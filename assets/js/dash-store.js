// Dash's store, quieter. At each event it asks every part of the page whether that is news to it.
// Each part of a new page forgets by itself what was noted at its place, and callbacks are counted
// through a dozen lists: hundreds of events that no part shows. They are asked once, afterwards.
(() => {
  "use strict";
  const UNSEEN = new Set(["RESET_COMPONENT_STATE", "Callbacks.Aggregate"]);

  function quieten(store) {
    const { dispatch, subscribe } = store;
    const waiting = new Set();
    let quiet = false;

    function ask() {
      const listeners = [...waiting];
      waiting.clear();
      for (const listener of listeners) listener();
    }

    store.subscribe = (listener) => {
      const heard = () => {
        if (!quiet) listener();
        else if (waiting.add(listener).size === 1) queueMicrotask(ask);
      };
      const leave = subscribe(heard);
      return () => {
        waiting.delete(listener);
        leave();
      };
    };
    store.dispatch = (action) => {
      const before = quiet;
      quiet = UNSEEN.has(action?.type);
      try {
        return dispatch(action);
      } finally {
        quiet = before;
      }
    };
  }

  // Dash puts its store here before anything listens to it.
  const stores = (window.dash_stores = window.dash_stores || []);
  stores.push = function (...added) {
    added.forEach(quieten);
    return Array.prototype.push.apply(this, added);
  };
})();
