/* Sheets over the talk: one at a time; the back button, Escape and a tap beside close them. */

const veil = document.getElementById('veil');
const viewer = document.getElementById('viewer');
// A page that adds to its history gets a bar of its own in WeChat on iPhones, which have no back button anyway.
const usesHistory = !/iP(hone|ad|od)/.test(navigator.userAgent);
const before = new Map();
let open = null;
let opener = null;
let closing = null;

/* `prepare` runs each time before that sheet is shown. */
export function onOpen(name, prepare) {
  before.set(name, prepare);
}

/* `done` runs once, when the next sheet is closed. */
export function onClose(done) {
  closing = done;
}

export function show(name) {
  if (before.has(name)) {
    before.get(name)();
  }
  reveal(veil, document.getElementById('sheet-' + name));
}

export function view(address) {
  viewer.querySelector('img').src = address;
  reveal(viewer, viewer);
}

export function close() {
  if (!open) {
    return;
  }
  if (usesHistory && history.state && history.state.sheet) {
    history.back(); // ends in `hide`
  } else {
    hide();
  }
}

/* Says in the sheet what went wrong; nothing, when the text is empty. */
export function complain(name, text) {
  const place = document.querySelector('#sheet-' + name + ' .wrong');
  place.textContent = text;
  place.hidden = !text;
}

export function begin() {
  if (history.state && history.state.sheet) { // reloaded while one was open
    history.replaceState(null, '');
  }
  window.addEventListener('popstate', hide);
  document.addEventListener('keydown', onKey);
  [veil, viewer].forEach((back) => back.addEventListener('click', (event) => {
    if (event.target === back || event.target.closest('[data-close]')) {
      close();
    }
  }));
}

function reveal(back, front) {
  const isFirst = !open;
  if (isFirst) {
    opener = document.activeElement;
    if (usesHistory) {
      history.pushState({sheet: true}, '');
    }
  } else {
    conceal();
  }
  open = {back: back, front: front};
  back.hidden = false;
  front.hidden = false;
  const target = front.querySelector('input, .item, .main, button');
  if (target) {
    target.focus();
  }
}

function hide() {
  if (!open) {
    return;
  }
  conceal();
  open = null;
  const done = closing;
  closing = null;
  if (done) {
    done();
  }
  if (opener && opener.isConnected) {
    opener.focus({preventScroll: true});
  }
}

function conceal() {
  open.back.hidden = true;
  open.front.hidden = true;
}

function onKey(event) {
  if (!open) {
    return;
  }
  if (event.key === 'Escape') {
    close();
  } else if (event.key === 'Tab') {
    keepInside(event);
  }
}

function keepInside(event) {
  const inside = Array.from(open.front.querySelectorAll('button, input, a'))
    .filter((node) => !node.disabled && node.offsetParent !== null);
  const edge = event.shiftKey ? inside[0] : inside[inside.length - 1];
  if (!inside.includes(document.activeElement) || document.activeElement === edge) {
    event.preventDefault();
    (event.shiftKey ? inside[inside.length - 1] : inside[0]).focus();
  }
}
