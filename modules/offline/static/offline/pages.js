// On each page: the worker that keeps the shell, what this phone has not sent yet, and signing out with unsent work. Without
// https browsers offer none of it, and every page works as before.
(() => {
  const { user } = document.body.dataset;
  const { key: secret } = document.querySelector("[data-unsent]").dataset;
  const part = (name) => document.querySelector(`[data-${name}]`).content.firstElementChild.cloneNode(true);
  const inTab = () => JSON.parse(sessionStorage.getItem(`scans:${user}`) ?? "[]"); // scan.js
  if (!isSecureContext || !navigator.serviceWorker) return;

  const tell = async (act) => {
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    const done = new Promise((resolve) => (port1.onmessage = resolve));
    active.postMessage({ act, language: document.documentElement.lang }, [port2]);
    return done;
  };
  const begin = async () => {
    await navigator.serviceWorker.register("/sw.js");
    if (!user) return;
    await offlineStore.enter(user, secret);
    await tell("entered");
  };
  const isReady = begin().catch(() => {}); // refused in private windows of some browsers

  // --- Signing out --------------------------------------------------------------------------------
  let passing = false;
  const go = async (form) => {
    passing = true;
    await isReady;
    await tell("leave").catch(() => {});
    await offlineStore.leave().catch(() => {});
    HTMLFormElement.prototype.requestSubmit.call(form);
  };
  const ask = (form, waiting) => {
    const box = part("unsent-leaving");
    box.querySelector("[data-count]").textContent = waiting.length;
    box.querySelector("a").href = waiting[0].page;
    box.querySelector("button").addEventListener("click", () => go(form));
    document.querySelector(".unsent-leaving")?.remove();
    form.after(box);
    box.focus();
  };
  addEventListener("submit", (event) => {
    const { target: form } = event;
    const isLeaving = new URL(form.getAttribute("action") ?? "", location.href).pathname.endsWith("/logout/");
    if (!isLeaving || passing || !navigator.serviceWorker.controller) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // scan.js and drafts.js would forget what waits
    const waiting = inTab();
    if (waiting.length) ask(form, waiting);
    else go(form);
  }, true);
})();
