// The talk that is open: what is written is kept until it has been sent, what is said is scrolled to, words are pointed at.
"use strict";
(() => {
  const NEAR = 60; // pixels from the end that still count as at the end
  const TYPING_EVERY = 3_000;
  const body = document.body;
  const column = () => document.getElementById("talk-col");
  const box = () => document.querySelector(".lines-box");
  const composer = () => document.getElementById("composer");
  const isAtEnd = (box) => !box || box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
  const post = (path, fields) => fetch(path, { method: "POST", body: new URLSearchParams(fields), headers: { "X-CSRF-Token": body.dataset.csrf, "HX-Request": "true" } }).catch(() => null);

  // What is written, for each talk and member of staff.
  const kept = (form, what) => `${what}:${body.dataset.staff}:${form.dataset.talk}`;
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const showLeft = (form) => {
    const field = form.elements.text;
    const left = field.maxLength - field.value.length;
    form.querySelector(".left-over").textContent = left < 100 ? form.dataset.left.replace("{count}", left) : "";
  };
  const takeUp = () => {
    const form = composer();
    if (!form || form.dataset.ready) return;
    form.dataset.ready = "yes";
    const key = sessionStorage.getItem(kept(form, "key")) || newKey();
    sessionStorage.setItem(kept(form, "key"), key);
    form.elements.key.value = key;
    if (!form.elements.text.value) form.elements.text.value = sessionStorage.getItem(kept(form, "text")) || "";
    showLeft(form);
  };
  const sent = (form) => {
    sessionStorage.removeItem(kept(form, "text"));
    const key = newKey();
    sessionStorage.setItem(kept(form, "key"), key);
    form.elements.key.value = key;
    form.elements.text.value = "";
    showLeft(form);
  };
  let typed = 0;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("#composer");
    if (!form) return;
    sessionStorage.setItem(kept(form, "text"), event.target.value);
    showLeft(form);
    if (Date.now() - typed < TYPING_EVERY) return;
    typed = Date.now();
    post("/console/talks/typing", { talk: form.elements.talk.value });
  });
  body.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig?.elt?.closest?.("#composer");
    if (form && event.detail.xhr.getResponseHeader("X-Said")) { sent(form); follows = true; }
    event.detail.requestConfig?.elt?.closest?.("#hand")?.close();
  });

  // The end of the talk is followed as long as it is looked at; photos come later than their lines.
  let follows = true;
  let talk = "";
  let newest = "";
  const toEnd = () => { const lines = box(); if (lines) lines.scrollTop = lines.scrollHeight; };
  const showNew = (is) => { const button = document.querySelector(".to-newest"); if (button) button.hidden = !is; };
  const opened = () => {
    const fresh = document.querySelector(".new-from");
    if (fresh) fresh.scrollIntoView({ block: "center" }); else toEnd();
    follows = isAtEnd(box());
  };
  const settle = () => {
    takeUp();
    const now = column();
    if (!now) return;
    if (now.dataset.key !== talk) opened();
    else if (follows) toEnd();
    else if (now.dataset.newest !== newest) showNew(true);
    talk = now.dataset.key;
    newest = now.dataset.newest || "";
    if (isAtEnd(box())) showNew(false);
    tellRead();
  };
  body.addEventListener("htmx:afterSwap", settle);
  document.addEventListener("scroll", (event) => {
    if (event.target !== box()) return;
    follows = isAtEnd(box());
    if (follows) { showNew(false); tellRead(); }
  }, true);
  const explain = (link) => {
    const why = link.nextElementSibling;
    if (why?.matches("template")) { link.replaceWith(why.content.cloneNode(true)); why.remove(); }
  };
  document.addEventListener("error", (event) => { // why it cannot be shown stands in its place
    const link = event.target.closest?.("[data-photo]");
    if (link) explain(link);
  }, true);
  document.addEventListener("load", (event) => { if (follows && event.target.closest?.(".lines-box")) toEnd(); }, true);
  window.addEventListener("resize", () => { if (follows) toEnd(); });

  // What was seen counts as read.
  let read = "";
  const tellRead = async () => {
    const now = column();
    const mark = now ? `${now.dataset.talk}:${now.dataset.newest}` : "";
    if (!now || !now.dataset.newest || document.hidden || mark === read || !isAtEnd(box())) return;
    read = mark;
    const answer = await post("/console/talks/read", { talk: now.dataset.talk, upto: now.dataset.newest });
    if (answer?.ok) window.htmx.trigger(body, "talks-changed"); else read = "";
  };
  document.addEventListener("visibilitychange", tellRead);

  // A value's words are pointed at in the talk.
  const point = (quote) => {
    const line = document.getElementById(`line-${quote.dataset.line}`);
    if (!line) return null;
    line.classList.add("pointed");
    const text = line.querySelector(".words, .seen")?.firstChild;
    if (text && text.nodeType === Node.TEXT_NODE && CSS.highlights && window.Highlight) {
      const letters = [...text.data];
      const upTo = (count) => letters.slice(0, count).join("").length;
      const range = new Range();
      range.setStart(text, upTo(Number(quote.dataset.start)));
      range.setEnd(text, upTo(Number(quote.dataset.end)));
      CSS.highlights.set("quoted", new Highlight(range));
    }
    return line;
  };
  const unpoint = () => {
    for (const line of document.querySelectorAll(".pointed")) line.classList.remove("pointed");
    CSS.highlights?.delete("quoted");
  };
  for (const [name, act] of [["mouseover", point], ["focusin", point], ["mouseout", unpoint], ["focusout", unpoint]]) {
    document.addEventListener(name, (event) => { const quote = event.target.closest?.(".quote"); if (quote) act(quote); });
  }

  // Photos, large.
  let photos = [];
  const showPhoto = (link) => {
    const dialog = document.getElementById("photo");
    dialog.querySelector("img").src = link.href;
    dialog.querySelector("img").alt = link.querySelector("img").alt;
    dialog.querySelector("[data-opens-page]").href = link.href;
    dialog.querySelector("[data-original]")?.setAttribute("href", `${link.href}/original`);
    dialog.dataset.at = String(photos.indexOf(link));
    if (!dialog.open) dialog.showModal();
  };
  const stepPhoto = (by) => {
    const next = photos[Number(document.getElementById("photo").dataset.at) + by];
    if (next) showPhoto(next);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-photo]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      photos = [...link.closest(".lines-box, .shots").querySelectorAll("[data-photo]")];
      showPhoto(link);
    }
    const button = event.target.closest("[data-opens], [data-photo-step], .to-newest, .quote");
    if (!button) return;
    if (button.dataset.opens) document.getElementById(button.dataset.opens).showModal();
    if (button.dataset.photoStep) stepPhoto(Number(button.dataset.photoStep));
    if (button.matches(".to-newest")) toEnd();
    if (button.matches(".quote")) {
      if (getComputedStyle(column()).display === "none") location.hash = "talk-col";
      point(button)?.scrollIntoView({ block: "center" });
    }
  });

  const open = (by) => {
    const rows = [...document.querySelectorAll(".talk-row")];
    const at = rows.findIndex((row) => row.hasAttribute("aria-current"));
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    if (next) { next.click(); next.focus(); }
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest("#composer")) { event.preventDefault(); composer().requestSubmit(); return; }
    if (document.getElementById("photo")?.open && ["ArrowLeft", "ArrowRight"].includes(event.key)) stepPhoto(event.key === "ArrowLeft" ? -1 : 1);
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input, textarea, select")) return;
    if (event.key === "j") open(1);
    if (event.key === "k") open(-1);
  });
  body.addEventListener("htmx:afterSettle", (event) => { if (event.detail.requestConfig?.path === "/console/talks/take") document.getElementById("words")?.focus(); });

  for (const image of document.querySelectorAll("[data-photo] img")) if (image.complete && !image.naturalWidth) explain(image.closest("[data-photo]"));
  settle();
})();
