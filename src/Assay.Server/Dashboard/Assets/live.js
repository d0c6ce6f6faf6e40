// Keeps an open page up to date: asks whether the ledger has changed, and exchanges those parts of the page that have.
// It holds back while the page is hidden, or somebody reads, selects or types in it; without this file a link reloads.
"use strict";
(() => {
  const interval = 1000;
  const quiet = 1200;
  const link = document.querySelector("a[data-live]");
  const main = document.getElementById("main");
  if (!link || !main?.dataset.changes) return;

  let shown = main.dataset.changes;
  let touchedAt = 0;
  let busy = false;

  const say = (state, text) => {
    link.dataset.state = state;
    if (link.textContent !== text) link.textContent = text;
  };

  const touched = () => { touchedAt = performance.now(); };
  for (const what of ["pointerdown", "keydown", "wheel", "touchmove", "scroll"]) addEventListener(what, touched, { passive: true, capture: true });

  const isRead = () => {
    const focused = document.activeElement;
    return performance.now() - touchedAt < quiet
      || !getSelection().isCollapsed
      || scrollY > innerHeight / 3
      || document.querySelector("dialog[open]") !== null
      || (main.contains(focused) && focused.matches("input, select, textarea, tr"));
  };

  // A part keeps what its reader opened, and the focus finds its place again.
  const exchange = (old, fresh) => {
    const open = [...old.querySelectorAll("details")].map((d) => d.open);
    const place = focusPlace(old);
    old.replaceWith(fresh);
    [...fresh.querySelectorAll("details")].forEach((d, i) => { if (i < open.length) d.open = open[i]; });
    if (place) fresh.querySelector(place)?.focus({ preventScroll: true });
  };

  const focusPlace = (part) => {
    const focused = document.activeElement;
    if (!part.contains(focused)) return null;
    if (focused.id) return `#${CSS.escape(focused.id)}`;
    const href = focused.getAttribute("href");
    return href === null ? focused.tagName.toLowerCase() : `${focused.tagName.toLowerCase()}[href="${CSS.escape(href)}"]`;
  };

  const load = async () => {
    const answer = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
    if (answer.redirected || answer.status === 401) { location.reload(); return false; }
    if (!answer.ok && answer.status !== 404) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
    if (!fresh || isRead()) return false;
    const before = [...main.children].filter((e) => !e.matches(".head"));
    const after = [...fresh.children].filter((e) => !e.matches(".head"));
    if (before.length === after.length) {
      before.forEach((part, i) => { if (part.outerHTML !== after[i].outerHTML) exchange(part, document.adoptNode(after[i])); });
    } else {
      before.forEach((part) => part.remove());
      main.append(...after.map((part) => document.adoptNode(part)));
    }
    const [heading, told] = [main.querySelector(".sub"), fresh.querySelector(".sub")];
    if (heading && told && heading.textContent !== told.textContent) heading.textContent = told.textContent;
    shown = fresh.dataset.changes;
    return true;
  };

  const look = async () => {
    if (busy || document.hidden) return;
    busy = true;
    try {
      const answer = await fetch("/changes", { cache: "no-store" });
      if (answer.redirected) { location.reload(); return; }
      if (!answer.ok) { say("lost", "Cannot be read"); return; }
      const now = await answer.text();
      if (now === shown) say("live", "Live");
      else if (isRead()) say("held", "New data");
      else if (await load()) say("live", "Live");
    } catch {
      say("lost", "No answer");
    } finally {
      busy = false;
    }
  };

  say("live", "Live");
  setInterval(look, interval);
  document.addEventListener("visibilitychange", look);
})();
