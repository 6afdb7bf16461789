// A text field that proposes what is known while one types (the combobox pattern of ARIA). With several, each word between commas is one.
let count = 0;

export default (input, address, several) => {
    const list = document.createElement('ul');
    list.id = `proposals-${++count}`;
    list.className = 'proposals';
    list.role = 'listbox';
    list.ariaLabel = input.labels[0]?.textContent ?? '';
    list.hidden = true;
    // A refused form comes back over the same elements, without what was added here: so it is added whenever it is needed.
    const attach = () => {
        if (list.isConnected) return;
        input.after(list);
        input.parentElement.classList.add('proposing');
        for (const [name, value] of Object.entries({ role: 'combobox', autocomplete: 'off', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id })) input.setAttribute(name, value);
    };
    attach();

    let active = -1, timer, asked = 0;
    const parts = () => {
        const cut = several ? input.value.lastIndexOf(',') + 1 : 0;
        return [input.value.slice(0, cut), input.value.slice(cut).trim()];
    };
    const close = () => {
        list.hidden = true;
        active = -1;
        input.setAttribute('aria-expanded', 'false');
        input.removeAttribute('aria-activedescendant');
    };
    const mark = at => {
        active = at;
        [...list.children].forEach((item, n) => item.setAttribute('aria-selected', n === at));
        if (at >= 0) input.setAttribute('aria-activedescendant', list.children[at].id);
        else input.removeAttribute('aria-activedescendant');
    };
    const take = word => {
        const [before] = parts();
        input.value = several ? `${before}${before ? ' ' : ''}${word}, ` : word;
        input.dispatchEvent(new Event('change', { bubbles: true }));
        close();
    };
    const ask = async () => {
        const [before, word] = parts();
        const turn = ++asked;
        const answer = await fetch(`${address}?q=${encodeURIComponent(word)}`, { headers: { Accept: 'application/json' } }).catch(() => null);
        if (turn !== asked || !answer?.ok || document.activeElement !== input) return;
        attach();
        const chosen = before.split(',').map(tag => tag.trim().toLowerCase());
        const words = (await answer.json()).filter(found => !chosen.includes(found.toLowerCase()) && found !== input.value);
        list.replaceChildren(...words.map((found, n) => {
            const item = document.createElement('li');
            item.id = `${list.id}-${n}`;
            item.role = 'option';
            item.textContent = found;
            item.addEventListener('pointerdown', event => { event.preventDefault(); take(found); });
            return item;
        }));
        mark(-1);
        list.hidden = words.length === 0;
        input.setAttribute('aria-expanded', String(words.length > 0));
    };
    input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
    input.addEventListener('focus', () => { attach(); if (several || input.value === '') ask(); });
    input.addEventListener('blur', () => { clearTimeout(timer); ++asked; close(); });
    input.addEventListener('keydown', event => {
        if (list.hidden) { if (event.key === 'ArrowDown') { event.preventDefault(); ask(); } return; }
        switch (event.key) {
            case 'ArrowDown': event.preventDefault(); mark((active + 1) % list.children.length); break;
            case 'ArrowUp': event.preventDefault(); mark((active <= 0 ? list.children.length : active) - 1); break;
            case 'Enter': if (active >= 0) { event.preventDefault(); take(list.children[active].textContent); } break;
            case 'Escape': event.preventDefault(); close(); break;
        }
    });
};
