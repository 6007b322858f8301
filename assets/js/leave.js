// The way to the bank's page: the form leaves by itself. Who comes back by the Back button is led to
// the invoices instead of to the bank again.
(() => {
  "use strict";
  const form = document.querySelector("form[data-leave]");
  if (!form) return;
  const home = () => location.replace(form.dataset.leave);
  const [arrival] = performance.getEntriesByType("navigation");
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) home();
  });
  if (arrival && arrival.type === "back_forward") home();
  else form.submit();
})();
