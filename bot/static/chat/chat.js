/* The worker's page: puts its parts together. */

import {words, beginning, fill} from './words.js';
import * as errors from './errors.js';
import * as feed from './feed.js';
import * as kept from './kept.js';
import * as outgoing from './outgoing.js';
import * as photos from './photos.js';
import * as returning from './returning.js';
import * as server from './server.js';
import * as sheets from './sheets.js';
import * as talk from './talk.js';
import * as voice from './voice.js';

errors.begin();
const by = (id) => document.getElementById(id);
const say = by('say');
const now = {state: beginning, isKnown: beginning.known, isAlive: true, trouble: null, hasEarlier: beginning.earlier};
const TYPING = 7000; // whoever goes on typing is told of again before
let answeringTimer = null;
let typingTimer = null;

/* What the server tells of the talk: new messages, and how things stand. */
function takeFeed(told) {
  talk.take(told.messages);
  now.state = told.state;
  clearTimeout(typingTimer);
  if (now.state.typing) {
    typingTimer = setTimeout(() => { now.state.typing = false; showState(); }, TYPING);
  }
  showState();
  feed.acknowledge();
}

function showState() {
  const state = now.state;
  const isOffline = navigator.onLine === false || now.trouble === 'offline';
  by('human').disabled = state.staff;
  by('human').textContent = state.staff ? words.human.asked : words.human.ask;
  by('earlier').hidden = !now.hasEarlier;
  talk.setChoices(outgoing.isEmpty() ? state.choices : []);
  const status = isOffline ? 'offline' : state.typing ? 'typing' : isAnswering() ? 'answering'
    : state.staff ? 'staff' : !now.isAlive ? 'connecting' : 'ready';
  setText(by('status'), words.status[status]);
  by('status').classList.toggle('is-alive', status === 'typing' || status === 'answering');
  const trouble = isOffline ? 'offline' : now.trouble;
  setText(by('banner'), trouble ? words.banner[trouble] : '');
  by('banner').hidden = !trouble;
  showAnswering(isAnswering() && !isOffline && !now.trouble);
}

function isAnswering() {
  return !outgoing.isEmpty() && !now.state.staff;
}

function showAnswering(isOn) {
  clearTimeout(answeringTimer);
  if (isOn) {
    answeringTimer = setTimeout(() => talk.setAnswering(true), 500);
  } else {
    talk.setAnswering(false);
  }
}

function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/* Becomes known to the server; harmless when it knows us. */
async function becomeKnown() {
  const answer = await server.ask('/chat/begin', {scene: beginning.scene, after: talk.last()});
  if (answer.status === 200) {
    now.isKnown = true;
    takeFeed(answer.body);
    feed.know();
  }
  return answer;
}

function speak(text, kind) {
  talk.setChoices([]);
  outgoing.say(text, kind);
  showState();
}

function onSubmit(event) {
  event.preventDefault();
  const text = say.value.trim();
  if (!text) {
    return;
  }
  if (text.length > beginning.limits.text) {
    hint(fill(words.too_long, {most: beginning.limits.text, count: text.length}));
    return;
  }
  say.value = '';
  onInput();
  speak(text);
}

function onInput() {
  const isEmpty = !say.value.trim();
  kept.keepDraft(isEmpty ? '' : say.value);
  by('send').hidden = isEmpty;
  by('plus').hidden = !isEmpty;
  hint('');
  say.style.height = 'auto';
  say.style.height = say.scrollHeight + 2 + 'px';
}

function onKey(event) {
  const isComposing = event.isComposing || event.keyCode === 229;
  if (event.key === 'Enter' && !event.shiftKey && !isComposing) {
    onSubmit(event);
  }
}

function hint(text) {
  setText(by('hint'), text);
  by('hint').hidden = !text;
}

function showPanel(isOpen) {
  by('panel').hidden = !isOpen;
  by('plus').setAttribute('aria-expanded', String(isOpen));
  if (isOpen) {
    say.blur();
    talk.toEnd();
  }
}

function onClick(event) {
  const target = event.target.closest('[data-choice], [data-say], [data-sheet], [data-pick], a.photo');
  if (!target) {
    return;
  }
  const told = target.dataset;
  if (told.choice || told.say) {
    speak(told.choice || told.say, told.choice ? 'choice' : 'text');
    if (event.detail === 0) { // by keyboard: what had the focus is gone
      say.focus();
    }
  } else if (told.sheet) {
    showPanel(false);
    sheets.show(told.sheet);
  } else if (told.pick) {
    hint('');
    by(told.pick).click();
  } else if (target.querySelector('img')) {
    event.preventDefault();
    const small = target.querySelector('img').src;
    sheets.view(small.startsWith('blob:') ? small : target.href);
  }
}

async function onPicked(event) {
  const input = event.target;
  const files = Array.from(input.files);
  input.value = ''; // so that the same photo can be picked again
  showPanel(false);
  await photos.take(files, hint);
  showState();
}

function sendPlace() {
  sheets.close();
  hint(words.place.looking);
  const refused = () => hint(words.place.denied);
  if (!navigator.geolocation) {
    refused();
    return;
  }
  navigator.geolocation.getCurrentPosition((found) => {
    hint('');
    outgoing.sayPlace(found.coords.latitude, found.coords.longitude);
    showState();
  }, refused, {enableHighAccuracy: true, timeout: 15000, maximumAge: 60000});
}

async function showEarlier() {
  const answer = await server.ask('/chat/messages?before=' + talk.first());
  if (answer.status === 200) {
    talk.takeEarlier(answer.body.messages);
    now.hasEarlier = answer.body.earlier;
    showState();
  }
}

function onNetwork() {
  if (navigator.onLine) {
    now.trouble = null;
    outgoing.go();
    feed.open();
  }
  showState();
}

/* Where the keyboard covers the page instead of shrinking it (iPhones). */
function measure() {
  const seen = window.visualViewport;
  const isCovered = window.innerHeight - seen.height > 60 && seen.scale === 1;
  by('app').classList.toggle('is-measured', isCovered);
  by('app').style.setProperty('--seen-height', Math.floor(seen.height) + 'px');
  if (isCovered) {
    window.scrollTo(0, 0);
    talk.toEnd();
  }
}

function listen() {
  by('composer').addEventListener('submit', onSubmit);
  document.querySelector('.skip').addEventListener('click', (event) => { // a fragment would take the focus at each step back
    event.preventDefault();
    say.focus();
  });
  by('send').addEventListener('pointerdown', (event) => event.preventDefault()); // the keyboard stays
  by('plus').addEventListener('click', () => showPanel(by('panel').hidden));
  by('more').addEventListener('click', () => sheets.show('more'));
  by('earlier').addEventListener('click', showEarlier);
  by('send-place').addEventListener('click', sendPlace);
  by('camera').addEventListener('change', onPicked);
  by('gallery').addEventListener('change', onPicked);
  say.addEventListener('input', onInput);
  say.addEventListener('keydown', onKey);
  say.addEventListener('focus', () => showPanel(false));
  document.addEventListener('click', onClick);
  document.addEventListener('visibilitychange', () => (document.hidden ? null : outgoing.go()));
  window.addEventListener('online', onNetwork);
  window.addEventListener('offline', onNetwork);
  if (window.visualViewport) {
    window.visualViewport.addEventListener('resize', measure);
  }
}

function start() {
  listen();
  sheets.begin();
  returning.begin(becomeKnown);
  voice.begin((text) => { showPanel(false); hint(text); }, showState);
  talk.begin();
  say.value = say.value || kept.draft();
  onInput();
  outgoing.begin({
    begin: becomeKnown,
    isKnown: () => now.isKnown,
    onFeed: takeFeed,
    onTrouble: (name) => { now.trouble = name; showState(); },
  });
  feed.begin({
    isKnown: now.isKnown,
    onFeed: takeFeed,
    onAlive: (isAlive) => { if (now.isAlive !== isAlive) { now.isAlive = isAlive; showState(); } },
  });
  showState();
  if (now.isKnown) {
    feed.acknowledge();
  }
  if (beginning.scene && beginning.scene.startsWith('crew-')) { // he came to join: he is answered before he writes
    becomeKnown().then(showState);
  }
  keepCalmPage();
}

/* The page that is shown without a network. */
function keepCalmPage() {
  if ('serviceWorker' in navigator) {
    const make = (path) => path;
    const policy = window.trustedTypes ? trustedTypes.createPolicy('xinsheng', {createScriptURL: make}) : null;
    const script = policy ? policy.createScriptURL('/chat/sw.js') : '/chat/sw.js';
    navigator.serviceWorker.register(script, {scope: '/'}).catch(() => null);
  }
}

start();
