// One key an action on a moderator's page, beside the buttons that do the same. Single keys can be turned off (WCAG 2.1.4)
// and never act while somebody writes or holds another key.
(() => {
  const kept = "moderation-keys-off";
  const off = document.querySelector("[data-keys-off]");
  const read = () => { try { return localStorage.getItem(kept) === "1"; } catch { return false; } };
  if (!off) return;
  off.checked = read();
  off.addEventListener("change", () => { try { localStorage.setItem(kept, off.checked ? "1" : "0"); } catch { /* not kept */ } });

  document.addEventListener("keydown", (event) => {
    if (off.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
    if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]")) return;
    const key = event.key.toLowerCase();
    if (/^[1-9]$/.test(key)) {
      const reasons = document.querySelectorAll("input[name=reason]");
      reasons[Number(key) - 1]?.click();
      reasons[Number(key) - 1]?.focus();
      return;
    }
    const target = key === "z" ? document.querySelector(".messages a.button") : document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (target) {
      event.preventDefault();
      target.click();
    }
  });
})();
