/* What the page says and begins with; the sentences stand in the page, not here. */

function read(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

export const words = read('words');
export const beginning = read('state');

export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
