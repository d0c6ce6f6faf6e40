// Pages work without this file. It adds keys: g and a letter goes to a page, / to the search, j and k along rows, Enter opens, ? tells.
"use strict";
(() => {
  let waitsForPage = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const rows = [...document.querySelectorAll("tr[data-href]")];
    const at = rows.indexOf(document.activeElement);
    if (waitsForPage) {
      waitsForPage = false;
      const link = document.querySelector(`.nav a[data-key="${CSS.escape(event.key)}"]`);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    switch (event.key) {
      case "g": waitsForPage = true; break;
      case "/": { const search = document.querySelector("input[type=search]"); if (search) { event.preventDefault(); search.focus(); } break; }
      case "j": rows[Math.min(at + 1, rows.length - 1)]?.focus(); break;
      case "k": rows[Math.max(at - 1, 0)]?.focus(); break;
      case "Enter": if (at >= 0) location.href = rows[at].dataset.href; break;
      case "Escape": document.activeElement?.blur(); break;
      default: break;
    }
  });
})();
