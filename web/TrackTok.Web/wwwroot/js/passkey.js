// Makes or uses a passkey, and sends what it says with the form around it. The options come with the page, or are asked for when they are needed.

const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), letter => letter.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const ids = list => list?.map(item => ({ ...item, id: bytes(item.id) }));

// Browsers of before 2025 do not read and write JSON by themselves.
const creation = options => PublicKeyCredential.parseCreationOptionsFromJSON?.(options)
    ?? { ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: ids(options.excludeCredentials) };
const request = options => PublicKeyCredential.parseRequestOptionsFromJSON?.(options)
    ?? { ...options, challenge: bytes(options.challenge), allowCredentials: ids(options.allowCredentials) };

function written(credential) {
    if (credential.toJSON) return credential.toJSON();
    const { response } = credential;
    const said = { clientDataJSON: text(response.clientDataJSON) };
    for (const name of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) if (response[name]) said[name] = text(response[name]);
    if (response.getTransports) said.transports = response.getTransports();
    return {
        id: credential.id, rawId: text(credential.rawId), type: credential.type, authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
        clientExtensionResults: credential.getClientExtensionResults(), response: said,
    };
}

async function optionsOf({ options, ask }) {
    if (options) return JSON.parse(options);
    const answer = await fetch(ask, { method: 'POST', headers: { accept: 'application/json' } });
    if (answer.ok) return answer.json();
    throw new DOMException('', answer.status === 409 ? 'NoneError' : 'NetworkError');
}

export default function start(element) {
    if (!globalThis.PublicKeyCredential || !navigator.credentials) { element.hidden = true; return; }
    const [button, field, said] = [element.querySelector('button'), element.querySelector('input'), element.querySelector('[role="alert"]')];
    button.addEventListener('click', async () => {
        if (button.getAttribute('aria-disabled')) return;
        button.setAttribute('aria-disabled', 'true');
        said.hidden = true;
        try {
            const options = await optionsOf(element.dataset);
            const credential = element.dataset.kind === 'create'
                ? await navigator.credentials.create({ publicKey: creation(options) })
                : await navigator.credentials.get({ publicKey: request(options) });
            field.value = JSON.stringify(written(credential));
            element.closest('form').requestSubmit();
        } catch (problem) {
            said.lastChild.textContent = { NoneError: element.dataset.none, InvalidStateError: element.dataset.known, NetworkError: element.dataset.unavailable }[problem.name] || element.dataset.failed;
            said.hidden = false;
        } finally {
            button.removeAttribute('aria-disabled');
        }
    });
}
