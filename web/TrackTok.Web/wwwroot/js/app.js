// What the pages gain with JavaScript: shortcuts, modules for what is on the page, and forms that are sent once. Everything works without.

const places = { d: '/dashboard', e: '/expenses', p: '/projects', a: '/accounts', c: '/categories', b: '/budgets', r: '/reports', l: '/alerts', s: '/settings' };
let afterG = 0;

function visit(address) {
    if (globalThis.Blazor?.navigateTo) globalThis.Blazor.navigateTo(address);
    else location.assign(address);
}

document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.('input, textarea, select, [contenteditable], dialog[open]')) return;
    if (performance.now() - afterG < 1200 && places[event.key]) {
        afterG = 0;
        if (document.querySelector(`.nav a[href="${places[event.key]}"]`)) { event.preventDefault(); visit(places[event.key]); }
        return;
    }
    switch (event.key) {
        case '/': {
            const search = document.querySelector('input[type="search"]');
            event.preventDefault();
            if (search) { search.focus(); search.select(); } else if (document.querySelector('.nav a[href="/expenses"]')) visit('/expenses?find=1');
            break;
        }
        case 'n': { const link = document.querySelector('a[data-key="n"]'); if (link) { event.preventDefault(); visit(link.getAttribute('href')); } break; }
        case 'g': afterG = performance.now(); break;
        case '?': { const help = document.getElementById('keys'); if (help) { event.preventDefault(); help.showModal(); } break; }
    }
});

// A form is sent once until there is an answer. (The idempotency key would make a second time harmless; this makes it impossible to wonder.)
document.addEventListener('submit', event => {
    const form = event.target;
    if (!form.matches('form[data-once]')) return;
    if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    form.dataset.sent = 'yes';
    for (const button of form.querySelectorAll('button:not([type="button"])')) button.setAttribute('aria-disabled', 'true');
    setTimeout(() => release(form), 8000);
}, true);

function release(form) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll('button[aria-disabled]')) button.removeAttribute('aria-disabled');
}

// What closes itself: menus and questions, by Escape or a click elsewhere.
document.addEventListener('click', event => {
    for (const open of document.querySelectorAll('details.confirm[open], details.menu[open]')) if (!open.contains(event.target)) open.open = false;
});
document.addEventListener('keyup', event => {
    if (event.key !== 'Escape') return;
    for (const open of document.querySelectorAll('details.confirm[open], details.menu[open]')) { open.open = false; open.querySelector('summary')?.focus(); }
});

// <form data-auto> sends itself when a choice in it changes, so that its button is needed only without JavaScript.
document.addEventListener('change', event => {
    const form = event.target.closest('form[data-auto]');
    if (form && event.target.matches('select, input[type="checkbox"], input[type="date"]')) form.requestSubmit();
});
document.addEventListener('click', event => { if (event.target.closest('[data-print]')) print(); });

// Elements that name a module get it: its default export is called once with each such element, also after an enhanced navigation.
// Tabs that do not fit are scrolled to the one that is open.
function showTab() {
    for (const tab of document.querySelectorAll('.tabs [aria-current], .tabs .active')) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - (tab.parentElement.clientWidth - tab.offsetWidth) / 2;
}

const started = new WeakMap();
async function startModules() {
    for (const form of document.querySelectorAll('form[data-once]')) release(form);
    for (const element of document.querySelectorAll('[data-module]')) {
        if (started.get(element) === element.dataset.module) continue;
        started.set(element, element.dataset.module);
        const module = await import(new URL(element.dataset.module, document.baseURI).href);
        module.default(element);
    }
}
startModules();
showTab();
// What a form asks for anew is where one goes on typing: a page that changes in place does not move the focus by itself.
function arrive() {
    startModules();
    showTab();
    const asked = document.querySelector('[data-focus]:not([data-focused])');
    if (asked) { asked.dataset.focused = ''; asked.focus(); }
}
function listen() {
    if (globalThis.Blazor?.addEventListener) globalThis.Blazor.addEventListener('enhancedload', arrive);
    else setTimeout(listen, 30);
}
listen();

const offline = () => { const banner = document.getElementById('offline-banner'); if (banner) banner.hidden = navigator.onLine; };
addEventListener('online', offline);
addEventListener('offline', offline);
offline();

if ('serviceWorker' in navigator && isSecureContext) navigator.serviceWorker.register('/sw.js').catch(() => { });
