// What is typed into a form outlives a lost network, an ended session, a restart of the server and a wrong click: it is
// kept in this tab, encrypted, offered again, and sent once (the form's own key is kept with it). docs/topics/pages.md,
// “Drafts of forms”, tells who can read it: only the user who typed it, while signed in.
(() => {
  const KEPT_MS = 3_600_000;
  const PAUSE_MS = 300; // between a keystroke and its draft
  const PATIENCE_MS = 5_000;
  const [DRAFT, FILES] = ["draft:", "drafts"];
  // These keep what they take themselves, or only search or confirm.
  const UNKEPT = "[data-unkept], [data-scan-target], [data-scanbox], .filters, .confirm form";
  const UNREAD = "button, fieldset, output, [type=submit], [type=image], [name=csrfmiddlewaretoken]";
  const SECRET = "[type=password], [autocomplete=one-time-code]";
  const SECRET_NAME = /(^|-)(pin|secret|answer|key|codes?)$/;
  const { user, drafts: secret } = document.body.dataset;
  const notice = document.querySelector("[data-offline]");
  const others = new BroadcastChannel("drafts");
  const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16));
  const prefix = `${DRAFT}${user}:`;
  const key = secret && isSecureContext
    ? crypto.subtle.importKey("raw", bytesOf(secret), "AES-GCM", false, ["encrypt", "decrypt"])
    : null;
  if (user && !isSecureContext) {
    // Without https nothing is kept: the browser asks before a long text is left.
    let text = null;
    addEventListener("input", ({ target }) => { if (target.matches("textarea")) text = target; });
    addEventListener("submit", () => { text = null; });
    addEventListener("beforeunload", (event) => { if (text) event.preventDefault(); });
  }
  const begun = new Map(); // form: when somebody began to fill it in

  // --- Forms --------------------------------------------------------------------------------------
  // A field may be called `action`, `method` or `submit`: properties of a form are read from its prototype.
  const own = (form, name) => Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, name).get.call(form);
  const isPost = (form) => own(form, "method") === "post";
  const isKept = (form) => key && isPost(form) && !form.hasAttribute("target") && !form.matches(UNKEPT) && typed(form).length > 0;
  const fields = (form) =>
    [...own(form, "elements")].filter((e) => e.name && !e.matches(`${UNREAD}, ${SECRET}`) && !SECRET_NAME.test(e.name));
  const typed = (form) => fields(form).filter(({ type }) => type !== "hidden");
  const pathOf = (form) => new URL(own(form, "action"), location.href).pathname;
  const nameOf = (form) => {
    const alike = [...document.forms].filter((other) => isPost(other) && pathOf(other) === pathOf(form));
    return `${prefix}${pathOf(form)}#${alike.indexOf(form)}`;
  };
  const isTick = (field) => /^(radio|checkbox)$/.test(field.type);
  const stateOf = (field) => {
    if (isTick(field)) return field.checked;
    return field.type === "select-multiple" ? [...field.selectedOptions].map(({ value }) => value) : field.value;
  };
  const put = (field, state) => {
    if (isTick(field)) field.checked = state;
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = state.includes(option.value);
    else field.value = state;
  };
  // [name, state] by name and value, or by name and place among fields of this name.
  const values = (some) => {
    const count = {};
    return some.filter((field) => field.type !== "file").map((field) => {
      const place = isTick(field) ? field.value : (count[field.name] = (count[field.name] ?? 0) + 1);
      return [field, `${field.name}\n${place}`, stateOf(field)];
    });
  };
  const picked = (form) => fields(form).flatMap((field) => (field.type === "file" ? [...field.files].map((file) => [field.name, file]) : []));

  // --- What is kept -------------------------------------------------------------------------------
  const seal = async (data, by = key) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await by, data)) };
  };
  const open = async ({ iv, data }, by = key) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, await by, data);
  const names = (begin) => Object.keys(sessionStorage).filter((name) => name.startsWith(begin));
  const read = (name) => JSON.parse(sessionStorage.getItem(name));
  const note = (name, more) => sessionStorage.getItem(name) && sessionStorage.setItem(name, JSON.stringify({ ...read(name), ...more }));
  const drop = (name) => {
    const { file } = read(name) ?? {};
    sessionStorage.removeItem(name);
    if (file) inStore("readwrite", (store) => store.delete(file)).catch(() => {});
  };
  const dropAll = (isDropped) => names(DRAFT).filter(isDropped).forEach(drop);
  const isOld = (name) => Date.now() - read(name).at > KEPT_MS;

  // Files do not fit into the storage of a tab. They are in a database of the browser, under a key that only the draft holds.
  const inStore = (mode, act) =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open(FILES, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(FILES);
      asked.onerror = () => reject(asked.error);
      asked.onsuccess = () => {
        const done = act(asked.result.transaction(FILES, mode).objectStore(FILES));
        done.onsuccess = () => resolve(done.result);
        done.onerror = () => reject(done.error);
        asked.result.close(); // once it is done
      };
    });
  const keepFiles = async (form, name) => {
    const files = picked(form);
    const { at, file = `${at}:${crypto.randomUUID()}` } = read(name); // its key begins with its time
    if (!files.length) return [];
    const raw = crypto.getRandomValues(new Uint8Array(32));
    const by = crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
    const parts = await Promise.all(files.map(async ([, picture]) => seal(await picture.arrayBuffer(), by)));
    await inStore("readwrite", (store) => store.put(parts, file));
    note(name, { file });
    return [[...raw], ...files.map(([field, { name, type }]) => [field, name, type])];
  };
  const putFiles = async (form, name, [raw, ...files]) => {
    if (!raw) return;
    const by = crypto.subtle.importKey("raw", new Uint8Array(raw), "AES-GCM", false, ["decrypt"]);
    const parts = await inStore("readonly", (store) => store.get(read(name).file));
    const chosen = {};
    for (const [place, part] of (parts ?? []).entries()) {
      const [field, called, type] = files[place];
      (chosen[field] ??= new DataTransfer()).items.add(new File([await open(part, by)], called, { type }));
    }
    for (const field of fields(form)) if (field.type === "file" && chosen[field.name] && field.ariaInvalid !== "true") field.files = chosen[field.name].files;
  };

  let last = Promise.resolve(); // drafts are written one after another
  const keep = (form, withFiles = false) => (last = last.then(() => write(form, withFiles)).catch(() => {}));
  const write = async (form, withFiles) => {
    if (!isKept(form) || !begun.has(form)) return;
    const name = nameOf(form);
    const states = values(fields(form)).map(([, id, state]) => [id, state]);
    const earlier = read(name) ?? {};
    if (!sessionStorage.getItem(name)) sessionStorage.setItem(name, JSON.stringify({ at: begun.get(form) }));
    const files = withFiles ? await keepFiles(form, name).catch(() => []) : [];
    const { iv, data } = await seal(new TextEncoder().encode(JSON.stringify({ search: location.search, states, files })));
    const { file } = read(name) ?? earlier;
    sessionStorage.setItem(name, JSON.stringify({ at: begun.get(form), file, iv: [...iv], data: btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join("")) }));
    form.dataset.kept = "";
  };
  const contentOf = async (name) => {
    const { iv, data } = read(name);
    if (!data) return null;
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(await open({ iv: new Uint8Array(iv), data: bytes })));
  };

  // --- What is typed ------------------------------------------------------------------------------
  let timer = null;
  const hear = (event) => {
    const form = event.target.form;
    if (!form || !event.isTrusted) return;
    if (!begun.has(form)) begun.set(form, Date.now());
    clearTimeout(timer);
    timer = setTimeout(() => keep(form), event.type === "change" ? 0 : PAUSE_MS);
  };
  addEventListener("input", hear);
  addEventListener("change", hear);
  addEventListener("click", ({ target, isTrusted }) => {
    const step = target.closest?.("[data-step]"); // its script, not the person, changes the number
    if (step) hear({ target: step, isTrusted, type: "input" });
  });

  // --- What is offered ----------------------------------------------------------------------------
  const sameAsShown = (form, states) => {
    const now = new Map(values(typed(form)).map(([, id, state]) => [id, JSON.stringify(state)]));
    return states.every(([id, state]) => !now.has(id) || now.get(id) === JSON.stringify(state));
  };
  const restore = async (form, name, { states, files }) => {
    const kept = new Map(states);
    const changed = values(fields(form)).filter(([, id, state]) => kept.has(id) && JSON.stringify(kept.get(id)) !== JSON.stringify(state));
    for (const [field, id] of changed) put(field, kept.get(id));
    await putFiles(form, name, files).catch(() => {});
    for (const [field] of changed) for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    for (const [field] of changed) for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    begun.set(form, read(name).at);
    typed(form).find((field) => field.checkVisibility())?.focus();
  };
  const offer = (form, name, content) => {
    const words = document.querySelector("[data-draft-offer]").content.firstElementChild.cloneNode(true);
    words.querySelector("time").textContent = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(read(name).at);
    words.addEventListener("click", ({ target }) => {
      const act = target.closest("[data-draft]")?.dataset.draft;
      if (!act) return;
      words.remove();
      if (act === "restore") restore(form, name, content);
      else drop(name);
    });
    let place = form;
    for (let fold = form.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) place = fold;
    place.before(words);
  };

  // What was sent is done if the page that followed says nothing against it.
  const WRONG = ".error-summary, main [aria-invalid=true]";
  const refused = new Set(); // drafts that this page answers, with what was typed
  const settle = () => {
    const { type } = performance.getEntriesByType("navigation")[0] ?? {};
    const isWrong = document.querySelector(WRONG);
    for (const name of names(prefix)) {
      const { sent } = read(name);
      const isAnswered = sent && type !== "back_forward" && document.referrer === sent && !document.querySelector(".plain");
      if (isAnswered && !isWrong && !document.querySelector(".messages .alert-danger")) drop(name);
      else if (sent) note(name, { sent: "" });
      if (isAnswered && isWrong) refused.add(name);
    }
  };
  const look = async () => {
    for (const form of [...document.forms].filter(isKept)) {
      const name = nameOf(form);
      const content = sessionStorage.getItem(name) && (await contentOf(name).catch(() => null));
      if (!content || content.search !== location.search) continue;
      if (refused.has(name)) {
        begun.set(form, read(name).at);
        await putFiles(form, name, content.files).catch(() => {});
        keep(form, true);
      } else if (content.files.length || !sameAsShown(form, content.states)) offer(form, name, content);
      else drop(name);
    }
  };

  // --- What is sent -------------------------------------------------------------------------------
  let passing = null;
  const tell = (form) => {
    form?.after(notice); // beside what was pressed, and not over it
    notice.hidden = false;
    notice.querySelector("[data-insecure]").hidden = isSecureContext;
    notice.scrollIntoView({ block: "center", behavior: "instant" });
  };
  const reaches = () => // with GET: the server logs a warning about the body of each HEAD
    fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) }).then(
      ({ status }) => status < 502,
      () => false,
    );
  const sent = (form) => isKept(form) && note(nameOf(form), { sent: location.href.split("#")[0] });
  const send = async (form, submitter) => {
    if (passing) return;
    passing = form;
    clearTimeout(timer);
    await keep(form, true);
    if (!navigator.onLine || !(await reaches())) tell(form);
    else HTMLFormElement.prototype.requestSubmit.call(form, submitter?.form ? submitter : null);
    passing = null;
  };
  addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || !notice) return;
    if (passing === form) {
      notice.hidden = true;
      return sent(form);
    }
    // Nothing typed: nothing to lose, and a draft of this form that was not taken up is settled with it.
    if (navigator.onLine && !(isPost(form) && begun.has(form))) return sent(form);
    event.preventDefault();
    send(form, submitter);
  });
  addEventListener("sent", ({ target }) => sent(target)); // scan.js
  addEventListener("htmx:afterRequest", ({ detail }) => {
    const form = detail.requestConfig.elt;
    if (form.matches("form") && detail.successful && isKept(form)) drop(nameOf(form));
  });
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]:not([href^='#'], [href^='tel:'], [href^='mailto:'])");
    if (!link || navigator.onLine || event.defaultPrevented || !notice) return;
    event.preventDefault();
    tell();
  });
  addEventListener("online", () => notice && (notice.hidden = true));

  // --- Who may read it ----------------------------------------------------------------------------
  addEventListener("submit", ({ target }) => {
    if (!pathOf(target).endsWith("/logout/")) return;
    dropAll(() => true);
    inStore("readwrite", (store) => store.clear()).catch(() => {});
    others.postMessage("");
  }, true);
  others.onmessage = () => dropAll(() => true);
  if (user) dropAll((name) => !name.startsWith(prefix));
  const prune = () => {
    dropAll(isOld);
    inStore("readwrite", (store) => store.delete(IDBKeyRange.upperBound(`${Date.now() - KEPT_MS}`))).catch(() => {});
  };
  prune();
  setInterval(prune, 60_000);
  addEventListener("pageshow", ({ persisted }) => persisted && settle());
  if (!key) return;
  settle();
  look();
})();
