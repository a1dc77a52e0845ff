/* Without a network, opening the page again shows a calm one of ours instead of the browser's. */

const SHELF = 'calm-1';
const CALM = '/chat/offline';

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELF).then((shelf) => shelf.add(new Request(CALM, {cache: 'reload'}))));
  self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const isPage = event.request.mode === 'navigate' && new URL(event.request.url).pathname === '/';
  if (isPage) {
    event.respondWith(fetch(event.request).catch(() => caches.open(SHELF).then((shelf) => shelf.match(CALM))));
  }
});
