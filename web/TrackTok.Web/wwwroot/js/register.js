// Proposes an address while the company's name is typed, and says whether it is free.

const slug = name => name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/ß/g, 'ss').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 63).replace(/-+$/, '');

export default function start(form) {
    const [name, subdomain, said] = [form.elements['name'], form.elements['subdomain'], form.querySelector('[data-availability]')];
    let own = subdomain.value !== '', waiting = 0, asked = 0;

    const check = () => {
        clearTimeout(waiting);
        const wanted = subdomain.value.trim().toLowerCase();
        if (wanted.length < 3) { said.textContent = ''; return; }
        waiting = setTimeout(async () => {
            const mine = ++asked;
            const answer = await fetch(`/register/availability?subdomain=${encodeURIComponent(wanted)}`).then(r => r.ok ? r.json() : null).catch(() => null);
            if (mine !== asked) return;
            if (!answer) said.textContent = '';
            else if (answer.available) said.textContent = said.dataset.free.replace('{0}', `${wanted}.${said.dataset.base}`);
            else said.textContent = answer.suggestion ? said.dataset.suggest.replace('{0}', answer.suggestion) : said.dataset.taken;
        }, 300);
    };
    name.addEventListener('input', () => { if (!own) { subdomain.value = slug(name.value); check(); } });
    subdomain.addEventListener('input', () => { own = subdomain.value !== ''; check(); });
    if (subdomain.value) check();
}
