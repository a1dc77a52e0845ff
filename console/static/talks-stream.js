// Hears from the server which talks have changed; of several tabs one listens for all of them.
"use strict";
(() => {
  const AGAIN = 4_000;
  const LONGEST = 30_000;
  const CALM = 1_000; // lists are renewed at most so often
  const SILENCE = 50_000; // the server stirs every 20 seconds
  const body = document.body;
  const others = "BroadcastChannel" in window ? new BroadcastChannel("console-talks") : null;
  let pause = AGAIN;
  let source = null;
  let waiting = 0;
  let calm = 0;
  let stirred = 0;
  let listens = false; // this tab does, for all of them

  const renewLists = () => {
    if (calm) { waiting = 1; return; }
    window.htmx.trigger(body, "talks-changed");
    calm = setTimeout(() => { calm = 0; if (waiting) { waiting = 0; renewLists(); } }, CALM);
  };
  const renewTalk = (names) => {
    for (const id of ["talk-col", "panel-col"]) {
      const column = document.getElementById(id);
      if (column && column.dataset.event && (!names || names.includes(column.dataset.event))) window.htmx.trigger(column, "talk-changed");
    }
  };
  const hear = (names) => { renewTalk(names); renewLists(); };
  const standsCutOff = (is) => { for (const note of document.querySelectorAll(".cut-off")) note.hidden = !is; };

  const told = (message) => {
    if (message.kind === "talks") hear(message.names);
    if (message.kind === "here") { standsCutOff(false); hear(null); }
    if (message.kind === "cut") standsCutOff(true);
    if (message.kind === "over") window.htmx.trigger(body, "refresh");
  };
  const tell = (message) => { told(message); others?.postMessage(message); };
  if (others) others.onmessage = (event) => told(event.data);

  const retry = () => { source?.close(); source = null; setTimeout(listen, pause); pause = Math.min(pause * 2, LONGEST); };
  const listen = () => {
    if (source) return;
    listens = true;
    source = new EventSource("/console/talks/events");
    stirred = Date.now();
    source.addEventListener("here", () => { stirred = Date.now(); pause = AGAIN; tell({ kind: "here" }); });
    source.addEventListener("beat", () => { stirred = Date.now(); });
    source.addEventListener("talks", (event) => { stirred = Date.now(); tell({ kind: "talks", names: JSON.parse(event.data) }); });
    source.addEventListener("over", () => { tell({ kind: "over" }); retry(); });
    source.onerror = () => { tell({ kind: "cut" }); if (source && source.readyState === EventSource.CLOSED) retry(); };
  };

  // A line that is dead says nothing: neither the browser nor the server ends the stream.
  const anew = () => { if (listens) { source?.close(); source = null; listen(); } };
  setInterval(() => { if (source && Date.now() - stirred > SILENCE) { tell({ kind: "cut" }); anew(); } }, 10_000);
  window.addEventListener("offline", () => standsCutOff(true));
  window.addEventListener("online", anew); // whatever was missed is fetched when it stands

  // Locks are there on https and on this machine only; elsewhere every tab listens for itself.
  if (navigator.locks && others) navigator.locks.request("console-talks", () => new Promise(() => listen()));
  else listen();
  document.getElementById("door")?.addEventListener("close", () => { if (source === null) { pause = AGAIN; listen(); } });
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted && source) { source = null; listen(); } });

  body.addEventListener("htmx:configRequest", (event) => {
    if (["talks-changed", "talk-changed", "load"].includes(event.detail.triggeringEvent?.type)) event.detail.headers["X-Renewal"] = "1";
  });

  const title = document.title;
  body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "badge") return;
    const count = event.detail.target.firstChild?.textContent.trim();
    document.title = count ? `(${count}) ${title}` : title;
  });
})();
