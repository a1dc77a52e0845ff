/* Sends what was said, one after the other, and again until the server has it; each carries its own id. */

import {words, fill} from './words.js';
import * as kept from './kept.js';
import * as server from './server.js';
import * as talk from './talk.js';

const PAUSES = [2000, 4000, 8000, 15000, 30000];
const waiting = [];
let listeners = null;
let isGoing = false;
let failures = 0;
let timer = null;

/* `told` has onFeed(body), onTrouble(name or null), isKnown() and begin(), which makes us known to the server. */
export function begin(told) {
  listeners = told;
  kept.unsent().forEach((entry) => {
    if (talk.has(entry.id)) { // it arrived, only the answer did not
      kept.drop(entry);
    } else {
      waiting.push(entry);
    }
  });
  showAll(waiting.slice());
  go();
}

/* In the order in which they were said, although photos are fetched from the phone first. */
async function showAll(entries) {
  for (const entry of entries) {
    const picture = hasFile(entry) ? await kept.file(entry.id) : null;
    if (waiting.includes(entry)) {
      show(entry, picture);
    }
  }
}

export function isEmpty() {
  return waiting.length === 0;
}

export function say(text, kind) {
  add({id: kept.newId(), kind: kind || 'text', text: text, at: new Date().toISOString()});
}

export function sayPlace(latitude, longitude) {
  const place = {latitude: latitude, longitude: longitude, text: words.place.words};
  add(Object.assign({id: kept.newId(), kind: 'location', at: new Date().toISOString()}, place));
}

/* `more`: others of the same album follow, and the last is answered. */
export async function sayPhoto(blob, more) {
  const entry = {id: kept.newId(), kind: 'image', more: Boolean(more), at: new Date().toISOString()};
  await kept.keepFile(entry.id, blob);
  add(entry, blob);
}

export async function sayVoice(blob, seconds) {
  const entry = {id: kept.newId(), kind: 'voice', seconds: seconds, at: new Date().toISOString()};
  await kept.keepFile(entry.id, blob);
  add(entry, blob);
}

function hasFile(entry) {
  return entry.kind === 'image' || entry.kind === 'voice';
}

/* Forgets what waits, when this phone is to show somebody else's talk. */
export function forget() {
  waiting.length = 0;
  kept.clear();
}

/* Tries at once instead of at the end of the pause. */
export function go() {
  clearTimeout(timer);
  if (!isGoing && waiting.length) {
    isGoing = true;
    sendAll().then(() => { isGoing = false; });
  }
}

function add(entry, blob) {
  kept.keep(entry);
  waiting.push(entry);
  show(entry, blob);
  go();
}

function show(entry, blob) {
  talk.takePending(entry, blob ? URL.createObjectURL(blob) : null);
  talk.setState(entry.id, words.state.sending);
}

async function sendAll() {
  while (waiting.length) {
    const entry = waiting[0];
    talk.setState(entry.id, words.state.sending);
    const answer = await sent(entry);
    if (answer.status === 200) {
      settled(entry, answer.body);
    } else if (mayHelp(answer.status)) {
      putOff(answer);
      return;
    } else {
      refused(entry, answer);
    }
  }
}

async function sent(entry) {
  if (!listeners.isKnown()) {
    const known = await listeners.begin();
    return known.status === 200 ? post(entry) : known;
  }
  const answer = await post(entry);
  if (answer.status !== 401) {
    return answer;
  }
  const known = await listeners.begin();
  return known.status === 200 ? post(entry) : known;
}

async function post(entry) {
  if (hasFile(entry)) {
    const blob = await kept.file(entry.id);
    if (!blob) {
      return {status: 410, body: {code: entry.kind === 'image' ? 'photo_lost' : 'voice_lost'}, wait: 0};
    }
    const place = entry.kind === 'image' ? '/chat/photos' : '/chat/voices';
    const path = place + '?client_id=' + entry.id + '&after=' + talk.last() + (entry.more ? '&more=1' : '');
    return server.upload(path, blob, (percent) => {
      talk.setState(entry.id, fill(words.state.uploading, {percent: percent}));
    });
  }
  const body = {client_id: entry.id, after: talk.last()};
  if (entry.kind === 'location') {
    body.location = {latitude: entry.latitude, longitude: entry.longitude};
  } else {
    body[entry.kind] = entry.text;
  }
  return server.ask('/chat/messages', body);
}

/* Whether the same again may go better: no network, a busy or broken server, not known yet, too fast. */
function mayHelp(status) {
  return status === 0 || status === 401 || status === 408 || status === 429 || status >= 500;
}

function settled(entry, feed) {
  failures = 0;
  remove(entry);
  talk.setState(entry.id, words.state.sent);
  listeners.onTrouble(null);
  listeners.onFeed(feed);
}

function refused(entry, answer) {
  remove(entry);
  const reason = words.refused[answer.body.code] || words.refused.other;
  talk.setState(entry.id, fill(reason, {most: answer.body.most_megabytes}), null, true);
}

function putOff(answer) {
  waiting.forEach((entry) => talk.setState(entry.id, words.state.failed, retry, true));
  listeners.onTrouble(answer.status === 0 ? 'offline' : answer.status === 429 ? 'slow_down'
    : answer.status === 401 ? 'cookies' : 'trouble');
  const pause = Math.max(answer.wait * 1000, PAUSES[Math.min(failures, PAUSES.length - 1)]);
  failures += 1;
  timer = setTimeout(go, pause);
}

function retry() {
  failures = 0;
  go();
}

function remove(entry) {
  waiting.splice(waiting.indexOf(entry), 1);
  kept.drop(entry);
}
