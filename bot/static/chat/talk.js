/* The talk as it is seen: bubbles in order, what is on its way, choices, times. Everything said goes in as text. */

import {words, fill} from './words.js';

const GAP = 5 * 60 * 1000;
const NEAR = 120;
const FACT = /^([^\uff1a\s]{1,6}\uff1a)(.+)$/; // a name, a full-width colon, a value
const OWN_PAGE = /https?:\/\/[^\s/]+(\/(?:g|crew)\/[\w-]+)/;
const NUMBER_AND_UNIT = /(\d) (?=\S)/g;
const SHORT = 5; // letters, so that two choices stand beside each other
const by = (id) => document.getElementById(id);
const log = by('talk');
const scroll = by('scroll');
const newer = by('newer');
const choices = by('choices');
const answering = by('answering');

export function last() {
  return numbers().pop() || 0;
}

export function first() {
  return numbers()[0] || 0;
}

export function hasTalk() {
  return Boolean(log.querySelector('[data-id], [data-key]'));
}

export function has(key) {
  return Boolean(log.querySelector('[data-id][data-key="' + key + '"]'));
}

/* Puts in what is new, each message once and in its place; what was on its way becomes what was said. */
export function take(messages, quietly) {
  const wasNear = isNear();
  const fresh = messages.filter((one) => !log.querySelector('[data-id="' + one.id + '"]'));
  messages.filter((one) => !fresh.includes(one)).forEach(dropTwin);
  if (!fresh.length) {
    return;
  }
  leaveIntro();
  fresh.forEach((one) => place(one, quietly));
  stamp();
  follow(wasNear, fresh);
}

export function takeEarlier(messages) {
  const height = scroll.scrollHeight;
  messages.forEach((one) => place(one, true));
  stamp();
  scroll.scrollTop += scroll.scrollHeight - height;
}

/* Shows what is on its way; the photo is shown from the phone itself. */
export function takePending(entry, picture) {
  leaveIntro();
  const old = pendingNode(entry.id);
  const node = old || build({
    from: 'worker', key: entry.id, text: entry.text || '', place: entry.kind === 'location',
    photo: entry.kind === 'image' ? picture || '#' : null, shows: Boolean(picture), at: entry.at,
    voice: entry.kind === 'voice' ? picture || '#' : null,
  });
  if (!old) {
    log.appendChild(node);
    node.classList.add('is-new');
    stamp();
  }
  toEnd();
}

/* How it stands with what is on its way: a text, and what a tap on it does. */
export function setState(key, text, onTap, isBad) {
  const node = pendingNode(key);
  if (!node) {
    return;
  }
  const wasNear = isNear();
  const state = node.querySelector('.state');
  const hadFocus = state.contains(document.activeElement);
  state.textContent = onTap ? '' : text;
  state.hidden = !text;
  state.classList.toggle('is-bad', Boolean(isBad));
  if (onTap) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = text;
    button.addEventListener('click', onTap);
    state.appendChild(button);
    if (hadFocus) {
      button.focus();
    }
  }
  if (wasNear) {
    toEnd();
  }
}

export function setChoices(titles) {
  const shown = Array.from(choices.children, (button) => button.dataset.choice);
  if (JSON.stringify(shown) === JSON.stringify(titles)) {
    return;
  }
  const wasNear = isNear();
  while (choices.firstChild) {
    choices.removeChild(choices.firstChild);
  }
  choices.classList.toggle('is-short', titles.every((title) => title.length <= SHORT));
  titles.forEach((title, index) => {
    const button = by('choice').content.firstElementChild.cloneNode(true);
    button.dataset.choice = title;
    button.querySelector('.number').textContent = String(index + 1);
    button.querySelector('.title').textContent = title;
    choices.appendChild(button);
  });
  if (wasNear) {
    toEnd();
  }
}

export function setAnswering(isOn) {
  const wasNear = isNear();
  answering.hidden = !isOn;
  if (isOn && wasNear) {
    toEnd();
  }
}

export function begin() {
  log.querySelectorAll('.said:not(.worker)').forEach(dress);
  log.querySelectorAll('.photo img').forEach((image) => {
    image.addEventListener('error', () => unshow(image));
    if (image.complete && !image.naturalWidth) {
      unshow(image);
    }
  });
  stamp();
  if (hasTalk()) {
    toEnd();
  }
  scroll.addEventListener('scroll', () => { if (isNear()) { newer.hidden = true; } }, {passive: true});
  newer.addEventListener('click', toEnd);
}

export function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
  newer.hidden = true;
}

export function isNear() {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
}

function numbers() {
  return Array.from(log.querySelectorAll('[data-id]'), (node) => Number(node.dataset.id));
}

function pendingNode(key) {
  return log.querySelector('.said[data-key="' + key + '"]:not([data-id])');
}

/* What is there already is not on its way any more. */
function dropTwin(one) {
  const twin = one.key ? pendingNode(one.key) : null;
  if (twin) {
    log.removeChild(twin);
  }
}

/* The welcome that the page came with goes when the real one comes. */
function leaveIntro() {
  by('intro').hidden = true;
  const welcome = log.querySelector('.said:not([data-id]):not([data-key])');
  if (welcome) {
    log.removeChild(welcome);
  }
}

function place(one, quietly) {
  const before = Array.from(log.querySelectorAll('.said')).find((node) => !(Number(node.dataset.id) < one.id)
    && node.dataset.key !== one.key) || null;
  const pending = one.key ? pendingNode(one.key) : null;
  const node = pending ? settle(pending, one) : build(one);
  if (!pending) {
    node.classList.toggle('is-new', !quietly);
  }
  if (!pending || nextSaid(node) !== before) { // moving it would have it read aloud again
    log.insertBefore(node, before);
  }
}

function nextSaid(node) {
  let next = node.nextElementSibling;
  while (next && !next.classList.contains('said')) {
    next = next.nextElementSibling;
  }
  return next;
}

function settle(node, one) {
  node.dataset.id = one.id;
  node.dataset.at = one.at;
  const state = node.querySelector('.state');
  state.textContent = '';
  state.hidden = true;
  if (one.photo && node.querySelector('a')) {
    node.querySelector('a').href = one.photo; // the picture itself stays the phone's own: no need to load it again
  }
  return node;
}

function build(one) {
  const node = by('said').content.firstElementChild.cloneNode(true);
  node.className = 'said ' + one.from + (one.gone ? ' is-gone' : '');
  node.dataset.from = one.from;
  node.dataset.at = one.at;
  if (one.id) {
    node.dataset.id = one.id;
  }
  if (one.key) {
    node.dataset.key = one.key;
  }
  node.querySelector('.face').textContent = words.face[one.from];
  const name = node.querySelector('.name');
  name.textContent = words.name[one.from];
  name.classList.toggle('unseen', one.from === 'worker' || one.from === 'assistant');
  fillBubble(node.querySelector('.bubble'), one);
  if (one.from !== 'worker') {
    dress(node);
  }
  return node;
}

function fillBubble(bubble, one) {
  const text = bubble.querySelector('.text');
  write(text, one.gone ? words.gone : one.text || (one.place ? words.place.words : ''));
  if (one.photo) {
    bubble.classList.add('has-photo');
    bubble.replaceChild(photo(one), text);
  } else if (one.voice) {
    bubble.classList.add('has-voice');
    bubble.replaceChild(voice(one), text);
  } else if (one.place) {
    const mark = document.createElement('span');
    mark.className = 'place';
    bubble.replaceChild(mark, text);
    mark.appendChild(icon('i-place'));
    mark.appendChild(text);
  }
}

/* Paragraphs where the text has empty lines. */
function write(place, text) {
  while (place.firstChild) {
    place.removeChild(place.firstChild);
  }
  text.split(/\n{2,}/).forEach((part) => {
    const paragraph = document.createElement('p');
    paragraph.textContent = part;
    place.appendChild(paragraph);
  });
}

/* What is read back to him, a fact a line, stands like a form; numbers stay with their units. */
function dress(node) {
  node.querySelectorAll('.text p').forEach((paragraph) => {
    const text = paragraph.textContent.replace(NUMBER_AND_UNIT, '$1\u00a0');
    const lines = text.split('\n');
    if (lines.filter((line) => FACT.test(line)).length < 3) {
      paragraph.textContent = text;
      linked(paragraph);
      return;
    }
    paragraph.textContent = '';
    lines.forEach((line) => paragraph.appendChild(dressed(line)));
  });
}

/* The addresses of our own pages can be tapped; they stay where this page is from. */
function linked(paragraph) {
  const found = OWN_PAGE.exec(paragraph.textContent);
  if (!found) {
    return;
  }
  const rest = paragraph.firstChild.splitText(found.index).splitText(found[0].length);
  const link = document.createElement('a');
  link.href = found[1];
  link.textContent = found[0];
  paragraph.replaceChild(link, rest.previousSibling);
}

function dressed(line) {
  const fact = FACT.exec(line);
  const row = document.createElement('span');
  row.className = fact ? 'fact' : 'row';
  (fact ? [fact[1], fact[2]] : [line]).forEach((part) => {
    const piece = document.createElement('span');
    piece.textContent = part;
    row.appendChild(piece);
  });
  return row;
}

function photo(one) {
  const link = document.createElement('a');
  link.className = 'photo';
  link.href = one.photo;
  link.target = '_blank';
  link.rel = 'noopener';
  if (one.shows) {
    const image = document.createElement('img');
    image.alt = words.photo.alt;
    image.addEventListener('load', () => { if (isNear()) { toEnd(); } });
    image.addEventListener('error', () => unshow(image));
    image.src = one.photo.startsWith('blob:') ? one.photo : one.photo + '?small=1';
    link.appendChild(image);
  } else {
    link.appendChild(withoutPicture());
  }
  return link;
}

/* What he recorded, to be heard again; it is fetched when he wants to hear it. */
function voice(one) {
  const player = document.createElement('audio');
  player.controls = true;
  player.preload = 'none';
  player.setAttribute('aria-label', words.voice.words);
  if (one.voice !== '#') {
    player.src = one.voice;
  }
  return player;
}

/* A photo that nothing here can draw is said to be there. */
function unshow(image) {
  if (image.parentNode) {
    image.parentNode.replaceChild(withoutPicture(), image);
  }
}

function withoutPicture() {
  const without = document.createElement('span');
  without.className = 'without';
  without.appendChild(icon('i-photo'));
  without.appendChild(document.createTextNode(words.photo.kept));
  return without;
}

function icon(name) {
  const space = 'http://www.w3.org/2000/svg';
  const drawing = document.createElementNS(space, 'svg');
  const use = document.createElementNS(space, 'use');
  use.setAttribute('href', '#' + name);
  drawing.setAttribute('aria-hidden', 'true');
  drawing.appendChild(use);
  return drawing;
}

function follow(wasNear, fresh) {
  if (wasNear || fresh.some((one) => one.from === 'worker')) {
    toEnd();
  } else if (fresh.length) {
    newer.hidden = false;
  }
}

/* A time above what came more than five minutes after the one before. */
function stamp() {
  let before = 0;
  Array.from(log.querySelectorAll('.time')).forEach((node) => log.removeChild(node));
  Array.from(log.querySelectorAll('.said[data-at]')).forEach((node) => {
    const at = new Date(node.dataset.at).getTime();
    if (at - before > GAP) {
      const time = document.createElement('div');
      time.className = 'time';
      time.setAttribute('aria-hidden', 'true');
      time.textContent = timeOf(new Date(at));
      log.insertBefore(time, node);
    }
    before = Math.max(at, before);
  });
}

export function timeOf(at) {
  const now = new Date();
  const time = at.getHours() + ':' + ('0' + at.getMinutes()).slice(-2);
  const values = {time: time, day: at.getDate(), month: at.getMonth() + 1, year: at.getFullYear()};
  const days = Math.round((midnight(now) - midnight(at)) / 86400000);
  if (days === 0) {
    return time;
  }
  if (days === 1) {
    return fill(words.time.yesterday, values);
  }
  return fill(at.getFullYear() === now.getFullYear() ? words.time.day : words.time.year, values);
}

function midnight(at) {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}
