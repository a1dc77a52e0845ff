/* Takes photos from the camera or the album: looks whether it is one, makes it smaller when it is too large. */

import {words, beginning, fill} from './words.js';
import * as outgoing from './outgoing.js';

const MOST = beginning.limits.photo;
const MEGABYTE = 1024 * 1024;
const AT_ONCE = 20;
const EDGES = [3200, 2400, 1600];
const HEIC = ['heic', 'heix', 'mif1', 'msf1'];
const FAMILIES = [
  [0, [0xff, 0xd8, 0xff]],
  [0, [0x89, 0x50, 0x4e, 0x47]],
  [0, [0x47, 0x49, 0x46, 0x38]],
  [8, [0x57, 0x45, 0x42, 0x50]],
  [4, [0x66, 0x74, 0x79, 0x70]],
];

/* `tell` shows one sentence under the line where he writes. Several photos are answered once, with the last. */
export async function take(files, tell) {
  const photos = [];
  for (const file of Array.from(files).slice(0, AT_ONCE)) {
    const photo = await fitting(file, tell);
    if (photo) {
      photos.push(photo);
    }
  }
  for (const photo of photos) {
    await outgoing.sayPhoto(photo, photo !== photos[photos.length - 1]);
  }
  if (files.length > AT_ONCE) {
    tell(fill(words.photo.too_many, {most: AT_ONCE}));
  }
}

async function fitting(file, tell) {
  if (!file.size) {
    return refuse(tell, words.refused.photo_empty);
  }
  const start = await bytesOf(file.slice(0, 16));
  if (!isPhoto(start)) {
    return refuse(tell, words.refused.not_a_photo);
  }
  if (isHeic(start)) { // phones that make such photos can draw them, other browsers cannot
    const drawn = await shrunk(file).catch(() => null);
    if (drawn) {
      return drawn;
    }
    tell(words.photo.heic);
  }
  if (file.size <= MOST) {
    return file;
  }
  const smaller = await shrunk(file).catch(() => null);
  if (smaller) {
    tell(words.photo.shrunk);
    return smaller;
  }
  return refuse(tell, fill(words.refused.photo_too_large, {most: Math.floor(MOST / MEGABYTE)}));
}

function refuse(tell, sentence) {
  tell(sentence);
  return null;
}

function isPhoto(start) {
  return FAMILIES.some((family) => begins(start, family));
}

function isHeic(start) {
  const mark = String.fromCharCode.apply(null, start.subarray(4, 12));
  return HEIC.some((brand) => mark === 'ftyp' + brand);
}

function begins(start, [from, mark]) {
  return mark.every((byte, index) => start[from + index] === byte);
}

function bytesOf(blob) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(new Uint8Array(reader.result));
    reader.onerror = () => resolve(new Uint8Array(0));
    reader.readAsArrayBuffer(blob);
  });
}

async function shrunk(file) {
  const address = URL.createObjectURL(file);
  try {
    const image = await drawn(address);
    for (const edge of EDGES) {
      const copy = await redrawn(image, edge);
      if (copy && copy.size <= MOST) {
        return copy;
      }
    }
    return null;
  } finally {
    URL.revokeObjectURL(address);
  }
}

function drawn(address) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = address;
  });
}

function redrawn(image, edge) {
  const scale = Math.min(1, edge / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
}
