/* Keying in sheets: Enter goes on to the next field, and on the last one to the button. A click on a choice keys its number. */
(() => {
  const print = document.querySelector("[data-keying-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
  document.querySelectorAll(".keying__choices").forEach((list) => {
    const field = document.getElementById(list.dataset.for);
    list.classList.add("keying__choices--live");
    [...list.children].forEach((choice, index) => choice.addEventListener("click", () => {
      const number = String(index + 1);
      const keyed = field.value.split(/\s+/).filter(Boolean);
      if (!field.dataset.many) field.value = number;
      else field.value = (keyed.includes(number) ? keyed.filter((key) => key !== number) : [...keyed, number]).join(" ");
      field.focus();
    }));
  });
  const form = document.querySelector("[data-keying]");
  if (!form) return;
  const send = form.querySelector("[data-keying-send]");
  const fields = [...form.querySelectorAll(".keying__field input, .keying__field textarea")];
  const wrong = form.querySelector(".error-message");
  (wrong ? wrong.closest(".keying__question").querySelector("input, textarea") : fields[0] || send).focus();
  form.addEventListener("keydown", (event) => {
    const place = fields.indexOf(event.target);
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || place < 0) return;
    event.preventDefault();
    (fields[place + 1] || send).focus();
  });
})();
