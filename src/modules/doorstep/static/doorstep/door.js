// Papers to sign at the door. On the page of the desk they are taken along: sealed with a key that PBKDF2 derives from the
// password, and stored in the database of “Work without network” (offline/store.js). On our page without network the password
// opens them. An answer is sealed with the key inside its paper, which the server knows: this phone can send it, not read it.
(() => {
  const ROUNDS = 600_000; // of PBKDF2 with SHA-256
  const SEND = "/doorstep/send/";
  const base64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
  const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16));
  const encode = (content) => new TextEncoder().encode(content);

  const derived = async (password, salt) => {
    const secret = await crypto.subtle.importKey("raw", encode(password), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
    return crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  };
  const sealed = async (key, content) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, encode(JSON.stringify(content))) };
  };
  const opened = async (key, { iv, data }) =>
    JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data)));

  // --- Taking along -------------------------------------------------------------------------------
  const take = async (form, say) => {
    const password = form.elements.password.value;
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
    const { papers, words } = await response.json();
    if (!response.ok) return say(words);
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const key = await derived(password, salt);
    const rows = [];
    for (const { id, until, at, ...content } of papers) rows.push({ id, until: until - at + Date.now(), url: SEND, salt, ...(await sealed(key, content)) });
    await offlineStore.keepPapers(rows);
    if (papers.length) localStorage.setItem("clock-offset", Math.round((papers[0].at - Date.now()) / 1000));
    form.reset();
    return say(form.dataset.taken);
  };
  const preparation = document.querySelector("[data-door-take]");
  preparation?.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const say = (words) => { preparation.querySelector("[data-door-state]").textContent = words; };
    if (!isSecureContext || !navigator.serviceWorker) return say(preparation.dataset.insecure);
    const button = preparation.querySelector("[type=submit]");
    button.disabled = true;
    await take(preparation, say).catch(({ name }) => say(preparation.dataset[name === "QuotaExceededError" ? "full" : "failed"]));
    preparation.elements.password.value = "";
    button.disabled = false;
  }, true);

  // --- At the door --------------------------------------------------------------------------------
  const root = document.querySelector("[data-door]");
  if (!root) return;
  const part = (name) => root.querySelector(`[data-door-${name}]`);
  const dialog = root.querySelector("dialog");
  const say = (words) => { part("state").textContent = words; };
  const clock = (date) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" }).format(date);
  let open = []; // papers that the password has opened; gone with the page
  let current = null;

  const show = async () => {
    const left = (await offlineStore.papers()).filter(({ answer }) => !answer);
    const ids = new Set(left.map(({ id }) => id));
    open = open.filter(({ id }) => ids.has(id));
    root.hidden = !left.length && !part("state").textContent;
    part("count").querySelector("strong").textContent = left.length;
    part("unlock").hidden = left.length === open.length;
    part("forget").hidden = !left.length;
    part("papers").replaceChildren(...open.map(row));
  };
  const row = (paper) => {
    const line = document.createElement("li");
    const name = Object.assign(document.createElement("span"), { textContent: `${paper.title} · ${root.dataset.until} ${clock(paper.until)}` });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-primary", textContent: root.dataset.open });
    button.setAttribute("aria-label", `${root.dataset.open} ${paper.title}`);
    button.addEventListener("click", () => begin(paper));
    line.append(name, button);
    return line;
  };
  const unlock = async (password) => {
    const keys = new Map();
    const found = [];
    for (const { salt, iv, data, ...paper } of (await offlineStore.papers()).filter(({ answer }) => !answer)) {
      if (!keys.has(String(salt))) keys.set(String(salt), await derived(password, salt));
      const content = await opened(keys.get(String(salt)), { iv, data }).catch(() => null);
      if (content) found.push({ ...paper, ...content });
    }
    open = found;
    say(found.length ? "" : root.dataset.wrong);
    await show();
    part("papers").querySelector("button")?.focus();
  };
  part("unlock").addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = event.target.elements.password;
    const { value } = field;
    field.value = "";
    await unlock(value);
  });

  // --- The screens of a paper ---------------------------------------------------------------------
  const screens = () => [...part("screens").querySelectorAll("[data-screen]")];
  const turn = (step) => {
    const all = screens();
    const place = all.findIndex(({ hidden }) => !hidden) + step;
    all.forEach((screen, number) => { screen.hidden = number !== place; });
    all[place].focus();
    dialog.scrollTop = 0;
  };
  const begin = (paper) => {
    current = paper;
    const page = new DOMParser().parseFromString(paper.screens, "text/html");
    part("screens").replaceChildren(...page.body.childNodes);
    for (const button of part("screens").querySelectorAll("[data-screen-next]")) button.addEventListener("click", () => turn(1));
    for (const button of part("screens").querySelectorAll("[data-screen-back]")) button.addEventListener("click", () => turn(-1));
    dialog.setAttribute("aria-label", paper.title);
    const script = Object.assign(document.createElement("script"), { src: root.dataset.signatureScript }); // it looks for the frames of the page
    part("screens").append(script);
    dialog.showModal();
    screens()[0].focus();
  };
  const answer = async (act, form) => {
    const paper = current;
    const content = {
      act,
      fields: Object.fromEntries(new FormData(form)),
      at: Date.now(),
      offset: JSON.parse(localStorage.getItem("clock-offset")) ?? 0,
      screens: paper.screens, // what was shown: the server compares its hash
    };
    const key = await crypto.subtle.importKey("raw", bytesOf(paper.key), "AES-GCM", false, ["encrypt"]);
    const { iv, data } = await sealed(key, content);
    await offlineStore.answerPaper(paper, { iv: base64(iv), data: base64(data) });
    dialog.close();
    say(root.dataset.kept);
    await show();
    scans.refresh(); // page.js
  };
  const tell = (form, words) => {
    const state = form.querySelector("[role=status]") ?? form.appendChild(Object.assign(document.createElement("p"), { role: "status" }));
    state.textContent = words;
  };
  const keep = (act, form) =>
    answer(act, form).catch(({ name }) => {
      tell(form, root.dataset[name === "QuotaExceededError" ? "full" : "failed"]);
      form.querySelector("[type=submit]").disabled = false;
    });
  dialog.addEventListener("signed", (event) => {
    event.preventDefault(); // signature.js would send it now
    keep("signed", event.target);
  });
  dialog.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-door-declined]")) return;
    event.preventDefault();
    const { because } = event.target.elements;
    if (because.value) return keep("declined", event.target);
    tell(event.target, root.dataset.why);
    because.focus();
  });
  part("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    part("screens").replaceChildren();
    current = null;
    part("papers").querySelector("button")?.focus();
  });
  part("forget").addEventListener("click", async () => {
    await offlineStore.forgetPapers();
    say("");
    await show();
  });
  addEventListener("online", show);
  show().catch(() => {});
})();
