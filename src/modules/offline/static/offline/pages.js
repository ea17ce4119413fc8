// On each page: the worker that keeps the shell, what this phone has not sent yet, taking work along, and signing out with
// unsent work. Without https browsers offer none of it, and every page works as before.
(() => {
  const { user } = document.body.dataset;
  const root = document.querySelector("[data-unsent]");
  const copy = (template) => template.content.firstElementChild.cloneNode(true);
  const inTab = () => JSON.parse(sessionStorage.getItem(`scans:${user}`) ?? "[]"); // scan.js
  const takes = [...document.querySelectorAll("[data-take]")];
  if (!isSecureContext || !navigator.serviceWorker) {
    for (const box of takes) box.querySelector("[role=status]").textContent = box.dataset.insecure;
    return;
  }

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
    await offlineStore.enter(user, root.dataset.key);
    await tell("entered");
  };
  const isReady = begin().catch(() => {}); // refused in private windows of some browsers

  // --- What is not sent ---------------------------------------------------------------------------
  const bar = copy(root);
  const part = (name) => bar.querySelector(`[data-${name}]`);
  const pending = part("words").textContent;
  const mine = async () => (await offlineStore.unsent())[user] ?? 0;
  const show = async () => {
    const count = user ? await mine() : Object.values(await offlineStore.unsent()).reduce((sum, one) => sum + one, 0);
    part("count").textContent = count;
    part("send").hidden = !user;
    if (!count) bar.remove();
    else if (!bar.isConnected) document.querySelector("#content")?.prepend(bar);
    return count;
  };
  const report = (answers) => {
    const refused = answers.filter(({ status }) => status === "open");
    if (!answers.length) return;
    part("words").textContent = refused.length ? root.dataset.refused : root.dataset.sent;
    part("count").textContent = refused.length || answers.length;
    part("send").hidden = true;
    part("show").hidden = !refused.length;
    document.querySelector("#content")?.prepend(bar);
  };
  const send = async () => {
    if (!user || !navigator.onLine) return;
    let isRefused = false;
    const answers = await offlineSync.send().catch(({ name }) => {
      isRefused = name === "DataError";
      return null;
    });
    part("words").textContent = isRefused ? root.dataset.stuck : pending;
    if ((await show()) || !answers) return;
    report(answers);
    await release();
  };
  // A new version of the worker that waited for unsent work may start.
  const release = async () => (await navigator.serviceWorker.ready).waiting?.postMessage({ act: "sent" });
  part("send").addEventListener("click", send);
  part("show").addEventListener("click", () => location.assign(part("send").hidden && user ? "/offline/work/" : "/offline/"));
  addEventListener("online", send);
  isReady.then(show).then((count) => (count ? send() : release())).catch(() => {});

  // --- Taking along -------------------------------------------------------------------------------
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const take = async (box) => {
    const status = box.querySelector("[role=status]");
    const button = box.querySelector("button");
    button.disabled = true;
    try {
      await isReady;
      await navigator.storage?.persist?.();
      const body = new URLSearchParams({ task: box.dataset.take, row: box.dataset.row });
      const answer = await fetch(box.dataset.url, { method: "POST", body, headers: { "X-CSRFToken": token(), "HX-Request": "true" } });
      const snapshot = await answer.json();
      status.textContent = snapshot.words ?? "";
      if (!answer.ok) return;
      await offlineStore.take(snapshot);
      localStorage.setItem("clock-offset", Math.round((snapshot.at - Date.now()) / 1000)); // of its scans
      box.querySelector("a").hidden = false;
      box.querySelector("a").focus();
      button.hidden = true;
    } catch (mishap) {
      status.textContent = mishap.name === "QuotaExceededError" ? box.dataset.full : box.dataset.failed;
    } finally {
      button.disabled = false;
    }
  };
  for (const box of takes) {
    const button = box.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => take(box));
  }

  // --- Signing out --------------------------------------------------------------------------------
  let passing = false;
  const go = async (form) => {
    passing = true;
    await isReady;
    await tell("leave").catch(() => {});
    await offlineStore.leave().catch(() => {});
    HTMLFormElement.prototype.requestSubmit.call(form);
  };
  const ask = (form, count, waiting) => {
    const box = copy(document.querySelector("[data-unsent-leaving]"));
    box.querySelector("[data-count]").textContent = count + waiting.length;
    box.querySelector("[data-lost]").hidden = !waiting.length;
    box.querySelector("[data-kept]").hidden = !count;
    if (waiting.length) box.querySelector("a").href = waiting[0].page;
    box.querySelector("button").addEventListener("click", () => go(form));
    document.querySelector("[data-leaving]")?.remove();
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
    mine().catch(() => 0).then((count) => (count || waiting.length ? ask(form, count, waiting) : go(form)));
  }, true);
})();
