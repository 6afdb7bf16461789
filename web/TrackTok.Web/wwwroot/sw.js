// Keeps one page for when there is no network; everything else goes to the network as if this were not here.
const kept = 'tracktok-offline-1';
const page = '/offline.html';

self.addEventListener('install', event => {
    event.waitUntil(caches.open(kept).then(cache => cache.add(new Request(page, { cache: 'reload' }))).then(() => self.skipWaiting()));
});
self.addEventListener('activate', event => {
    event.waitUntil(caches.keys().then(names => Promise.all(names.filter(name => name !== kept).map(name => caches.delete(name)))).then(() => self.clients.claim()));
});
self.addEventListener('fetch', event => {
    if (event.request.mode !== 'navigate' || event.request.method !== 'GET') return;
    event.respondWith(fetch(event.request).catch(() => caches.match(page)));
});
