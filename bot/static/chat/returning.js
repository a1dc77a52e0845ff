/* Another phone: a code to take along, a code to come back with, and leaving. */

import {words, fill} from './words.js';
import * as kept from './kept.js';
import * as outgoing from './outgoing.js';
import * as server from './server.js';
import * as sheets from './sheets.js';
import * as talk from './talk.js';

const by = (id) => document.getElementById(id);

export function begin(makeKnown) {
  sheets.onOpen('code', () => showPart('first'));
  sheets.onOpen('return', () => {
    by('return-replaces').hidden = !talk.hasTalk();
    sheets.complain('return', '');
  });
  sheets.onOpen('leave', () => sheets.complain('leave', ''));
  by('make-code').addEventListener('click', busy((button) => makeCode(makeKnown, button)));
  by('return-form').addEventListener('submit', (event) => { event.preventDefault(); comeBack(); });
  by('leave-here').addEventListener('click', busy(leaveHere));
  by('leave-others').addEventListener('click', busy(leaveOthers));
}

/* One tap at a time. */
function busy(work) {
  return async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    await work(button);
    button.disabled = false;
  };
}

async function makeCode(makeKnown) {
  const known = await makeKnown();
  const answer = known.status === 200 ? await server.ask('/chat/return-code', {}) : known;
  if (answer.status !== 200) {
    sheets.complain('code', answer.status === 429 ? words.return.too_often : words.return.failed);
    return;
  }
  by('code').textContent = answer.body.code;
  by('code-until').textContent = fill(words.return.until, {time: dayOf(new Date(answer.body.expires_at))});
  showPart('made');
  by('sheet-code').querySelector('[data-part=made] .main').focus();
}

function dayOf(at) {
  const isToday = at.toDateString() === new Date().toDateString();
  return fill(isToday ? words.return.today : words.return.tomorrow, {time: at.getHours() + ':' + ('0' + at.getMinutes()).slice(-2)});
}

function showPart(name) {
  sheets.complain('code', '');
  by('sheet-code').querySelectorAll('[data-part]').forEach((part) => { part.hidden = part.dataset.part !== name; });
}

async function comeBack() {
  const field = by('return-code');
  sheets.complain('return', words.return.busy);
  const answer = await server.ask('/chat/return', {code: field.value});
  if (answer.status === 200) {
    outgoing.forget();
    startAfresh();
  } else {
    sheets.complain('return', answer.status === 429 ? words.return.too_often
      : answer.status === 404 || answer.status === 400 ? words.return.wrong : words.return.failed);
    field.focus();
  }
}

async function leaveHere() {
  const answer = await server.ask('/chat/leave', {which: 'this'});
  if (answer.status === 200 || answer.status === 401) {
    outgoing.forget();
    startAfresh();
  } else {
    sheets.complain('leave', words.return.failed);
  }
}

async function leaveOthers() {
  const answer = await server.ask('/chat/leave', {which: 'others'});
  sheets.complain('leave', answer.status !== 200 ? words.return.failed
    : answer.body.left ? words.return.others_out : words.return.no_others);
}

function startAfresh() {
  kept.clear();
  location.replace('/');
}
