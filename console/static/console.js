// What the pages cannot do without a script: renew lists, open dialogs, and let who was signed out go on where he was.
"use strict";
(() => {
  const RENEW_EVERY = 20_000;
  const HIDE_AFTER = 120_000;
  const CSRF = "X-CSRF-Token";
  const STAFF = "X-Console-Staff";
  const body = document.body;
  const door = document.getElementById("door");
  const waiting = []; // requests that were refused because the session had ended
  const retried = new WeakSet();

  document.querySelector(".rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }); // on a phone it may lie beyond the edge

  const say = (text) => { const live = document.getElementById("live"); if (live) live.textContent = text; };

  const renewTokens = (token) => {
    body.dataset.csrf = token;
    for (const field of document.querySelectorAll("input[name=csrf]")) if (!door.contains(field)) field.value = token;
  };

  // Whoever signs in goes on as himself: another person starts from a fresh page.
  const isSame = (staff) => !staff || staff === body.dataset.staff;

  const again = (detail) => {
    const { verb, path, elt, target } = detail.requestConfig;
    if (elt && elt.isConnected && verb !== "get") window.htmx.ajax(verb, path, { source: elt, target: target || detail.target });
  };

  const openDoor = (html, detail) => {
    if (detail) waiting.push(detail);
    if (door.open) return;
    door.innerHTML = html;
    const name = door.querySelector("input[name=name]");
    const shown = document.querySelector(".who strong");
    if (name && !name.value && shown) name.value = shown.textContent;
    door.showModal();
    const password = door.querySelector("input[name=password]");
    if (password) password.focus();
  };

  const enter = async (form) => {
    const fields = new FormData(form);
    const post = () => fetch(form.action, { method: "POST", body: new URLSearchParams(fields), headers: { "HX-Request": "true" } });
    let answer = await post();
    if (answer.status === 403) { // several parts of the page were refused at once, and each got a form of its own: the last one counts
      const last = new DOMParser().parseFromString(await answer.clone().text(), "text/html").querySelector("input[name=csrf]");
      if (last) { fields.set("csrf", last.value); answer = await post(); }
    }
    if (answer.status !== 204) { door.innerHTML = await answer.text(); door.querySelector("input[name=password]")?.focus(); return; }
    if (!isSame(answer.headers.get(STAFF))) { location.reload(); return; }
    renewTokens(answer.headers.get(CSRF));
    goOn();
  };

  const goOn = () => { door.close(); for (const detail of waiting.splice(0)) again(detail); };

  // He has signed in in another tab and comes back to this one.
  const comeBack = async () => {
    if (!door.open || !door.querySelector("form")) return;
    const answer = await fetch("/console/talks/badge", { headers: { "HX-Request": "true", "X-Renewal": "1" } });
    if (answer.ok && door.open) goOn();
  };

  const warn = (text) => {
    const words = document.createElement("p");
    const button = document.createElement("button");
    words.id = "door-title";
    words.textContent = text;
    button.textContent = document.getElementById("live").dataset.understood;
    button.addEventListener("click", () => door.close());
    door.replaceChildren(words, button);
    if (!door.open) door.showModal();
  };

  if (door) {
    door.addEventListener("submit", (event) => { event.preventDefault(); enter(event.target); });
    window.addEventListener("focus", comeBack);
    door.addEventListener("cancel", () => { waiting.length = 0; });
  }

  body.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers[CSRF] = body.dataset.csrf;
    if (event.detail.triggeringEvent?.type === "refresh") event.detail.headers["X-Renewal"] = "1";
  });
  body.addEventListener("htmx:beforeOnLoad", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (xhr.status === 401) openDoor(xhr.response, event.detail);
    const fresh = xhr.status === 403 && xhr.getResponseHeader(CSRF);
    if (fresh && !isSame(xhr.getResponseHeader(STAFF))) {
      event.preventDefault(); // what he wrote stays where it is
      warn(document.getElementById("live").dataset.other);
    } else if (fresh && !retried.has(requestConfig.elt)) {
      retried.add(requestConfig.elt);
      event.preventDefault();
      renewTokens(fresh);
      again(event.detail);
    }
  });
  body.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) retried.delete(event.detail.elt); });
  body.addEventListener("htmx:sendError", () => say(document.getElementById("live").dataset.lost));

  setInterval(() => { if (!document.hidden && window.htmx && !(door && door.open)) window.htmx.trigger(body, "refresh"); }, RENEW_EVERY);

  // A masked value is shown where it stood, and masked again after a while.
  const reveal = (dialog, field) => {
    const fact = document.getElementById(`fact-${field}`);
    const seen = dialog.querySelector(".seen");
    if (!fact || !seen) return;
    const masked = fact.querySelector(".value");
    seen.removeAttribute("data-seen");
    masked.replaceWith(seen);
    dialog.close();
    setTimeout(() => seen.replaceWith(masked), HIDE_AFTER);
    say(seen.textContent);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-reveals], [data-closes], [data-prints]");
    if (!button) return;
    if ("prints" in button.dataset) window.print();
    if ("closes" in button.dataset) button.closest("dialog").close();
    if (!("reveals" in button.dataset)) return;
    const dialog = document.getElementById("reveal");
    dialog.querySelector("form").reset();
    dialog.querySelector(".answer").textContent = "";
    dialog.querySelector("[name=field]").value = button.dataset.reveals;
    dialog.querySelector("[data-fills=label]").textContent = button.dataset.label;
    dialog.showModal();
  });
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll(".me[open]")) if (!open.contains(event.target)) open.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const open of document.querySelectorAll(".me[open]")) { open.open = false; open.querySelector("summary").focus(); }
  });

  body.addEventListener("htmx:afterSwap", (event) => {
    const seen = event.detail.target.querySelector?.("[data-seen]");
    if (seen) reveal(seen.closest("dialog"), seen.dataset.seen.replace("fact-", ""));
    const note = event.detail.target.id === "case" && document.querySelector("#case .note");
    if (note) { note.tabIndex = -1; note.focus(); } // what was focused is gone: the keyboard goes on at what came of it
  });

  // What the worker will read follows what is chosen and written.
  let soon = 0;
  document.addEventListener("input", (event) => {
    const preview = event.target.form?.querySelector(".preview");
    if (!preview || !event.target.form.querySelector("[name=status]:checked")) return;
    clearTimeout(soon);
    soon = setTimeout(() => window.htmx.trigger(preview, "preview"), 250);
  });
})();
