/* What stays on this phone until the server has it: the text being written, and what has not been sent. */

const DRAFT = 'xinsheng.draft';
const OUT = 'xinsheng.out.';
const filesAtHand = new Map(); // where the browser keeps no files, they live as long as the page

function attempt(work) {
  try {
    return work();
  } catch (error) { // storage is off, full or broken: the page works without it
    return null;
  }
}

export function draft() {
  return attempt(() => localStorage.getItem(DRAFT)) || '';
}

export function keepDraft(text) {
  attempt(() => (text ? localStorage.setItem(DRAFT, text) : localStorage.removeItem(DRAFT)));
}

/* Sorts by time, and differs on every phone and in every tab. */
export function newId() {
  const chance = crypto.getRandomValues(new Uint8Array(8));
  const tail = Array.from(chance, (byte) => ('0' + byte.toString(16)).slice(-2)).join('');
  return ('0000000000' + Date.now().toString(36)).slice(-10) + '-' + tail;
}

export function unsent() {
  return attempt(() => Object.keys(localStorage)
    .filter((key) => key.startsWith(OUT))
    .sort()
    .map((key) => attempt(() => JSON.parse(localStorage.getItem(key))))
    .filter((entry) => entry && entry.id)) || [];
}

export function keep(entry) {
  attempt(() => localStorage.setItem(OUT + entry.id, JSON.stringify(entry)));
}

export function drop(entry) {
  attempt(() => localStorage.removeItem(OUT + entry.id));
  if (entry.kind === 'image' || entry.kind === 'voice') {
    filesAtHand.delete(entry.id);
    withPhotos('readwrite', (photos) => photos.delete(entry.id)).catch(() => null);
  }
}

export function clear() {
  unsent().forEach(drop);
  keepDraft('');
}

export function keepFile(id, blob) {
  filesAtHand.set(id, blob);
  return withPhotos('readwrite', (photos) => photos.put(blob, id)).catch(() => null);
}

export function file(id) {
  if (filesAtHand.has(id)) {
    return Promise.resolve(filesAtHand.get(id));
  }
  return withPhotos('readonly', (photos) => photos.get(id)).catch(() => null);
}

function withPhotos(mode, work) {
  return opened().then((database) => new Promise((resolve, reject) => {
    const deal = database.transaction('photos', mode);
    const request = work(deal.objectStore('photos'));
    deal.oncomplete = () => { database.close(); resolve(request.result); };
    deal.onerror = deal.onabort = () => { database.close(); reject(deal.error); };
  }));
}

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('xinsheng', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('photos');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
