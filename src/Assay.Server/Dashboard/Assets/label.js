// The page Label works without this file. It adds keys: a grade's own, Enter to submit, u to put aside, n for a note, z or Backspace to undo.
"use strict";
(() => {
  const form = document.getElementById("label");
  const act = (name) => document.querySelector(`[data-do=${name}]`);
  let sent = false;

  form?.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });

  const isEmpty = (criterion) => criterion.querySelector("input[type=radio]") !== null && criterion.querySelector("input:checked") === null;

  // The criterion that is graded next: the one with the focus, else the first without a grade, else the last one that was graded.
  const current = () => {
    const all = [...form.querySelectorAll(".criterion")];
    const focused = document.activeElement?.closest(".criterion");
    return focused && isEmpty(focused) ? focused : all.find(isEmpty) ?? focused ?? all[0];
  };

  const grade = (key) => {
    const choice = form && current()?.querySelector(`input[data-key="${CSS.escape(key)}"]`);
    if (!choice) return false;
    choice.checked = true;
    choice.focus();
    return true;
  };

  const press = (element) => { if (element) element.click(); return element !== null; };

  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.altKey || event.metaKey && event.key !== "Enter") return;
    const writes = event.target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
    if (event.key === "Enter" && !event.repeat && form && (event.ctrlKey || event.metaKey || !writes && !event.target.closest("a, button, summary"))) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.repeat || writes) return;
    const isDone = event.key === "u" ? press(act("skip"))
      : event.key === "z" || event.key === "Backspace" ? press(act("undo"))
      : event.key === "Enter" && !event.target.closest("a, button, summary") ? press(act("next"))
      : event.key === "n" ? (form?.querySelector("textarea").focus(), form !== null)
      : grade(event.key);
    if (isDone) event.preventDefault();
  });
})();
