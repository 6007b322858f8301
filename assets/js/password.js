// The eye beside a password: shows what was typed, on demand.
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-password-toggle]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-password-toggle]");
    if (!button) return;
    const field = document.getElementById(button.getAttribute("aria-controls"));
    const show = field.type === "password";
    field.type = show ? "text" : "password";
    button.setAttribute("aria-label", show ? button.dataset.hide : button.dataset.show);
    const icon = button.querySelector(".icon");
    icon.classList.toggle("icon-eye", !show);
    icon.classList.toggle("icon-eye-off", show);
  });

  // How far a new password is from its least length; nothing is asked of its characters.
  const measure = (field) => {
    const shown = document.querySelector(`[data-strength="${field.id}"]`);
    if (!shown) return;
    const least = Number(shown.dataset.least);
    const left = least - [...field.value].length;
    const words = left <= 0 ? shown.dataset.enough
      : left === 1 ? shown.dataset.oneMore
        : shown.dataset.more.replace("{count}", left);
    shown.hidden = field.value === "";
    shown.classList.toggle("is-enough", left <= 0);
    shown.querySelector(".strength-track span").style.setProperty("--part", Math.min(1, 1 - left / least));
    shown.querySelector(".strength-words").textContent = words;
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches("input[type=password], input[type=text]")) measure(event.target);
  });

  // A form that was sent shows that it is being read, and cannot be sent twice.
  document.addEventListener("submit", (event) => {
    const button = event.target.querySelector("[type=submit]");
    if (!button) return;
    // Afterwards: whoever keeps the form from being sent may hear of it later.
    window.setTimeout(() => { button.disabled = !event.defaultPrevented; });
  });

  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("[type=submit]:disabled")) button.disabled = false;
  });
})();
