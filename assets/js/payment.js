// Règlement par CB: the total follows what is ticked, and a payment whose outcome is awaited is
// asked about for some minutes. What is paid is computed by the server from the ledger.
(() => {
  "use strict";
  const euros = (cents) => {
    const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
    return `${whole},${String(cents % 100).padStart(2, "0")}\u202f€`;
  };

  // What was typed in cents, or nothing where it is no amount.
  function readCents(typed) {
    const found = /^(\d{1,9})(?:[.,](\d{1,2}))?€?$/.exec(typed.replace(/\s/g, ""));
    return found ? Number(found[1]) * 100 + Number((found[2] || "").padEnd(2, "0")) : null;
  }

  function follow(form) {
    let total = 0;
    for (const box of form.querySelectorAll("[data-cents]")) {
      if (box.checked) total += Number(box.dataset.cents);
      const line = form.querySelector(`[data-pay-line="${CSS.escape(box.value)}"]`);
      if (line) line.hidden = !box.checked;
      box.closest("tr")?.classList.toggle("is-chosen", box.checked);
    }
    const other = form.querySelector("[name=choix][value=autre]").checked;
    const typed = other ? readCents(form.elements.montant.value) : null;
    const due = other && typed !== null ? typed : total;
    const [whole, ...sums] = form.querySelectorAll("[data-pay-total]");
    whole.textContent = euros(total);
    for (const sum of sums) sum.textContent = euros(due);
    const label = form.querySelector("[data-pay-label]");
    label.textContent = label.dataset.payLabel.replace("{amount}", euros(due));
  }

  for (const sign of ["input", "change"]) {
    document.addEventListener(sign, (event) => {
      const form = event.target.closest?.("form.pay-form");
      if (form) follow(form);
    });
  }

  const EVERY_MS = 4000;
  const MOST = 45;
  let asking = null;

  async function ask(place, left) {
    if (!place.isConnected) return;
    try {
      const answer = await fetch(place.dataset.payState, { headers: { Accept: "application/json" } });
      if (answer.ok && (await answer.json()).stage !== "pending") {
        location.reload();
        return;
      }
    } catch { /* without a network, later */ }
    if (left > 0) {
      window.setTimeout(() => ask(place, left - 1), EVERY_MS);
      return;
    }
    place.querySelector(".pay-asking").hidden = true;
    for (const late of document.querySelectorAll("[data-pay-late]")) late.hidden = false;
  }

  // Dash draws the page when it likes; and marks what is ticked on what it drew.
  new MutationObserver(() => {
    for (const form of document.querySelectorAll("form.pay-form:not([data-followed])")) {
      form.dataset.followed = "";
      follow(form);
    }
    const place = document.querySelector("[data-pay-state]");
    if (!place || place === asking) return;
    asking = place;
    window.setTimeout(() => ask(place, MOST), EVERY_MS);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
