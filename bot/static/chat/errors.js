/* Tells the server where our own scripts fail: the place and the kind of failure, never what was written here. */

const OWN = '/static/chat/';
const MOST = 3; // for each time that the page is opened
const QUOTED = /(["'`\u201c])[\s\S]*?["'`\u201d]/g;
const OTHERS = /[^\x20-\x7e]+|\d{5,}/g;
const told = new Set();

export function begin() {
  window.addEventListener('error', (event) => tell(event.message, event.error && event.error.stack,
    event.filename + ':' + event.lineno + ':' + event.colno));
  window.addEventListener('unhandledrejection', (event) => {
    const reason = event.reason || {};
    tell(String(reason.message || reason.name || 'rejected'), reason.stack, '');
  });
}

function tell(message, stack, at) {
  const places = String(stack || at || '').split('\n').filter((line) => line.includes(OWN));
  const bare = String(message || '').replace(QUOTED, '_').replace(OTHERS, '').slice(0, 160);
  const key = bare + places[0];
  if (!places.length || told.has(key) || told.size >= MOST) { // not ours, or told already
    return;
  }
  told.add(key);
  const frames = places.map((line) => line.replace(OTHERS, '')).join('\n').slice(0, 1500);
  fetch('/chat/errors', {
    method: 'POST',
    credentials: 'same-origin',
    keepalive: true,
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({message: bare, stack: frames}),
  }).catch(() => null);
}
