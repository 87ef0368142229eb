// Asks the browser for a passkey and sends what it answers with the form it stands in.
(() => {
  "use strict";
  const bytes = (text) => {
    const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => {
    const raw = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(raw).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  const keys = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  // What the server writes as text, as the browser wants it; and back.
  const made = async (asked) => {
    const publicKey = {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: keys(asked.excludeCredentials),
    };
    const key = await navigator.credentials.create({ publicKey });
    return {
      id: key.id, rawId: text(key.rawId), type: key.type, extensions: {},
      response: {
        attestationObject: text(key.response.attestationObject),
        clientDataJSON: text(key.response.clientDataJSON),
      },
    };
  };
  const shown = async (asked) => {
    const publicKey = {
      ...asked, challenge: bytes(asked.challenge), allowCredentials: keys(asked.allowCredentials),
    };
    const key = await navigator.credentials.get({ publicKey });
    const { authenticatorData, clientDataJSON, signature, userHandle } = key.response;
    return {
      id: key.id, rawId: text(key.rawId), type: key.type, extensions: {},
      response: {
        authenticatorData: text(authenticatorData), clientDataJSON: text(clientDataJSON),
        signature: text(signature), userHandle: userHandle ? text(userHandle) : null,
      },
    };
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const words = form.querySelector("[data-words]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      words.textContent = "Your browser asks you for the passkey …";
      try {
        const { publicKey } = JSON.parse(form.dataset.options);
        const answer = form.dataset.passkey === "create" ? await made(publicKey) : await shown(publicKey);
        form.elements.answer.value = JSON.stringify(answer);
        form.submit();
      } catch (why) {
        words.textContent = why.name === "InvalidStateError"
          ? "This device has a passkey for your account already."
          : "No passkey was given. Press the button to try again, or choose another way.";
      }
    });
  }
})();
