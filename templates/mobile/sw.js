{% comment %}Served at /sw.js by core.ui.phone. Written by hand, not with workbox: see docs/adr/0029.{% endcomment %}// Keeps the frame of the pages and a few nameless pages for the time without signal. It never sends or holds what a
// person wrote: that is the queue's work (static/js/outbox), in the open page.
const SHELL = "shell-{{ version }}";
const KEPT = "kept";
const FILES = [{% for one in files %}"{{ one|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
// Opened from the phone at once, whether or not there is signal; the page itself looks for a newer copy.
const AT_ONCE = ["/m/new/", "/m/outbox/"];
const PATIENCE = 6000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("shell-") && name !== SHELL;
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

async function file(request) {
  const cache = await caches.open(SHELL);
  return (await cache.match(request)) || fetch(request);
}

function kept(path) {
  return caches.match(path, { cacheName: KEPT, ignoreSearch: true, ignoreVary: true });
}

async function page(request, url) {
  const copy = await kept(url.pathname);
  if (copy && !url.search && AT_ONCE.includes(url.pathname)) return copy;
  const stop = new AbortController();
  // Where there is a copy, a line that does not answer is no line.
  const timer = copy ? setTimeout(() => stop.abort(), PATIENCE) : 0;
  try {
    return await fetch(request, { signal: stop.signal });
  } catch (error) {
    const instead = copy || (await kept("/m/outbox/"));
    if (instead) return instead;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("{{ static }}")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(request, url));
});
