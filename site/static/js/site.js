// Small conveniences. Everything works without them.
(function () {
  "use strict";

  // The error summary takes the focus, so that a screen reader begins there.
  var summary = document.querySelector(".error-summary");
  if (summary) summary.focus();

  // A choice that stands alone unticks the others, and the other way round.
  document.addEventListener("change", function (event) {
    var box = event.target;
    if (box.type !== "checkbox" || !box.checked) return;
    var group = box.closest("fieldset");
    if (!group) return;
    group.querySelectorAll("input[type=checkbox]:checked").forEach(function (other) {
      if (other !== box && (box.hasAttribute("data-exclusive") || other.hasAttribute("data-exclusive"))) other.checked = false;
    });
  });

  // The counter below a text: code points, with line ends as one, as the server counts; said when typing stops.
  document.querySelectorAll("[data-count]").forEach(function (field) {
    var area = field.querySelector("textarea"), count = field.querySelector(".count");
    var limit = Number(field.dataset.count), timer;
    var live = document.createElement("p");
    live.className = "count";
    live.setAttribute("aria-hidden", "true");
    var status = document.createElement("p");
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    count.after(live, status);
    function show() {
      var left = limit - Array.from(area.value.trim()).length;
      var words = (left < 0 ? count.dataset.over : count.dataset.left).replace("#", String(Math.abs(left)));
      live.textContent = words;
      live.classList.toggle("count--over", left < 0);
      clearTimeout(timer);
      timer = setTimeout(function () { status.textContent = words; }, 1200);
    }
    if (count.dataset.left) area.addEventListener("input", show);
  });

  // What is left of an amount to share, while it is being shared. The server says it in any case.
  document.querySelectorAll("[data-total]").forEach(function (field) {
    var left = field.querySelector("[data-left]"), timer;
    var status = document.createElement("p");
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    left.after(status);
    left.hidden = false;
    left.setAttribute("aria-hidden", "true");
    function show(event) {
      var used = 0;
      field.querySelectorAll("input").forEach(function (input) { used += Number(input.value) || 0; });
      var rest = Number(field.dataset.total) - used;
      var words = (rest < 0 ? left.dataset.over : rest ? left.dataset.left : left.dataset.done).replace("#", String(Math.abs(rest)));
      left.textContent = words;
      left.classList.toggle("count--over", rest < 0);
      clearTimeout(timer);
      if (event) timer = setTimeout(function () { status.textContent = words; }, 1200);
    }
    field.addEventListener("input", show);
    show();
  });

  // A press on the drawing chooses its square in the list; what is chosen is shown, and is "another place".
  document.querySelectorAll("[data-place]").forEach(function (field) {
    var drawing = field.querySelector("[data-drawing]"), list = field.querySelector("[data-squares]");
    var others = Array.from(field.querySelectorAll("input[type=radio]")).filter(function (radio) { return radio.value === "other"; });
    field.addEventListener("input", function (event) {
      if (event.target.type !== "radio" && event.target.value && others[0]) others[0].checked = true;
      if (list) show();
    });
    if (!list) return;
    function show() {
      var chosen = drawing.querySelector(".drawing__chosen"), square = list.value;
      chosen.setAttribute("visibility", square ? "visible" : "hidden");
      if (!square) return;
      chosen.setAttribute("x", String(100 * (square.charCodeAt(0) - 65)));
      chosen.setAttribute("y", String(100 * (Number(square.slice(1)) - 1)));
    }
    drawing.classList.add("drawing__picture--pressed");
    drawing.addEventListener("click", function (event) {
      var at = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
      if (at.x < 0 || at.y < 0 || at.x >= Number(drawing.dataset.width) || at.y >= Number(drawing.dataset.height)) return;
      list.value = String.fromCharCode(65 + Math.floor(at.x / 100)) + String(1 + Math.floor(at.y / 100));
      list.dispatchEvent(new Event("input", { bubbles: true }));
    });
    show();
  });

  // A second press on the same button sends nothing more for a while; the button is never disabled.
  document.querySelectorAll("form").forEach(function (form) {
    var pressed = 0;
    form.addEventListener("submit", function (event) {
      if (Date.now() - pressed < 3000) event.preventDefault();
      else pressed = Date.now();
    });
  });
})();
