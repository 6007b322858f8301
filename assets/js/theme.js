// Light, dark or the system's choice, decided before the first paint: loaded in <head>, blocking.
// Charts listen to the "ael:theme" event of the document.
(() => {
  "use strict";
  const KEY = "ael-theme";
  const CHOICES = ["systeme", "clair", "sombre"];
  const root = document.documentElement;
  const systemIsDark = window.matchMedia("(prefers-color-scheme: dark)");
  const ael = (window.ael = window.ael || {});
  let printing = false;
  let choice = read();

  function read() {
    try {
      return known(localStorage.getItem(KEY));
    } catch {
      return "systeme"; // storage may be refused; the theme still follows the system
    }
  }

  function known(value) {
    const plain = (value || "").normalize("NFD").replace(/\p{M}/gu, "");
    return CHOICES.includes(plain) ? plain : "systeme";
  }

  function apply() {
    const dark = choice === "sombre" || (choice === "systeme" && systemIsDark.matches);
    const theme = dark && !printing ? "dark" : "light";
    const changed = root.dataset.bsTheme !== theme;
    root.dataset.bsTheme = theme;
    root.dataset.themeChoice = choice;
    if (changed) document.dispatchEvent(new CustomEvent("ael:theme", { detail: { theme } }));
  }

  function set(value) {
    choice = known(value);
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // kept for this page only
    }
    apply();
  }

  function print(state) {
    printing = state;
    apply();
  }

  ael.theme = { set, choice: () => choice, current: () => root.dataset.bsTheme };
  apply();
  systemIsDark.addEventListener("change", apply);
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    choice = known(event.newValue);
    apply();
  });
  window.addEventListener("beforeprint", () => print(true));
  window.addEventListener("afterprint", () => print(false));

  // From the system's theme the first press must change something: to the opposite.
  function next() {
    const round = systemIsDark.matches ? CHOICES : ["systeme", "sombre", "clair"];
    return round[(round.indexOf(choice) + 1) % round.length];
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-toggle]");
    if (!button) return;
    set(next());
    // The visible one of the button's three labels, which CSS chooses.
    if (ael.announce) ael.announce(button.innerText.trim());
  });
})();
