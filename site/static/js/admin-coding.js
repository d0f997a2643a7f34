// Number keys tick themes, letters press buttons; Enter saves. Nothing here is needed: the page works without it.
// Single keys can be turned off (WCAG 2.1.4) and never act while somebody writes or holds another key.
(() => {
  const kept = "coding-keys-off";
  const off = document.querySelector("[data-keys-off]");
  const form = document.querySelector("form.coding");
  if (!off || !form) return;
  const none = form.querySelector("input[name=none]");
  try { off.checked = localStorage.getItem(kept) === "1"; } catch { /* not kept */ }
  off.addEventListener("change", () => { try { localStorage.setItem(kept, off.checked ? "1" : "0"); } catch { /* not kept */ } });

  // A theme and "none fits" exclude each other: the one ticked last stands.
  form.addEventListener("change", (event) => {
    if (!event.target.checked) return;
    if (event.target === none) form.querySelectorAll("input[name=theme]").forEach((theme) => { theme.checked = false; });
    else if (event.target.name === "theme") none.checked = false;
  });

  document.addEventListener("keydown", (event) => {
    if (off.checked || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const target = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return;
    event.preventDefault();
    target.click();
    if (target.type === "checkbox") target.focus();
  });
})();
