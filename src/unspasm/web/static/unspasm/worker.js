// @ts-check
/// <reference lib="webworker" />
/* The server writes VERSION, SHELL and SOUND above this line. Only files of the app and the offline page are kept;
   no page that could hold something personal ever is. */

const OFFLINE = "/offline/";
const SPASM = "/spasm/offline/"; /* first aid and the danger lists; what is answered there is kept nowhere */
const PATIENCE_S = 8; /* somebody on the floor waits no longer for a server that does not answer */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(VERSION)
      .then((cache) => cache.addAll([OFFLINE, SPASM, ...SHELL]).then(() => sound(cache)))
      .then(() => worker.skipWaiting()),
  );
});

/** Keeps the voice where it was recorded; without it there are tones and words. @param {Cache} cache */
function sound(cache) {
  return Promise.allSettled(SOUND.map((name) => cache.add(name)));
}

/** The kept page for an address that cannot be reached. @param {string} path */
function instead(path) {
  return path.startsWith("/spasm/") || path === "/first-aid/" ? SPASM : OFFLINE;
}

/** @returns {Promise<never>} fails after a while */
function late() {
  return new Promise((_, fail) => void setTimeout(() => fail(new Error("late")), PATIENCE_S * 1000));
}

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== worker.location.origin) return;
  /** @param {string} path */
  const kept = async (path) => (await caches.match(path)) ?? Response.error();
  /** @param {string} path */
  const networkFirst = (path) => fetch(request).catch(() => kept(path));
  /** @param {string} path */
  const networkSoon = (path) => Promise.race([fetch(request), late()]).catch(() => kept(path));
  const place = instead(pathname);
  if (request.mode === "navigate") event.respondWith(place === SPASM ? networkSoon(place) : networkFirst(place));
  else if (request.method !== "GET") return;
  else if (SHELL.includes(pathname)) event.respondWith(caches.match(request).then((found) => found ?? fetch(request)));
  else if (pathname === SPASM || SOUND.includes(pathname)) event.respondWith(networkSoon(pathname));
});
