/* Records what he says, where the browser can; elsewhere says what to do instead. */

import {words, beginning, fill} from './words.js';
import * as outgoing from './outgoing.js';
import * as sheets from './sheets.js';

const KINDS = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'];
const LONGEST = beginning.limits.voice_seconds;
const SHORTEST = 700; // milliseconds: a tap by mistake
const by = (id) => document.getElementById(id);
let recorder = null;
let parts = [];
let began = 0;
let ticking = null;
let tell = null;
let onSaid = null;

/* `hint` shows one sentence under the line where he writes, `said` is called when a recording is on its way. */
export function begin(hint, said) {
  tell = hint;
  onSaid = said;
  by('record').addEventListener('click', start);
  by('record-send').addEventListener('click', () => stop(true));
  by('record-drop').addEventListener('click', () => stop(false));
  window.addEventListener('pagehide', () => stop(false));
}

export function canRecord() {
  return Boolean(window.MediaRecorder && navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
}

async function start() {
  if (recorder) {
    return;
  }
  if (!canRecord()) {
    tell(words.voice.cannot);
    return;
  }
  tell('');
  const stream = await navigator.mediaDevices.getUserMedia({audio: true}).catch(() => null);
  if (!stream) {
    tell(words.voice.denied);
    return;
  }
  const kind = KINDS.find((one) => !MediaRecorder.isTypeSupported || MediaRecorder.isTypeSupported(one));
  recorder = new MediaRecorder(stream, kind ? {mimeType: kind, audioBitsPerSecond: 24000} : undefined);
  parts = [];
  recorder.ondataavailable = (event) => { if (event.data && event.data.size) { parts.push(event.data); } };
  recorder.onerror = () => stop(false);
  recorder.start(1000); // in pieces, so that little is lost where the browser gives up
  began = Date.now();
  ticking = setInterval(tick, 250);
  tick();
  sheets.onClose(() => stop(false));
  sheets.show('record');
}

function tick() {
  const seconds = Math.floor((Date.now() - began) / 1000);
  by('record-time').textContent = fill(words.voice.time, {seconds: seconds, most: LONGEST});
  if (seconds >= LONGEST) {
    stop(true);
  }
}

function stop(isWanted) {
  const ended = recorder;
  if (!ended) {
    return;
  }
  recorder = null;
  clearInterval(ticking);
  const lasted = Date.now() - began;
  ended.onstop = () => {
    ended.stream.getTracks().forEach((track) => track.stop());
    if (isWanted) {
      send(new Blob(parts, {type: ended.mimeType}), lasted);
    }
  };
  ended.stop();
  sheets.close();
}

async function send(blob, lasted) {
  if (lasted < SHORTEST || !blob.size) {
    tell(words.voice.short);
    return;
  }
  await outgoing.sayVoice(blob, Math.round(lasted / 1000));
  onSaid();
}
