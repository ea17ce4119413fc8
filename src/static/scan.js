// Scanning: a USB scanner, the camera, a photo and what is typed end in one queue. It sends one scan at a time, each
// with an id that the server takes once, and keeps it until it is answered. The forms work without any of this.
//
// A scan waits in its tab until it is answered. Without network, server or session it is kept, shown and sent again; what
// comes after it waits, as a shelf and its devices have an order. The storage ends with the tab, with signing out and with
// another user, since a scan may be a code that is worth money. What the server refuses (404, 403) stays until somebody
// leaves it out. A scan has an id of its own, not the key of a form: two scans of one code are two acts.

// The form of the page, then the box above every page.
const scanForms = () => ["[data-scan-target]", "[data-scanbox]"].flatMap((box) => document.querySelector(box) ?? []);
const scanField = () => scanForms()[0]?.elements.code;

const scans = (() => {
  const RETRY_MS = 5_000;
  const PATIENCE_MS = 20_000;
  const FRESH_MS = 10_000; // what was scanned just before a page came is meant for that page
  const MOST_ROWS = 50;
  const LOST = 0; // in place of a status: no network
  const SLOW = -1;
  const SAVED = 204;
  const RETRIED = ["network", "slow", "server"];
  const SECRET = /^\s*(wifi|otpauth(?:-migration)?|hc1):.*/is; // is neither kept nor sent
  const user = document.body.dataset.user;
  const key = `scans:${user}`;
  const log = document.querySelector("[data-scan-log]");
  const part = (name) => log.querySelector(`[data-scan-${name}]`);
  let page = location.pathname;
  let isSending = false;
  let isLeaving = false;
  let trouble = "";
  let timer = null;
  let pressed = null; // what leaves the page, and waits for the scans that it would leave behind

  const kept = () => JSON.parse(sessionStorage.getItem(key) ?? "[]");
  const keep = (some) => sessionStorage.setItem(key, JSON.stringify(some));
  const drop = (isDropped) => keep(kept().filter((scan) => !isDropped(scan)));
  const pathOf = (form) => new URL(form.action).pathname;
  const formOf = (scan) => scanForms().find((form) => !scan.to || scan.to === pathOf(form));
  const isHere = (scan) => scan.page === page && formOf(scan);
  const newId = () =>
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
      (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
    ); // randomUUID is there on https alone
  const fieldsOf = (form) => [...new FormData(form)].filter(([name]) => !/^(code|csrfmiddlewaretoken)$/.test(name));

  // --- What is shown ----------------------------------------------------------------------------
  const rowOf = (scan) => {
    const list = log.querySelector("ol");
    const known = list.querySelector(`[data-id="${scan.id}"]`);
    if (known) return known;
    const row = document.createElement("li");
    row.dataset.id = scan.id;
    list.prepend(row);
    for (const old of [...list.children].slice(MOST_ROWS)) if (old.dataset.tone) old.remove();
    return row;
  };
  const draw = () => {
    if (trouble) for (const old of log.querySelectorAll("[data-sound]")) delete old.dataset.sound;
    const [waiting, elsewhere] = [kept().filter(isHere), kept().filter((scan) => !isHere(scan))];
    for (const scan of waiting) {
      const [code, words] = [document.createElement("span"), document.createElement("span")];
      [code.className, code.textContent] = ["tag", scan.code];
      words.textContent = trouble ? log.dataset.kept : log.dataset.waiting;
      rowOf(scan).replaceChildren(code, " ", words);
      rowOf(scan).dataset.state = trouble ? "kept" : "sending";
    }
    part("trouble").hidden = !trouble;
    part("trouble").querySelector("span").textContent = log.dataset[trouble] ?? "";
    part("sign-in").hidden = trouble !== "session";
    part("which").textContent = waiting.length ? ` ${waiting[0].code}` : "";
    part("pressed").hidden = !pressed;
    part("elsewhere").hidden = !elsewhere.length;
    showCut();
    if (!elsewhere.length) return;
    const codes = elsewhere.map((scan) => scan.code).join(", ");
    part("elsewhere").querySelector("span").textContent = `${log.dataset.elsewhere} ${codes}`;
    part("elsewhere").querySelector("a").hidden = elsewhere[0].page === page;
    part("elsewhere").querySelector("a").href = elsewhere[0].page;
  };
  // An act on what was scanned is not kept like a scan: once it were sent, another scan might be the last.
  const ACTS = "form[hx-post]:not([data-scan-target])";
  const isCut = () => !navigator.onLine || RETRIED.includes(trouble);
  const showCut = () => {
    for (const button of document.querySelectorAll(`${ACTS} button`)) {
      if (isCut()) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
    if (!isCut()) document.querySelector("[data-cut]")?.remove();
  };
  const refuseCut = (form) => {
    document.querySelector("[data-cut]")?.remove();
    const words = document.createElement("p");
    [words.className, words.role, words.textContent] = ["alert alert-danger", "alert", log.dataset.notDone];
    words.dataset.cut = "";
    form.after(words);
    for (const read of log.querySelectorAll("[data-sound]")) delete read.dataset.sound; // on a phone it lies over the words
    words.scrollIntoView({ block: "center" });
  };
  // What is undone is no longer said to be done.
  const strike = (code) => {
    const row = [...log.querySelectorAll("li[data-tone]")].find(({ textContent }) => textContent.includes(code));
    if (!row || row.dataset.tone === "danger") return;
    row.dataset.tone = "undone";
    for (const words of row.querySelectorAll("[data-sound]")) delete words.dataset.sound;
  };
  const place = () => {
    const form = document.querySelector("[data-scan-target]");
    (form?.closest("details:not([open])") ?? form)?.after(log); // in a closed part nobody would see it
  };
  // The parts that a scan changes come in its answer, alone or with the page around them.
  const put = (doc, parts) => {
    for (const here of document.querySelectorAll(parts || "#content")) {
      const html = (doc.getElementById(here.id) ?? doc.body).innerHTML;
      const detail = { target: here, serverResponse: html, shouldSwap: true };
      htmx.trigger(here, "htmx:beforeSwap", detail);
      if (!detail.shouldSwap) continue; // app.js: what is shown was read later
      htmx.swap(here, html, { swapStyle: "innerHTML" }, { eventInfo: { target: here, elt: here } });
    }
    place();
  };
  const show = (scan, { text, event }) => {
    const doc = new DOMParser().parseFromString(text, "text/html");
    doc.querySelector("[data-scan-log]")?.remove();
    const messages = [...doc.querySelectorAll("[data-sound]")];
    for (const words of messages) {
      words.remove();
      words.removeAttribute("role"); // `announce` reads it out
    }
    put(doc, formOf(scan).dataset.scanTarget);
    const tone = messages.at(-1)?.dataset.sound ?? "success";
    const row = rowOf(scan);
    for (const old of log.querySelectorAll("[data-sound]")) delete old.dataset.sound;
    for (const old of document.querySelectorAll("#content > .messages [data-sound]")) old.remove(); // of the scan before
    row.replaceChildren(...(messages.length ? messages : [log.dataset.taken]));
    delete row.dataset.state;
    row.dataset.tone = tone;
    sounds.announce(tone, row.textContent);
    row.scrollIntoView({ block: "nearest" });
    if (event) htmx.trigger(document.body, event);
  };

  // --- What is sent -----------------------------------------------------------------------------
  const post = (scan) => {
    const form = formOf(scan);
    const target = (form.dataset.scanTarget ?? "").slice(1);
    const headers = { "HX-Request": "true", "HX-Target": target, "Scan-Id": scan.id };
    return request(form, [...scan.fields, ["code", scan.code], ["scan", scan.id]], headers);
  };
  const request = async (form, fields, headers) => {
    const body = new FormData(form);
    for (const [name, value] of fields) body.set(name, value);
    const control = new AbortController();
    const patience = setTimeout(() => control.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers, signal: control.signal });
      const [next, event] = ["HX-Redirect", "HX-Trigger"].map((name) => answer.headers.get(name));
      return { status: answer.status, next, event, text: await answer.text() };
    } catch {
      return { status: control.signal.aborted ? SLOW : LOST };
    } finally {
      clearTimeout(patience);
    }
  };
  const troubleOf = ({ status }) => {
    if (status >= 200 && status < 300) return "";
    if (status >= 500 || status === 429) return "server";
    return { [LOST]: "network", [SLOW]: "slow", 401: "session" }[status] ?? "refused";
  };
  const fail = (found, { next }) => {
    const isNew = found !== trouble;
    trouble = found;
    if (next) part("sign-in").href = next;
    draw();
    if (isNew) sounds.announce("kept", log.dataset[trouble]);
    if (RETRIED.includes(trouble)) timer = setTimeout(send, RETRY_MS);
  };
  const go = (next) => {
    isLeaving = true;
    const there = new URL(next, location.href).pathname;
    const isMeant = (scan) => scan.page === page && Date.now() - scan.at < FRESH_MS;
    keep(kept().map((scan) => (isMeant(scan) ? { ...scan, page: there, to: "", fields: [] } : scan)));
    page = there;
    location.assign(next);
  };
  // An answer may have replaced the form meanwhile: it goes as it was when it was pressed.
  const submit = (form, submitter) => {
    const button = document.createElement("input");
    [button.type, button.name, button.value] = ["hidden", submitter?.name ?? "", submitter?.value ?? ""];
    form.append(button);
    if (!form.isConnected) {
      form.hidden = true;
      log.append(form);
    }
    form.dispatchEvent(new Event("sent", { bubbles: true })); // drafts.js
    form.submit();
    button.remove(); // what was sent is read already
  };
  // Answers that a scan would leave behind are saved first; where the server refuses them, the page shows why instead.
  const isAltered = (field) => {
    if (/^(radio|checkbox)$/.test(field.type)) return field.checked !== field.defaultChecked;
    if (field.type === "file") return field.files.length > 0;
    if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return /^(INPUT|TEXTAREA)$/.test(field.tagName) && field.type !== "hidden" && field.value !== field.defaultValue;
  };
  const unsaved = () => {
    const form = document.querySelector("[data-save-first]");
    return form && ("unsaved" in form.dataset || [...form.elements].some(isAltered)) ? form : null;
  };
  const saveFirst = async (scan) => {
    const form = unsaved();
    if (!form) return null;
    const answer = await request(form, [["before_scan", "yes"]], { "HX-Request": "true" });
    if (answer.status === SAVED || troubleOf(answer)) return answer.status === SAVED ? null : answer;
    drop(({ id }) => id === scan.id);
    isLeaving = true;
    submit(form, { name: "before_scan", value: "yes" });
    return answer;
  };
  const send = async () => {
    clearTimeout(timer);
    const scan = kept().find(isHere);
    if (!scan) trouble = "";
    if (isSending || isLeaving) return;
    const goOn = scan ? null : pressed;
    if (goOn) pressed = null;
    draw();
    goOn?.();
    if (!scan) return;
    isSending = true;
    const answer = (await saveFirst(scan)) ?? (await post(scan));
    isSending = false;
    if (isLeaving) return;
    const found = troubleOf(answer);
    if (found) return fail(found, answer);
    trouble = "";
    drop(({ id }) => id === scan.id);
    if (answer.next) return go(answer.next);
    show(scan, answer);
    send();
  };
  const enter = (text) => {
    const code = text.replace(SECRET, "$1:").trim();
    if (!code) return;
    const [form] = scanForms();
    const where = isLeaving ? { to: "", fields: [] } : { to: pathOf(form), fields: fieldsOf(form) };
    keep([...kept(), { id: newId(), code, page, ...where, at: Date.now() }]);
    if (trouble) sounds.announce("kept", `${code}: ${log.dataset.kept}`);
    draw();
    send();
  };

  // Who signs out leaves no scan behind, nor does who signs in find those of another.
  const wipe = (mine) => {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith("scans:") && name !== mine) sessionStorage.removeItem(name);
    }
  };
  addEventListener("submit", (event) => {
    if (event.target.action?.endsWith?.("/logout/")) wipe();
    if (!log || !event.target.matches("[data-scan-target]")) return;
    event.preventDefault();
    const field = event.target.elements.code;
    enter(field.value);
    field.value = "";
    // Not on a phone, where its keyboard would hide what the camera sees.
    if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
  });
  // What stood there is replaced by what is scanned, not lengthened.
  addEventListener("focusin", (event) => event.target.matches("[data-scan-target] input[name=code]") && event.target.select());
  if (!log) return { enter };

  const hold = (event, goOn) => {
    if (event.defaultPrevented || !kept().some(isHere)) return;
    event.preventDefault();
    pressed = goOn;
    draw();
    sounds.announce("kept", part("pressed").textContent);
  };
  addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    const leaves = form.matches("main form[method=post]:not([data-scan-target], [hx-post])");
    if (leaves) hold(event, () => submit(form, submitter));
  });
  addEventListener("click", (event) => {
    const link = event.target.closest("main a.btn-primary:not([href^='#'], [target])");
    if (link && !log.contains(link) && !event.ctrlKey && !event.metaKey) hold(event, () => location.assign(link.href));
  });
  addEventListener("change", (event) => {
    if (!event.target.closest("[data-save-first]")) return; // the answer of the last scan is read: it leaves the checklist
    for (const read of document.querySelectorAll("[data-sound]")) delete read.dataset.sound;
  });
  addEventListener("submit", (event) => {
    if (!event.target.matches(ACTS) || !isCut()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    refuseCut(event.target);
  }, true);
  const isUnanswered = ({ xhr }) => !xhr.status || xhr.status >= 500 || xhr.status === 429;
  addEventListener("htmx:afterRequest", ({ detail }) => {
    const form = detail.requestConfig.elt;
    if (!form.matches(ACTS)) return;
    if (isUnanswered(detail)) return refuseCut(form);
    const undone = form.querySelector("[data-undoes]");
    if (undone && detail.xhr.responseText.includes('data-sound="success"')) strike(undone.dataset.undoes);
  });
  addEventListener("htmx:afterSwap", showCut);
  addEventListener("offline", showCut);
  wipe(key);
  place();
  send();
  addEventListener("online", send);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    [page, isLeaving] = [location.pathname, false];
    send();
  });
  part("again").addEventListener("click", () => (trouble === "refused" ? location.reload() : send()));
  const leaveOut = (isOut) => {
    for (const scan of kept().filter(isOut)) rowOf(scan).remove();
    drop(isOut);
    send();
  };
  part("drop").addEventListener("click", () => {
    const { id } = kept().find(isHere);
    trouble = "";
    leaveOut((scan) => scan.id === id);
  });
  part("drop-all").addEventListener("click", () => leaveOut((scan) => !isHere(scan)));
  return { enter };
})();
