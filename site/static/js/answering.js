// While somebody answers: saves as they write, holds what can't be sent, and tries again. The form works without it.
(function () {
  "use strict";

  var WAIT = 3000, EVERY = 15000, AGAIN = 10000;
  var form = document.querySelector("[data-consultation-form]");
  var retry = document.querySelector("form[data-retry]");

  // The database was busy: the page sends itself again, and says when.
  if (retry) {
    var left = Number(retry.dataset.retry), line = document.querySelector("[data-retry-status]");
    line.textContent = line.dataset.words.replace("#", String(left));
    setTimeout(function () { retry.submit(); }, left * 1000);
  }
  if (!form) return;

  var status = form.querySelector("[data-saving]");
  var changed = false, isLost = false, leaving = false, last = 0, timer = null, running = null, held = null;

  function say(words) {
    if (!status) return;
    status.hidden = false;
    status.classList.toggle("saving--lost", isLost || held !== null);
    if (status.textContent !== words) status.textContent = words;
  }

  function remember(code) {
    if (!code) return;
    var field = form.elements.draft;
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = "draft";
      form.append(field);
    }
    field.value = code;
  }

  function lost() {
    isLost = true;
    say(held ? status.dataset.held : status.dataset.lost);
    plan(AGAIN);
  }

  function plan(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(held ? send : save, milliseconds);
  }

  function post(data) {
    running = new AbortController();
    var limit = setTimeout(function () { running.abort(); }, 20000);
    return fetch(form.action, { method: "POST", body: new URLSearchParams(data), signal: running.signal, redirect: "error" })
      .finally(function () { clearTimeout(limit); running = null; });
  }

  function save() {
    if (leaving || running || !changed || !form.hasAttribute("data-autosave")) return;
    var data = new FormData(form);
    data.append("go", "auto");
    changed = false;
    last = Date.now();
    post(data).then(function (answer) {
      if (answer.status === 503) throw new Error("busy");
      if (!answer.ok || !/json/.test(answer.headers.get("Content-Type"))) return null; // The next press tells why.
      return answer.json();
    }).then(function (answer) {
      isLost = false;
      if (answer) { remember(answer.draft); say(answer.said); }
      if (changed) plan(EVERY);
    }).catch(function () {
      changed = true;
      if (!leaving) lost();
    });
  }

  function onInput() {
    changed = true;
    if (!isLost) plan(Math.max(WAIT, last + EVERY - Date.now()));
  }

  // Asks the smallest of pages whether anybody is there, and sends what was held.
  function send() {
    fetch("/-/health/live", { cache: "no-store" }).then(function () {
      leaving = true;
      form.submit();
    }).catch(lost);
  }

  form.addEventListener("input", onInput);
  form.addEventListener("change", onInput);

  // Where the network is known to be gone the press is held: the browser's own error page would take the text away.
  form.addEventListener("submit", function (event) {
    if (event.defaultPrevented) return;
    clearTimeout(timer);
    if (isLost || navigator.onLine === false) {
      event.preventDefault();
      hold(event.submitter);
      return;
    }
    leaving = true;
    if (running) running.abort();
  });

  function hold(button) {
    if (held) held.remove();
    held = document.createElement("input");
    held.type = "hidden";
    if (button && button.name) { held.name = button.name; held.value = button.value; }
    form.append(held);
    say(status.dataset.held);
    plan(1000);
  }

  window.addEventListener("online", function () { if (isLost || held) plan(0); });
  window.addEventListener("pageshow", function () { leaving = false; });

  // The languages at the top of the page take along what has been written, as the buttons below the form do.
  document.querySelectorAll(".languages a[hreflang]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      var button = document.querySelector('button[form="answers"][name="go"][value="' + link.hreflang + '"]');
      if (!changed || !button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      form.requestSubmit(button);
    });
  });
})();
