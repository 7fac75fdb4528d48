// The passkey script: asks the device for what a form needs, sends the form on with the answer, and says what went wrong.
// @ts-check

/** @param {string} text base64url @returns {ArrayBuffer} */
function bytesOf(text) {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0)).buffer;
}

/** @param {ArrayBuffer | null} bytes @returns {string | undefined} */
function textOf(bytes) {
  if (bytes === null) return undefined;
  const binary = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @param {readonly any[] | undefined} list */
const namedBytes = (list) => (list ?? []).map((each) => ({ ...each, id: bytesOf(each.id) }));

/** What `PublicKeyCredential.parse...FromJSON` does, for browsers of before 2024. @param {any} json */
function creationOf(json) {
  if ('parseCreationOptionsFromJSON' in PublicKeyCredential) return PublicKeyCredential.parseCreationOptionsFromJSON(json);
  const user = { ...json.user, id: bytesOf(json.user.id) };
  return { ...json, challenge: bytesOf(json.challenge), user, excludeCredentials: namedBytes(json.excludeCredentials) };
}

/** @param {any} json */
function requestOf(json) {
  if ('parseRequestOptionsFromJSON' in PublicKeyCredential) return PublicKeyCredential.parseRequestOptionsFromJSON(json);
  return { ...json, challenge: bytesOf(json.challenge), allowCredentials: namedBytes(json.allowCredentials) };
}

/** What `toJSON` does; some password managers put a credential of their own in its place, whose `toJSON` throws. @param {any} credential */
function answerOf(credential) {
  const { response } = credential;
  return JSON.stringify({
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      ...('attestationObject' in response
        ? { attestationObject: textOf(response.attestationObject), transports: response.getTransports?.() ?? [] }
        : {
            authenticatorData: textOf(response.authenticatorData),
            signature: textOf(response.signature),
            userHandle: textOf(response.userHandle),
          }),
    },
  });
}

/** By what the browser calls it; most of what people do (closing the question, waiting, having none) is `NotAllowedError`. */
const SAID_OF = new Map([
  ['NotAllowedError', 'cancelled'],
  ['AbortError', 'cancelled'],
  ['InvalidStateError', 'known'],
  ['SecurityError', 'unsupported'],
]);

const isAble = window.isSecureContext && 'PublicKeyCredential' in window;

/** @param {HTMLFormElement} form @returns {{ send: () => Promise<void>; refuse: () => void } | null} null where parts of it are missing. */
function actsOf(form) {
  const said = form.querySelector('[data-passkey-said]');
  const field = form.elements.namedItem('passkey');
  const button = form.querySelector('button[type=submit]');
  if (!(said instanceof HTMLElement && field instanceof HTMLInputElement && button instanceof HTMLButtonElement)) return null;

  /** @param {string | null} when @param {string} [words] */
  function say(when, words) {
    for (const each of said?.querySelectorAll('[data-when]') ?? []) {
      if (!(each instanceof HTMLElement)) continue;
      each.hidden = each.dataset.when !== when;
      if (words !== undefined && !each.hidden) each.textContent = words;
    }
    /** @type {HTMLElement} */ (said).hidden = when === null;
  }

  /** @returns {Promise<any>} what the device is to be asked; null when it was said why not. */
  async function askUs() {
    try {
      const body = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
      const answer = await fetch(form.dataset.options ?? '', { method: 'POST', body, headers: { Accept: 'application/json' } });
      const json = await answer.json();
      if (answer.ok) return json.options;
      say('refused', [json.title, json.detail, json.nextStep?.label].filter(Boolean).join(' '));
    } catch {
      say('offline');
    }
    return null;
  }

  /** @param {any} options @returns {Promise<Credential | null>} */
  async function askDevice(options) {
    try {
      return form.dataset.passkey === 'register'
        ? await navigator.credentials.create({ publicKey: creationOf(options) })
        : await navigator.credentials.get({ publicKey: requestOf(options) });
    } catch (cause) {
      say(SAID_OF.get(cause instanceof Error ? cause.name : '') ?? 'failed');
      return null;
    }
  }

  const send = async () => {
    if (button.disabled) return;
    button.disabled = true;
    say(null);
    const options = await askUs();
    const credential = options === null ? null : await askDevice(options);
    if (credential !== null) {
      field.value = answerOf(credential);
      // Past this listener: the page that comes next is the server's answer.
      form.submit();
    }
    button.disabled = false;
  };
  const refuse = () => {
    say('unsupported');
    button.disabled = true;
  };
  return { send, refuse };
}

// Of the whole page: `live.js` puts in forms that were not there when this ran.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.passkey === undefined) return;
  const acts = actsOf(form);
  if (acts === null) return;
  event.preventDefault();
  if (isAble) void acts.send();
  else acts.refuse();
});
if (!isAble) {
  for (const form of document.querySelectorAll('form[data-passkey]')) if (form instanceof HTMLFormElement) actsOf(form)?.refuse();
}
