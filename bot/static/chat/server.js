/* Calls to the server; each ends with an answer {status, body, wait}, where status 0 means that nothing came back. */

const PATIENCE = 25000;

export async function ask(path, body) {
  const leave = new AbortController();
  const timer = setTimeout(() => leave.abort(), PATIENCE);
  const options = {credentials: 'same-origin', cache: 'no-store', signal: leave.signal};
  if (body !== undefined) {
    options.method = 'POST';
    options.headers = {'Content-Type': 'application/json'};
    options.body = JSON.stringify(body);
  }
  try {
    const answer = await fetch(path, options);
    return told(answer.status, await answer.text(), answer.headers.get('Retry-After'));
  } catch (error) {
    return nothing();
  } finally {
    clearTimeout(timer);
  }
}

/* An upload goes by XMLHttpRequest, which tells how far it has come; it may take long on a slow network. */
export function upload(path, blob, onPercent) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let stirred = Date.now();
    const watch = setInterval(() => (Date.now() - stirred > 2 * PATIENCE ? request.abort() : null), 1000);
    const end = (answer) => { clearInterval(watch); resolve(answer); };
    request.open('POST', path);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => {
      stirred = Date.now();
      onPercent(event.total ? Math.floor(100 * event.loaded / event.total) : 0);
    };
    request.onload = () => end(told(request.status, request.responseText, request.getResponseHeader('Retry-After')));
    request.onerror = request.onabort = () => end(nothing());
    request.send(blob);
  });
}

function told(status, text, wait) {
  let body = {};
  try {
    body = JSON.parse(text);
  } catch (error) { // a proxy's page instead of our answer
    return status < 400 ? nothing() : {status: status, body: {}, wait: 0};
  }
  return {status: status, body: body, wait: Number(wait) || 0};
}

function nothing() {
  return {status: 0, body: {}, wait: 0};
}
