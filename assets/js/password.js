// The eye beside a password: shows what was typed, on demand.
(() => {
  "use strict";
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

  // A form that was sent shows that it is being read, and cannot be sent twice.
  document.addEventListener("submit", (event) => {
    const button = event.target.querySelector("[type=submit]");
    if (!button || event.defaultPrevented) return;
    window.setTimeout(() => { button.disabled = true; });
  });

  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("[type=submit]:disabled")) button.disabled = false;
  });
})();
