// Passkeys: a form marked data-passkey asks the browser for one, then sends what it says as a field.
(() => {
  "use strict";
  const BINARY = ["challenge", "id"];

  const toBytes = (text) => Uint8Array.from(
    atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

  function toText(buffer) {
    const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
    return btoa(letters.join("")).replace(/[+]/g, "-").replace(/[/]/g, "_").replace(/=+$/, "");
  }

  // What the server says in base64url becomes what the browser's interface takes.
  function decode(value) {
    if (Array.isArray(value)) return value.map(decode);
    if (value === null || typeof value !== "object") return value;
    const pairs = Object.entries(value).map(([name, inner]) => [name,
      BINARY.includes(name) && typeof inner === "string" ? toBytes(inner) : decode(inner)]);
    return Object.fromEntries(pairs);
  }

  // The relying party's own id is a name, not bytes.
  function readOptions(options) {
    const { rp, ...others } = options;
    return rp ? { ...decode(others), rp } : decode(others);
  }

  function encode(credential) {
    const { response } = credential;
    const said = { clientDataJSON: toText(response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[name]) said[name] = toText(response[name]);
    }
    return { id: credential.id, rawId: toText(credential.rawId), type: credential.type,
      response: said, clientExtensionResults: {} };
  }

  async function askServer(form) {
    const answer = await fetch(form.dataset.options, {
      method: "POST",
      headers: { "Accept": "application/json", "X-CSRFToken": form.elements.csrf_token.value },
    });
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    const body = isJson ? await answer.json() : {};
    if (!answer.ok || !body.challenge) throw new Error(body.error || form.dataset.failed);
    return body;
  }

  async function askBrowser(form, options) {
    try {
      const publicKey = readOptions(options);
      const made = form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey })
        : await navigator.credentials.get({ publicKey });
      return encode(made);
    } catch (error) {
      throw new Error(form.dataset.failed, { cause: error });
    }
  }

  function say(form, sentence) {
    const line = form.querySelector("[data-passkey-error]");
    line.textContent = sentence;
    line.parentElement.hidden = !sentence;
  }

  function whyNot(form) {
    if (!window.PublicKeyCredential) return form.dataset.unable;
    return location.host === form.dataset.host ? "" : form.dataset.elsewhere;
  }

  async function run(form) {
    const button = form.querySelector("[type=submit]");
    say(form, "");
    button.disabled = true;
    try {
      const credential = await askBrowser(form, await askServer(form));
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      say(form, error.message);
      button.disabled = false;
    }
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const reason = whyNot(form);
    form.hidden = false;
    if (reason) {
      const note = document.createElement("p");
      note.className = "caption";
      note.textContent = reason;
      form.replaceChildren(note);
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form);
    });
  }
})();
