// Renews a part of a page without touching what stayed the same: focus, typed text, scrolling and open dialogs survive.
// Children of an element with data-keyed are known by data-key; one whose data-stamp is the same is left alone.
"use strict";
(() => {
  const isKeyed = (element) => element.hasAttribute("data-keyed");
  const isBusy = (element) => element.matches("dialog[open]") || element.querySelector("dialog[open], .seen") !== null;

  // What came of something done is shown for a while, whatever is renewed meanwhile.
  const LASTS = 8_000;
  const born = new WeakMap();
  const isFresh = (element) => element.hasAttribute("data-lasts") && performance.now() - (born.get(element) ?? -LASTS) < LASTS;
  const isSilent = (element) => !element.querySelector(".note");
  const bear = (element) => { for (const one of [element, ...element.querySelectorAll("[data-lasts]")]) born.set(one, performance.now()); };

  // Whether htmx has to look at the element anew.
  const takeAttributes = (old, fresh) => {
    let changed = false;
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) === value) continue;
      old.setAttribute(name, value);
      changed = changed || name.startsWith("hx-");
    }
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== "style") old.removeAttribute(name);
    return changed;
  };

  const renewed = (old, fresh, added) => {
    if (!old) { bear(fresh); added.push(fresh); return fresh; }
    if (isKeyed(old) && isKeyed(fresh)) { merge(old, fresh, added); return old; }
    if (old.dataset.stamp === fresh.dataset.stamp || isBusy(old)) return old;
    if (isFresh(old) && !isSilent(old) && isSilent(fresh)) return old;
    bear(fresh);
    old.replaceWith(fresh);
    added.push(fresh);
    return fresh;
  };

  const merge = (old, fresh, added) => {
    if (takeAttributes(old, fresh)) added.push(old);
    const coming = [...fresh.children];
    const keys = new Set(coming.map((child) => child.dataset.key));
    const known = new Map([...old.children].map((child) => [child.dataset.key, child]));
    const grows = old.hasAttribute("data-grows");
    for (const child of [...old.children]) if (!keys.has(child.dataset.key) && !grows) child.remove();
    let at = old.firstElementChild;
    for (const child of coming) {
      while (at && !keys.has(at.dataset.key)) at = at.nextElementSibling;
      const before = known.get(child.dataset.key);
      const now = renewed(before, child, added);
      if (at === before && before) at = now;
      if (now === at) at = at.nextElementSibling;
      else old.insertBefore(now, at);
    }
  };

  const swapped = (target, fragment) => {
    const fresh = fragment.firstElementChild;
    const added = [];
    if (!fresh) return added;
    if (!fresh.dataset.key) { // something went wrong: it is said, and nothing is lost
      target.querySelector(".talk-notes")?.replaceChildren(fresh);
      return added;
    }
    const focused = document.activeElement;
    if (target.dataset.key === fresh.dataset.key && isKeyed(target) && isKeyed(fresh)) merge(target, fresh, added);
    else { target.replaceWith(fresh); added.push(fresh); }
    if (focused && focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
    return added;
  };

  // What a part asked for before somebody went elsewhere, or did something, is no news any more when it comes.
  const RENEWALS = ["talks-changed", "talk-changed", "refresh"];
  const isRenewal = (detail) => RENEWALS.includes(detail.triggeringEvent?.type ?? detail.requestConfig?.triggeringEvent?.type);
  const askedIn = new WeakMap();
  let turn = 0;
  document.body.addEventListener("htmx:beforeRequest", (event) => { if (isRenewal(event.detail)) askedIn.set(event.detail.xhr, turn); });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (!askedIn.has(xhr)) { turn += 1; return; }
    if (askedIn.get(xhr) === turn) return;
    event.detail.shouldSwap = false;
    setTimeout(() => window.htmx.trigger(document.body, "refresh"));
  });

  // A part that stays may show something else by now.
  document.body.addEventListener("htmx:configRequest", (event) => {
    const { elt, verb } = event.detail;
    if (verb === "get" && isKeyed(elt)) event.detail.path = elt.getAttribute("hx-get");
  });

  window.htmx.defineExtension("keyed", {
    isInlineSwap: () => false,
    handleSwap: (style, target, fragment) => (style === "keyed" ? swapped(target, fragment) : false),
  });
})();
