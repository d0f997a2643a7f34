// Who is asked a question: a list of the questions above it in the editor, with boxes for their choices.
// The field that is sent keeps ids: "question", or "question=choice,choice".
(function () {
  "use strict";

  var NAME = /^(.*?questions)-(\d+)-value-shown_if$/;

  function all(root, selector) {
    return Array.prototype.slice.call(root.querySelectorAll(selector));
  }

  // The named fields of the page in their order, gathered once for all that is drawn in one go.
  var gathered = null;

  function fields() {
    if (!gathered) {
      gathered = new Map();
      all(document, "input[name], textarea[name], select[name]").forEach(function (field) {
        if (!gathered.has(field.name)) gathered.set(field.name, field);
      });
      setTimeout(function () { gathered = null; });
    }
    return gathered;
  }

  function valueOf(name) {
    var field = fields().get(name);
    return field ? (field.type === "checkbox" ? (field.checked ? "on" : "") : field.value) : "";
  }

  // The blocks of the stream in their order on the page, without those that have been taken away.
  function blocksOf(stream) {
    var found = [];
    fields().forEach(function (field, name) {
      var n = name.startsWith(stream + "-") && name.endsWith("-id") ? name.slice(stream.length + 1, -3) : "";
      if (/^\d+$/.test(n) && valueOf(stream + "-" + n + "-deleted") !== "1") {
        found.push({ n: n, id: field.value, type: valueOf(stream + "-" + n + "-type") });
      }
    });
    return found;
  }

  function choicesOf(stream, block) {
    var list = stream + "-" + block.n + "-value-choices-";
    var items = [];
    fields().forEach(function (field, name) {
      var found = name.startsWith(list) && name.slice(list.length).match(/^(\d+)-id$/);
      if (!found || valueOf(list + found[1] + "-deleted") === "1") return;
      items.push({ id: field.value, text: valueOf(list + found[1] + "-value-text") });
    });
    var points = Number(valueOf(stream + "-" + block.n + "-value-points"));
    for (var point = 1; !items.length && point <= points; point += 1) items.push({ id: String(point), text: String(point) });
    return items.filter(function (item) { return item.id; });
  }

  function read(text) {
    var parts = text.split("=");
    return { question: parts[0], choices: parts[1] ? parts[1].split(",") : [] };
  }

  function Picker(field) {
    var stream = field.name.match(NAME)[1], n = field.name.match(NAME)[2];
    var words = field.dataset;
    var select = document.createElement("select");
    var boxes = document.createElement("fieldset");
    select.id = field.id + "-question";
    select.className = "shown-if__question";
    boxes.className = "shown-if__choices";
    field.type = "hidden";
    field.after(select, boxes);
    all(document, 'label[for="' + field.id + '"]').forEach(function (label) { label.htmlFor = select.id; });

    function earlier() {
      var found = [], before = true;
      blocksOf(stream).forEach(function (block) {
        if (block.n === n) before = false;
        if (before && block.type !== "section" && valueOf(stream + "-" + block.n + "-value-text")) found.push(block);
      });
      return found;
    }

    function option(value, text) {
      var made = document.createElement("option");
      made.value = value;
      made.textContent = text;
      select.append(made);
    }

    function draw() {
      var kept = read(field.value), questions = earlier();
      select.replaceChildren();
      option("", words.everybody);
      questions.forEach(function (block, place) {
        option(block.id, place + 1 + ". " + valueOf(stream + "-" + block.n + "-value-text"));
      });
      if (kept.question && !questions.some(function (block) { return block.id === kept.question; })) {
        option(kept.question, words.gone);
      }
      select.value = kept.question;
      drawBoxes(questions.filter(function (block) { return block.id === kept.question; })[0], kept);
    }

    function drawBoxes(block, kept) {
      var items = block ? choicesOf(stream, block) : [];
      boxes.replaceChildren();
      boxes.hidden = !block;
      if (!block) return;
      var legend = document.createElement("legend");
      legend.textContent = items.length ? words.legend : words.answered;
      boxes.append(legend);
      items.forEach(function (item) {
        var label = document.createElement("label"), box = document.createElement("input");
        box.type = "checkbox";
        box.value = item.id;
        box.checked = kept.choices.indexOf(item.id) !== -1;
        label.append(box, " ", item.text);
        boxes.append(label);
      });
    }

    function keep() {
      var ticked = all(boxes, "input:checked").map(function (box) { return box.value; });
      field.value = select.value + (select.value && ticked.length ? "=" + ticked.join(",") : "");
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }

    select.addEventListener("focus", draw);
    select.addEventListener("change", function () {
      field.value = select.value;
      draw();
      keep();
    });
    boxes.addEventListener("change", keep);
    boxes.addEventListener("focusin", function (event) {
      if (event.target.type !== "checkbox") draw();
    });
    draw();
  }

  function look() {
    var found = all(document, "input[data-shown-if]:not([data-picker])").filter(function (field) {
      return NAME.test(field.name);
    });
    found.forEach(function (field) { field.dataset.picker = ""; });
    // The blocks above may still be on their way into the page.
    if (found.length) setTimeout(function () { found.forEach(function (field) { new Picker(field); }); });
  }

  document.addEventListener("DOMContentLoaded", function () {
    look();
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  });
})();
