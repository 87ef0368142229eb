// Only what makes pages quicker to use: everything works without it.
(() => {
  "use strict";
  // What went wrong is read first.
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  // A form is sent once, however often its button is pressed; coming back by the back button frees it again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (button && !button.classList.contains("plain")) {
      const label = button.textContent;
      setTimeout(() => { if (form.dataset.sent) button.textContent = "One moment …"; button.dataset.label = label; }, 1000);
    }
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("button[data-label]")) button.textContent = button.dataset.label;
  });

  // Lists of people can be narrowed while typing.
  for (const input of document.querySelectorAll("[data-filter]")) {
    const rows = document.querySelectorAll(input.dataset.filter);
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
  }
})();
