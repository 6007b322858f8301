// Messages at the bottom of the page. Texts of the frame come from the region's data attributes.
(() => {
  "use strict";
  const LIFE_MS = 6000;
  const ICONS = { ok: "circle-check", warn: "triangle-alert", error: "circle-alert", info: "info" };
  const ael = (window.ael = window.ael || {});

  function make(tag, className, text) {
    const node = document.createElement(tag);
    node.className = className;
    if (text) node.textContent = text;
    return node;
  }

  ael.texts = () => (document.getElementById("toasts") || { dataset: {} }).dataset;

  // The one live region: emptied first, so that the same sentence twice is read twice.
  ael.announce = (sentence) => {
    const region = document.getElementById("live");
    if (!region) return;
    region.textContent = "";
    window.setTimeout(() => { region.textContent = sentence; }, 50);
  };

  function link(message, close) {
    if (!message.linkText) return null;
    const node = make(message.href ? "a" : "button", "link", message.linkText);
    if (message.href) node.href = message.href;
    else node.type = "button";
    node.addEventListener("click", () => {
      close();
      if (message.action) message.action();
    });
    return node;
  }

  function closeButton(close) {
    const node = make("button", "icon-btn");
    node.type = "button";
    node.setAttribute("aria-label", ael.texts().close || "");
    node.append(make("span", "icon icon-18 icon-x"));
    node.addEventListener("click", close);
    return node;
  }

  function dress(toast, message, close) {
    const icon = make("span", "toast-icon");
    icon.append(make("span", `icon icon-18 icon-${ICONS[message.kind] || ICONS.info}`));
    icon.setAttribute("aria-hidden", "true");
    const text = make("div", "toast-text");
    text.append(make("p", "toast-title", message.title));
    if (message.text) text.append(make("p", "toast-line", message.text));
    const action = link(message, close);
    if (action) text.append(action);
    toast.append(icon, text, closeButton(close));
  }

  // Errors stay; the others leave unless the pointer or the focus is on them.
  function live(toast, close) {
    let timer = 0;
    const stop = () => window.clearTimeout(timer);
    const start = () => {
      stop();
      if (!toast.matches(":hover, :focus-within")) timer = window.setTimeout(close, LIFE_MS);
    };
    toast.addEventListener("mouseenter", stop);
    toast.addEventListener("focusin", stop);
    toast.addEventListener("mouseleave", start);
    toast.addEventListener("focusout", () => window.setTimeout(start));
    start();
  }

  ael.toast = (message) => {
    const region = document.querySelector("#toasts > .toasts");
    if (!region) return;
    const key = `${message.kind} ${message.title} ${message.text || ""}`;
    for (const old of region.children) if (old.dataset.key === key) old.remove();
    const toast = make("div", `toast toast-${message.kind || "info"}`);
    toast.dataset.key = key;
    toast.dataset.since = performance.now();
    const close = () => {
      if (toast.contains(document.activeElement)) document.getElementById("contenu")?.focus();
      toast.remove();
    };
    dress(toast, message, close);
    region.append(toast);
    ael.announce([message.title, message.text].filter(Boolean).join(". "));
    if (message.kind !== "error") live(toast, close);
  };

  // What failed before a change that succeeded is no longer news.
  ael.closeErrors = (before) => {
    for (const toast of document.querySelectorAll("#toasts .toast-error")) {
      if (Number(toast.dataset.since) < before) toast.querySelector(".icon-btn").click();
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.target.closest?.(".toast")?.querySelector(".icon-btn")?.click();
  });

  const clientside = (window.dash_clientside = window.dash_clientside || {});
  clientside.ael = Object.assign(clientside.ael || {}, {
    show_toast: (message) => {
      if (message) ael.toast(message);
      return clientside.no_update;
    },
  });
})();
