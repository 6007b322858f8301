// Draws at once what no callback changes: a tree of elements, with places for Dash's components.
// A node is [tag, properties or 0, ...children], a text, or the place of a component: [index].
(() => {
  "use strict";
  const ADDRESSES = ["href", "src", "action", "formAction", "xlinkHref"];
  const HARMLESS = new Set(["http:", "https:", "mailto:", "tel:"]);
  const NEVER = /^(on|srcdoc$|dangerouslysetinnerhtml$)/i;

  // Addresses as the browser would read them; nothing in a page's data runs.
  function isHarmless(name, value) {
    if (NEVER.test(name)) return false;
    return !ADDRESSES.includes(name) || HARMLESS.has(new URL(value, location.href).protocol);
  }

  function safe(props) {
    if (!props) return null;
    for (const name of Object.keys(props)) if (!isHarmless(name, props[name])) delete props[name];
    return props;
  }

  function Markup({ tree, children }) {
    const { createElement } = window.React;
    const components = [].concat(children ?? []);
    const draw = (node) => {
      if (!Array.isArray(node)) return node;
      const [tag, props, ...inner] = node;
      if (typeof tag === "number") return components[tag];
      return createElement(tag, safe(props), ...inner.map(draw));
    };
    return draw(tree);
  }

  window.terralis = { Markup };
})();
