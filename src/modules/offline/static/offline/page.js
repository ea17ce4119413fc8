// Our page without network: the work taken along, its scans, what is not sent yet, and another try.
const scanForms = () => [document.querySelector("[data-scan-target]")].filter(Boolean);
const scanField = () => scanForms()[0]?.elements.code; // scanner.js

const scans = (() => {
  const RETRY_MS = 30_000;
  const CLOCK_S = 120; // a phone whose clock differs by more is told so
  const MOST_ROWS = 100;
  const WIDEST = 1_600; // of a photo that is kept
  const root = document.querySelector("[data-offline-page]");
  const part = (name) => root.querySelector(`[data-${name}]`);
  const words = (name) => root.dataset[name];
  const newId = () => crypto.randomUUID();
  const cut = (date) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" }).format(date);
  let work = null; // the snapshot that is open, its index, and its scans
  let offset = JSON.parse(localStorage.getItem("clock-offset")); // null if it was never measured

  const element = (name, options = {}, ...children) => {
    const made = Object.assign(document.createElement(name), options);
    made.append(...children);
    return made;
  };
  const say = (text, tone = "warning") => {
    const box = part("say");
    box.hidden = !text;
    box.className = `alert alert-${tone}`;
    box.textContent = text;
  };
  const WHY = { QuotaExceededError: "full", NotAllowedError: "signedOut", NetworkError: "noAnswer", TimeoutError: "noAnswer", TypeError: "noAnswer" };
  const refusalOf = (text) => `${words("refusedEver")} ${text}`;
  const explain = (mishap) => say(mishap.name === "DataError" ? refusalOf(mishap.message) : words(WHY[mishap.name] ?? "noStore"));

  // --- What waits ---------------------------------------------------------------------------------
  const formOf = (name, act) => {
    const form = part(name).content.firstElementChild.cloneNode(true);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const isDiscarded = event.submitter.name === "discard";
      const reason = isDiscarded ? form.elements.reason.value.trim() : "";
      if (isDiscarded && !reason) return form.elements.reason.focus();
      await act(form, reason).catch(explain);
      await show();
      refresh();
    });
    return form;
  };
  const editor = (scan) => {
    const form = formOf(offlineSync.isCorrectable(scan) ? "edit" : "discard", async ({ elements }, reason) => {
      const changed = { code: elements.code?.value.trim() ?? scan.code, ...(reason ? { reason } : {}) };
      if (!(await offlineSync.correct(scan.key, changed))) say(words("tried"));
    });
    if (form.elements.code) form.elements.code.value = scan.code;
    return form;
  };
  const disclosure = (name, form) => element("details", { className: "disclosure" }, element("summary", { textContent: words(name) }), form);
  const warning = (text) => element("p", { className: "alert alert-warning", textContent: text });
  const pendingRow = (scan) => {
    const name = scan.photo && !scan.code ? words("photo") : scan.code;
    const why = scan.reason ? `${words("discarded")} ${scan.reason}` : "";
    const line = element("li", {}, element("span", { className: "tag", textContent: name }), ` ${cut(scan.at)} ${why}`);
    if (scan.reason) return line;
    if (scan.refused !== undefined) line.append(warning(refusalOf(scan.refused)));
    if (offlineSync.isCorrectable(scan)) line.append(disclosure("correct", editor(scan)));
    else line.append(...(scan.refused === undefined ? [words("tried")] : [disclosure("discard", editor(scan))]));
    return line;
  };
  const answerRow = (paper) => {
    const line = element("li", {}, element("span", {}, `${words("signed")} ${cut(paper.at)}`));
    if (paper.refused !== undefined) line.append(warning(`${words("refusedPaper")} ${paper.refused}`));
    if (paper.discarded) line.append(` ${words("toDiscard")}`);
    else line.append(disclosure("discard", formOf("discard", (_form, reason) => offlineSync.discardPaper(paper.id, reason))));
    return line;
  };
  const tabScans = () =>
    Object.keys(sessionStorage).filter((name) => name.startsWith("scans:")).flatMap((name) => JSON.parse(sessionStorage.getItem(name)));
  const drafts = () => Object.keys(sessionStorage).filter((name) => name.startsWith("draft:")).length;

  // A list is drawn again only when its facts have changed: the focus stays on its button, and a correction that is typed stays too.
  const drawn = {};
  const draw = (name, facts, rowsOf) => {
    const now = JSON.stringify(facts, (field, value) => (field === "photo" ? Boolean(value) : value));
    if (drawn[name] === now) return;
    drawn[name] = now;
    part(name).replaceChildren(...rowsOf());
  };
  const show = async () => {
    const known = await offlineStore.who().catch(explain);
    const kept = [offlineStore.scans, offlineStore.taken, offlineStore.papers];
    const [all, taken, papers] = known ? await Promise.all(kept.map((read) => read())) : [[], [], []];
    const waiting = all.filter(offlineStore.isLeft);
    const answered = papers.filter(({ answer }) => answer);
    const inTab = tabScans();
    draw("pending", [waiting, answered.map(({ id, refused, discarded }) => [id, refused, Boolean(discarded)])], () => [...waiting.map(pendingRow), ...answered.map(answerRow)]);
    part("send").hidden = waiting.length + answered.length === 0;
    part("queued").replaceChildren(...inTab.map(({ code }) => element("li", { textContent: code })));
    part("scans").hidden = !inTab.length;
    part("drafts").hidden = !drafts();
    part("nothing").hidden = waiting.length + answered.length + inTab.length + drafts() > 0;
    part("signed-out").hidden = Boolean(known);
    part("back").hidden = !navigator.onLine;
    part("none").hidden = taken.length > 0;
    const ofWork = (snapshot) => all.filter((scan) => scan.snapshot === snapshot.id);
    draw("works", [taken, all], () => taken.map((snapshot) => workRow(snapshot, ofWork(snapshot))));
    if (work && work.snapshot.user !== known?.user) close(work.snapshot.id); // signed out meanwhile
    if (work) work.scans = ofWork(work.snapshot);
    if (work) drawWork();
  };

  // --- Work taken along ---------------------------------------------------------------------------
  const workRow = (snapshot, own) => {
    const left = own.filter(offlineStore.isLeft).length;
    const open = element("button", { type: "button", className: "btn btn-primary", textContent: words("open") });
    const back = element("button", { type: "button", className: "btn btn-outline", textContent: words("giveBack") });
    for (const button of [open, back]) button.append(element("span", { className: "visually-hidden", textContent: ` ${snapshot.label}` }));
    open.addEventListener("click", () => begin(snapshot, own));
    back.addEventListener("click", () => offlineSync.giveBack(snapshot.id).then(() => close(snapshot.id), explain).then(show));
    const facts = `${words("devices")} ${snapshot.devices.length} · ${words("done")} ${own.length} · ${words("left")} ${left} · ${cut(snapshot.at)}`;
    return element("li", {}, element("span", {}, element("strong", { textContent: snapshot.label }), element("br"), facts),
      element("div", { className: "page-actions" }, open, back));
  };
  const begin = (snapshot, own) => {
    work = { snapshot, known: offlineAnswers.index(snapshot), scans: own };
    part("work").hidden = false;
    part("title").textContent = snapshot.label;
    part("log").replaceChildren();
    drawWork();
    scanField().focus();
  };
  const close = (id) => {
    if (work?.snapshot.id !== id) return;
    work = null;
    part("work").hidden = true;
  };
  const drawWork = () => {
    const seen = new Set();
    for (const { code, reason } of work.scans) {
      const found = !reason && code && work.known.get(offlineAnswers.clean(code));
      if (found?.device?.expected) seen.add(found.device);
    }
    const expected = work.snapshot.devices.filter((device) => device.expected).length;
    part("progress").textContent = `${words("found")} ${seen.size} / ${expected}`;
  };
  const sentence = ({ kind, device, code }, text) => {
    const name = device ? `${device.code} · ${device.name} · ${device.status}${device.place ? ` · ${device.place}` : ""}` : (code ?? text);
    return `${name} – ${words(kind)}`; // French and English differ in their colons
  };
  const log = (text, tone) => {
    const list = part("log");
    const row = element("li", {}, element("span", { className: `alert alert-${tone}`, textContent: text }));
    row.dataset.tone = tone;
    list.prepend(row);
    for (const old of [...list.children].slice(MOST_ROWS)) old.remove();
    sounds.announce(tone, text);
  };
  const keep = async (scan) => {
    await offlineStore.add(work.snapshot.id, { id: newId(), at: Date.now(), offset, ...scan });
    work.scans.push(scan);
    (await navigator.serviceWorker?.ready)?.sync?.register("send").catch(() => {});
  };
  let last = Promise.resolve(); // scans are kept one after another
  const enter = (text) => (last = last.then(() => take(text)));
  const take = async (text) => {
    const code = offlineAnswers.clean(text);
    if (!work || !code) return;
    const answer = offlineAnswers.of(work.known, work.scans, text);
    try {
      if (answer.kind !== "again") await keep({ code });
      log(sentence(answer, code), answer.tone);
    } catch (mishap) {
      explain(mishap);
      log(`${code} – ${words("notKept")}`, "danger");
    }
    drawWork();
    refresh();
  };
  const small = async (picture) => {
    const bitmap = await createImageBitmap(picture);
    const scale = Math.min(1, WIDEST / Math.max(bitmap.width, bitmap.height));
    const canvas = element("canvas", { width: bitmap.width * scale, height: bitmap.height * scale });
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", 0.8);
  };
  // A photo that this phone cannot read is kept, and read by the server when it is sent.
  const keepPhoto = async (picture) => {
    const photo = await small(picture);
    try {
      await keep({ code: "", photo });
      log(words("photoKept"), "success");
    } catch (mishap) {
      explain(mishap);
      log(words("notKept"), "danger");
    }
    refresh();
  };

  // --- Sending ------------------------------------------------------------------------------------
  let timer = null;
  const refresh = () => {
    clearTimeout(timer);
    timer = setTimeout(() => (navigator.onLine ? send() : show()), 300);
  };
  const send = async () => {
    clearTimeout(timer);
    try {
      const answers = await offlineSync.send();
      const refused = answers.filter(({ status }) => status === "open");
      if (answers.length) say(`${words("sent")} ${answers.length}`, "success");
      if (refused.length) say(`${words("refused")} ${refused.map(({ words: text }) => text).join(" ")}`);
    } catch (mishap) {
      if (navigator.onLine) explain(mishap);
      timer = setTimeout(send, RETRY_MS);
    }
    await show();
  };
  const look = async () => {
    if (navigator.storage?.persist && !(await navigator.storage.persist())) part("evicted").hidden = false;
    const known = navigator.onLine && (await offlineSync.state().catch(() => null));
    if (!known) return show();
    offset = known.offset;
    localStorage.setItem("clock-offset", offset);
    part("clock").hidden = Math.abs(offset) <= CLOCK_S;
    await send();
  };

  part("again").addEventListener("click", () => location.reload());
  part("send").addEventListener("click", send);
  addEventListener("submit", (event) => {
    if (!event.target.matches("[data-scan-target]")) return;
    event.preventDefault();
    const field = event.target.elements.code;
    enter(field.value);
    field.value = "";
    if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
  });
  addEventListener("online", () => show().then(send));
  addEventListener("offline", show);
  show().then(look).catch(() => say(words("noStore")));
  return { enter, keepPhoto, refresh };
})();
