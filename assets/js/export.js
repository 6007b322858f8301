// Downloads without leaving the page: progress while the file is made and received, a toast at the
// end. Without this script the links are ordinary downloads.
(() => {
  "use strict";
  const SAY_AFTER_MS = 400;
  const FORGET_AFTER_MS = 60000;

  function statusLine() {
    const line = document.createElement("div");
    line.className = "busy-line";
    line.setAttribute("role", "status");
    const spinner = document.createElement("span");
    spinner.className = "icon icon-18 icon-loader-circle";
    spinner.setAttribute("aria-hidden", "true");
    const words = document.createElement("span");
    line.append(spinner, words);
    const timer = setTimeout(() => document.body.append(line), SAY_AFTER_MS);
    return {
      say(text) { if (words.textContent !== text) words.textContent = text; },
      end() { clearTimeout(timer); line.remove(); },
    };
  }

  // Reads the answer piece by piece; the server says its length, unless a proxy took it away.
  async function receive(answer, line, texts) {
    const total = Number(answer.headers.get("Content-Length"));
    const reader = answer.body.getReader();
    const parts = [];
    let received = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return new Blob(parts, { type: answer.headers.get("Content-Type") });
      parts.push(value);
      received += value.length;
      const share = total ? ` ${Math.round((100 * received) / total)} %` : "";
      line.say(texts.receiving + share);
    }
  }

  function save(blob, name) {
    const address = URL.createObjectURL(blob);
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), FORGET_AFTER_MS);
  }

  function nameOf(answer) {
    const found = /filename="?([^";]+)"?/.exec(answer.headers.get("Content-Disposition") || "");
    return found ? found[1] : "terralis";
  }

  function size(bytes) {
    const kilobytes = bytes / 1024;
    const number = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: kilobytes < 1024 ? 0 : 1 });
    return kilobytes < 1024
      ? `${number.format(Math.max(1, kilobytes))} Ko`
      : `${number.format(kilobytes / 1024)} Mo`;
  }

  async function download(link, texts) {
    const line = statusLine();
    line.say(texts.making);
    try {
      const answer = await fetch(link.href, { headers: { Accept: "application/json, */*;q=0.1" } });
      if (answer.redirected) { location.assign(location.href); return; }
      if (!answer.ok) throw new Error((await answer.json()).error);
      const name = nameOf(answer);
      const blob = await receive(answer, line, texts);
      save(blob, name);
      window.ael.toast({ kind: "ok", title: texts.ready, text: `${name}, ${size(blob.size)}` });
    } catch (error) {
      const known = error instanceof TypeError || error instanceof SyntaxError ? "" : error.message;
      window.ael.toast({
        kind: "error",
        title: texts.failed,
        text: known || texts.retry,
        linkText: window.ael.texts().retry,
        action: () => start(link, texts),
      });
    } finally {
      line.end();
      link.removeAttribute("aria-disabled");
    }
  }

  function start(link, texts) {
    if (link.getAttribute("aria-disabled") === "true") return;
    link.setAttribute("aria-disabled", "true");
    download(link, texts);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-export] a[download]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    link.closest("details")?.removeAttribute("open");
    start(link, link.closest("[data-export]").dataset);
  });
})();
