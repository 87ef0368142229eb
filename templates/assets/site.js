// Only what makes pages quicker to use: everything works without it.
(() => {
  "use strict";
  // What went wrong is read first.
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  // A file is sent with its progress in sight.
  const sendInSight = (form, button) => {
    const request = new XMLHttpRequest(), status = document.createElement("p"), bar = document.createElement("progress");
    const words = document.createElement("span");
    form.querySelector("[data-progress]")?.remove();
    status.setAttribute("role", "status");
    status.dataset.progress = "";
    bar.setAttribute("aria-label", "Sending the file");
    status.append(bar, " ", words);
    form.append(status);
    const failed = () => {
      status.textContent = "The file did not arrive: the connection was lost. Send it again once you are connected.";
      delete form.dataset.sent;
    };
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = event.loaded / event.total;
      const percent = Math.floor(bar.value * 100) + " % of the file is sent";
      words.textContent = bar.value < 1 ? percent : "The file is sent and being read …";
    });
    request.addEventListener("error", failed);
    request.addEventListener("abort", failed);
    request.addEventListener("load", () => {
      // What was taken leads on to another address.
      if (request.responseURL !== form.action) { location.assign(request.responseURL); return; }
      // Something is wrong with it, and nothing was changed: the browser itself fetches the page that says so.
      if (button?.name) {
        const pressed = document.createElement("input");
        Object.assign(pressed, { type: "hidden", name: button.name, value: button.value });
        form.append(pressed);
      }
      form.submit();
    });
    request.open("POST", form.action);
    request.send(new FormData(form, button));
  };

  // A form is sent once, however often its button is pressed; coming back by the back button frees it again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if ([...form.elements].some((field) => field.type === "file" && field.files.length)) {
      event.preventDefault();
      sendInSight(form, button);
      return;
    }
    if (button && !button.classList.contains("plain")) {
      const label = button.textContent;
      setTimeout(() => { if (form.dataset.sent) button.textContent = "One moment …"; button.dataset.label = label; }, 1000);
    }
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("button[data-label]")) button.textContent = button.dataset.label;
  });

  // Attendance is saved as it is tapped. What could not be sent yet is kept in this browser until it is.
  const sheet = document.querySelector("[data-attendance]");
  if (sheet) {
    const status = sheet.querySelector("[data-saved]");
    const rows = [...sheet.querySelectorAll("[data-booking]")];
    const date = sheet.elements.date.value;
    const store = "attendance " + date;
    const chosen = (row) => row.querySelector("input[type=radio]:checked");
    // What the page holds is told from what somebody else marks meanwhile by what it was opened with.
    const carried = sheet.elements._opened;
    let opened = {};
    try { opened = JSON.parse(carried.value); } catch { /* then what is marked here counts */ }
    const held = (booking, mark, minutes) => {
      opened["mark-" + booking] = mark;
      opened["minutes-" + booking] = mark === "partly" ? minutes : "";
      carried.value = JSON.stringify(opened);
    };
    const say = (words, trouble) => { status.textContent = words; status.toggleAttribute("data-trouble", !!trouble); };
    let waiting = {}, busy = false, pause = 1000, timer, then = null, straight = false;
    try { waiting = JSON.parse(localStorage.getItem(store)) || {}; } catch { /* nothing is kept there */ }
    // A page that came back with what is wrong holds all that was marked.
    if (document.querySelector(".summary")) waiting = {};
    const keep = () => {
      try {
        if (Object.keys(waiting).length) localStorage.setItem(store, JSON.stringify(waiting));
        else localStorage.removeItem(store);
      } catch { /* it is still sent from here */ }
    };
    const soon = (milliseconds) => { clearTimeout(timer); timer = setTimeout(send, milliseconds); };
    const goOn = () => { if (then) { const button = then; then = null; sheet.requestSubmit(button); } };
    async function send() {
      if (busy || !Object.keys(waiting).length) return;
      busy = true;
      const sent = { ...waiting };
      const body = new URLSearchParams({ csrf: sheet.elements.csrf.value, date });
      const was = {};
      for (const [booking, [mark, minutes, wasMark, wasMinutes]] of Object.entries(sent)) {
        body.append("mark-" + booking, mark);
        if (mark === "partly") body.append("minutes-" + booking, minutes);
        if (wasMark === undefined) continue;
        was["mark-" + booking] = wasMark;
        was["minutes-" + booking] = wasMinutes;
      }
      body.append("_opened", JSON.stringify(was));
      if (!status.hasAttribute("data-trouble")) say("Saving …");
      let again = 0;
      try {
        const answer = await fetch(sheet.action, {
          method: "POST", body, headers: { accept: "application/json" }, keepalive: true, signal: AbortSignal.timeout(15000),
        });
        if (answer.ok) {
          const { saved } = await answer.json();
          for (const [booking, [mark, minutes]] of Object.entries(sent)) {
            held(booking, mark, minutes);
            if (waiting[booking] === sent[booking]) delete waiting[booking];
            else waiting[booking]?.splice(2, 2, mark, mark === "partly" ? minutes : "");
          }
          keep();
          pause = 1000;
          say(`Saved ${saved} · ${rows.filter(chosen).length} of ${rows.length} marked`);
          if (Object.keys(waiting).length) again = 1; else goOn();
        } else if (answer.status === 429 || answer.status >= 500) {
          again = pause;
        } else {
          straight = true;
          say("Not saved. Press “Save attendance” to see why.", true);
          goOn();
        }
      } catch { again = pause; }
      busy = false;
      if (again > 1) { say("Not saved yet, trying again", true); pause = Math.min(pause * 2, 15000); }
      if (again) soon(again);
    }
    const note = (row) => {
      const mark = chosen(row), minutes = row.querySelector("input[inputmode]");
      if (!mark) return;
      const typed = Number(minutes.value);
      if (mark.value === "partly" && !(Number.isInteger(typed) && typed > 0 && typed < Number(sheet.dataset.length))) {
        delete waiting[row.dataset.booking];
        keep();
        say("Enter how many minutes they were here.");
        return;
      }
      const booking = row.dataset.booking;
      const was = waiting[booking]?.slice(2) ?? [opened["mark-" + booking] ?? "", opened["minutes-" + booking] ?? ""];
      waiting[booking] = [mark.value, minutes.value, ...was];
      keep();
      soon(mark.value === "partly" ? 700 : 150);
    };
    // Whoever chooses by arrow keys passes "Part of it" on the way and keeps the focus; a finger is led to the minutes.
    let byHand = false;
    sheet.addEventListener("pointerdown", () => { byHand = true; });
    sheet.addEventListener("keydown", () => { byHand = false; });
    sheet.addEventListener("input", (event) => {
      const row = event.target.closest("[data-booking]");
      if (!row) return;
      note(row);
      if (byHand && event.target.value === "partly") row.querySelector("input[inputmode]").focus();
    });
    sheet.querySelector("[data-everyone]").addEventListener("click", (event) => {
      event.preventDefault();
      for (const row of rows) {
        if (!chosen(row)) { row.querySelector("input[value=present]").checked = true; note(row); }
      }
      if (!Object.keys(waiting).length) say("Everyone is marked.");
    });
    sheet.addEventListener("submit", (event) => {
      if (straight || !Object.keys(waiting).length) return;
      event.preventDefault();
      then = event.submitter;
      soon(0);
    });
    addEventListener("online", () => soon(0));
    for (const row of rows) {
      const kept = waiting[row.dataset.booking];
      if (!kept) continue;
      row.querySelector(`input[value="${kept[0]}"]`).checked = true;
      row.querySelector("input[inputmode]").value = kept[1];
      if (kept[2] !== undefined) held(row.dataset.booking, kept[2], kept[3]);
    }
    sheet.dataset.live = "";
    soon(0);
  }

  // A form that may be left half-filled is saved as it is filled.
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const status = form.querySelector("[data-saved]");
    let busy = false, again = false;
    const save = async () => {
      if (busy) { again = true; return; }
      busy = true;
      let words = "Not saved yet: press “Save” when you are connected again.";
      try {
        const body = new URLSearchParams(new FormData(form));
        const answer = await fetch(form.action, {
          method: "POST", body, headers: { accept: "application/json" }, keepalive: true,
        });
        if (answer.ok) words = "Saved " + (await answer.json()).saved;
        else if (answer.status < 500) words = "Not saved: press “Save” to see why.";
      } catch { /* the words say so */ }
      status.textContent = words;
      busy = false;
      if (again) { again = false; save(); }
    };
    form.addEventListener("change", save);
  }

  // An address that is given to others can be copied by one press; without script its field is marked and copied.
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) break;
    const field = document.getElementById(button.dataset.copy);
    const said = button.parentElement.querySelector("[data-copied]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        said.textContent = "Copied.";
      } catch { said.textContent = "It is marked: copy it now."; }
    });
  }

  // The screen at the door: the code changes each minute, and whoever comes in is seen at once. What has the focus keeps it.
  const door = document.querySelector("[data-door]");
  if (door) {
    const part = (name) => door.querySelector("[data-door-" + name + "]");
    const [picture, code, said, list, trouble] = ["picture", "code", "said", "arrivals", "trouble"].map(part);
    const put = (at, text) => { if (at.textContent !== text) at.textContent = text; };
    const line = ({ name, at, late }) => {
      const item = document.createElement("li"), who = document.createElement("strong");
      who.textContent = name;
      item.append(who, " " + at + (late ? ", " + late : ""));
      return item;
    };
    const renew = async () => {
      let wait = 5;
      try {
        const answer = await fetch(location.href, {
          headers: { accept: "application/json" }, signal: AbortSignal.timeout(10000),
        });
        // The date is over, or the login: the page itself says which.
        if (answer.redirected || (answer.status >= 400 && answer.status < 500 && answer.status !== 429)) {
          location.reload();
          return;
        }
        const now = await answer.json();
        picture.setAttribute("viewBox", now.view_box);
        picture.firstElementChild.setAttribute("d", now.modules);
        put(code, now.code);
        put(said, now.said);
        if (list.querySelectorAll("strong").length !== now.arrivals.length) list.replaceChildren(...now.arrivals.map(line));
        put(trouble, "");
        wait = Math.min(wait, now.seconds);
      } catch { put(trouble, "It could not be renewed, and may be over: the connection was lost. Trying again."); }
      setTimeout(renew, wait * 1000);
    };
    setTimeout(renew, 2000);
  }

  // Lists of people can be narrowed while typing.
  for (const input of document.querySelectorAll("[data-filter]")) {
    const rows = document.querySelectorAll(input.dataset.filter);
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
  }
})();
