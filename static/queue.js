// Shortcuts of the request queue. A key acts on the request that has the focus, never in a field.
(() => {
  // The request to answer next has the focus, without a jump of the page.
  if (document.activeElement === document.body) {
    const first = document.querySelector("[data-shortcuts] > li, div[data-shortcuts]");
    first?.focus({ preventScroll: true });
  }
  const items = () => [...document.querySelectorAll("[data-shortcuts] > li")];
  const move = (item, by) => {
    const all = items();
    const next = all[all.indexOf(item) + by];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || key.length !== 1) return;
    if (target.matches?.("input, select, textarea, [contenteditable]")) return;
    const list = target.closest?.("[data-shortcuts]");
    if (!list) return;
    const item = target.closest("[data-shortcuts] > li") ?? list;
    const act = item.querySelector(`[aria-keyshortcuts="${CSS.escape(key.toUpperCase())}"]`);
    const step = { J: 1, K: -1 }[key.toUpperCase()];
    if (!act && !(step && item !== list)) return;
    event.preventDefault();
    if (act) act.click();
    else move(item, step);
  });
})();
