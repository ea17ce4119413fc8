// Shortcuts of the request queue. A key acts on the request that has the focus, or had it before the help; never in a
// field.
(() => {
  const HELP = "[data-shortcuts-help], [data-help]";
  let last = document.querySelector("[data-shortcuts] > li, div[data-shortcuts], [name=usual]:checked");
  // After an answer on this page, the request that took the place of the answered one, or else the last one.
  const place = sessionStorage.getItem("answered");
  sessionStorage.removeItem("answered");
  if (place) last = [...document.querySelectorAll("[data-shortcuts] > li")].slice(0, Number(place) + 1).pop() ?? last;
  const itemOf = (element) => element?.closest?.("[data-shortcuts] > li, div[data-shortcuts]");
  addEventListener("focusin", ({ target }) => (last = itemOf(target) ?? last));
  // The request to answer next has the focus, without a jump of the page.
  if (document.activeElement === document.body) last?.focus({ preventScroll: true });
  const items = () => [...document.querySelectorAll("[data-shortcuts] > li")];
  const move = (item, by) => {
    const all = items();
    const next = all[all.indexOf(item) + by];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  // A key without its act leads to the sentence that says why.
  const whyNot = (item, key) => item.querySelector(`[data-why-not="${CSS.escape(key)}"]`)?.focus();
  addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || key.length !== 1) return;
    if (target.matches?.("input, select, textarea, [contenteditable]")) return;
    const item = itemOf(target) ?? (target.closest?.(HELP) && last);
    if (!item) return;
    const act = item.querySelector(`[aria-keyshortcuts="${CSS.escape(key.toUpperCase())}"]`);
    const step = { J: 1, K: -1 }[key.toUpperCase()];
    if (!act && !(step && item.matches("li"))) return whyNot(item, key.toUpperCase());
    event.preventDefault();
    if (act?.form) sessionStorage.setItem("answered", items().indexOf(item));
    if (act) act.click();
    else move(item, step);
  });
})();
