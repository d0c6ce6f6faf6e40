// Pages work without this file. It adds the keys that the sheet under "?" names, and opens a row that is clicked.
"use strict";
(() => {
  const patience = 1500;
  const sheet = document.getElementById("keys");
  let pageUntil = 0;

  const rows = () => [...document.querySelectorAll("tr[data-href]")];
  const open = (row) => { location.href = row.dataset.href; };

  const move = (by) => {
    const all = rows();
    const row = all[Math.min(Math.max(all.indexOf(document.activeElement) + by, 0), all.length - 1)];
    row?.focus();
  };

  const leave = () => {
    if (document.activeElement && document.activeElement !== document.body && document.activeElement.id !== "main") {
      document.activeElement.blur();
      return;
    }
    const up = document.querySelector("a[data-up]");
    if (!up) return;
    // The list as it was, with its filters, where the reader came from it.
    const from = document.referrer ? new URL(document.referrer) : null;
    if (from?.origin === location.origin && from.pathname === new URL(up.href).pathname) history.back();
    else up.click();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || sheet?.open) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.timeStamp < pageUntil) {
      pageUntil = 0;
      const link = document.querySelector(`.nav a[data-key="${CSS.escape(event.key)}"]`);
      if (link) { event.preventDefault(); link.click(); return; }
    }
    switch (event.key) {
      case "g": pageUntil = event.timeStamp + patience; break;
      case "j": move(1); break;
      case "k": move(-1); break;
      case "Enter": if (event.target.matches("tr[data-href]")) open(event.target); break;
      case "Escape": leave(); break;
      case "/": {
        const search = document.querySelector("input[type=search]");
        event.preventDefault();
        if (search) { search.focus(); search.select(); }
        else document.querySelector(".nav a[data-key=r]")?.click();
        break;
      }
      case "?": event.preventDefault(); sheet?.showModal(); break;
      default: break;
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("a[href='#keys']")) { event.preventDefault(); sheet?.showModal(); return; }
    if (event.target.closest("[data-close]")) { event.preventDefault(); sheet?.close(); return; }
    const row = event.target.closest("tr[data-href]");
    if (row && !event.target.closest("a, button, summary") && getSelection().isCollapsed) open(row);
  });
})();
