// Writing many choices without the mouse: Enter begins the next one, and lines that are pasted become one each.
// Also gives the first choices of a new question ids of their own, which the server leaves to the page.
(function () {
  "use strict";

  var NAME = /-(choices|rows|statements)-\d+-value-text$/;
  var MARK = /^\s*(?:[-–*•·○☐]|\(?\d{1,2}[.)]|[a-zåäö][.)])\s+/i;

  // The field that we led to. The admin focuses what was added a moment later, when a quick typist may be further on.
  // Only for that moment is anybody brought back: a screen reader moves the focus without a key or a pointer.
  var MOMENT = 1000; // milliseconds
  var latest = null, forgetting;

  function lead(field) {
    latest = field;
    clearTimeout(forgetting);
    forgetting = setTimeout(function () { latest = null; }, MOMENT);
    field.focus();
  }

  function itemOf(field) {
    return field.closest("[data-streamfield-child]");
  }

  function fieldIn(item) {
    return item && item.querySelector('input[name$="-value-text"]');
  }

  // The field of the item below this one, if there is one.
  function below(field) {
    var next = itemOf(field) && itemOf(field).nextElementSibling;
    while (next && !next.matches("[data-streamfield-child]")) next = next.nextElementSibling;
    return fieldIn(next);
  }

  // The field of a new item below this one; null if the list takes no more.
  function addBelow(field) {
    var item = itemOf(field), button = item && item.nextElementSibling;
    if (!button || !button.matches("[data-streamfield-list-add]") || button.disabled) return null;
    button.click();
    var added = below(field);
    // What is hidden until it unfolds can't be written in: a quick typist's next letter would land in this field.
    if (added) itemOf(added).style.display = "";
    return added;
  }

  function write(field, text) {
    field.value = text.slice(0, field.maxLength > 0 ? field.maxLength : undefined);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // The next field that waits for a text, else a new one.
  function nextFor(field) {
    var next = below(field);
    return next && !next.value ? next : addBelow(field);
  }

  document.addEventListener("keydown", function (event) {
    var field = event.target;
    if (event.key !== "Enter" || event.isComposing || !NAME.test(field.name || "")) return;
    event.preventDefault(); // else the whole page is sent
    var next = field.value.trim() && nextFor(field);
    if (next) lead(next);
  });

  document.addEventListener("paste", function (event) {
    var field = event.target;
    if (!NAME.test(field.name || "") || field.value.trim()) return;
    var lines = event.clipboardData.getData("text").split(/[\r\n]+/).map(function (line) {
      return line.replace(MARK, "").trim();
    }).filter(Boolean);
    if (lines.length < 2) return;
    event.preventDefault();
    lines.forEach(function (line, n) {
      var into = n ? nextFor(field) : field;
      if (!into) return;
      write(into, line);
      field = into;
    });
    lead(field);
  });

  document.addEventListener("focusin", function (event) {
    var strays = latest && event.target !== latest && NAME.test(event.target.name || "");
    if (strays && latest.isConnected) latest.focus();
  });

  function uuid() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    var hex = Array.from(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  function nameNew(node) {
    if (node.nodeType !== 1) return;
    node.querySelectorAll('[data-streamfield-child] > input[name$="-id"]').forEach(function (field) {
      if (!field.value && field.name.startsWith("questions-")) field.value = uuid();
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    nameNew(document.body);
    new MutationObserver(function (changes) {
      changes.forEach(function (change) { change.addedNodes.forEach(nameNew); });
    }).observe(document.body, { childList: true, subtree: true });
  });

  // Whoever goes elsewhere is not brought back.
  document.addEventListener("pointerdown", function () { latest = null; }, true);
  document.addEventListener("keydown", function (event) {
    if (event.key === "Tab") latest = null;
  }, true);
})();
