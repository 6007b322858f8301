// Draws at once what no callback changes: a tree of elements, with places for Dash's components.
// A node is [tag, properties or 0, ...children], a text, or the place of a component: [index].
(() => {
  "use strict";
  const ADDRESSES = ["href", "src", "action"];
  const HARMFUL = /^\s*(javascript|vbscript|data):/i;

  function safe(props) {
    if (!props) return null;
    return ADDRESSES.some((name) => HARMFUL.test(props[name])) ? { className: props.className } : props;
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
