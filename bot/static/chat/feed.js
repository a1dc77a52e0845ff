/* What comes by itself: the stream of events while the page is seen, a look now and then where streams do not work. */

import * as kept from './kept.js';
import * as server from './server.js';
import * as talk from './talk.js';

const SILENCE = 40000; // the server stirs every 15 seconds
let onFeed = null;
let onAlive = null;
let stream = null;
let stirred = 0;
let acknowledged = 0;
let telling = null;
let isKnown = false;

export function begin(told) {
  onFeed = told.onFeed;
  onAlive = told.onAlive;
  isKnown = told.isKnown;
  setInterval(look, SILENCE / 4);
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  window.addEventListener('pagehide', close);
  window.addEventListener('pageshow', open);
  open();
}

/* The server knows us from now on. */
export function know() {
  isKnown = true;
  open();
}

export function open() {
  if (document.hidden || !isKnown) {
    return;
  }
  close();
  stirred = Date.now();
  stream = new EventSource('/chat/events?after=' + talk.last());
  stream.addEventListener('feed', (event) => { alive(); onFeed(JSON.parse(event.data)); });
  stream.addEventListener('beat', alive);
  stream.addEventListener('gone', () => { kept.clear(); location.reload(); }); // left by another phone
  stream.onerror = () => onAlive(false);
}

/* Tells the server what was seen here, so that it counts as sent. */
export function acknowledge() {
  clearTimeout(telling);
  telling = setTimeout(async () => {
    const position = talk.last();
    if (!document.hidden && position > acknowledged) {
      const answer = await server.ask('/chat/seen', {position: position});
      acknowledged = answer.status === 200 ? position : acknowledged;
    }
  }, 400);
}

function alive() {
  stirred = Date.now();
  onAlive(true);
}

function close() {
  if (stream) {
    stream.close();
    stream = null;
  }
}

async function look() {
  if (document.hidden || !isKnown) {
    return;
  }
  if (!stream || stream.readyState === EventSource.CLOSED) {
    open();
  } else if (Date.now() - stirred > SILENCE) { // something between us and the server holds streams back
    const answer = await server.ask('/chat/messages?after=' + talk.last());
    if (answer.status === 200) {
      onFeed(answer.body);
    }
    open();
  }
}
