// Unsent scans go to the server in order and in batches. Each has an id that the server takes once, so what was sent without an
// answer is sent again. One tab, or the service worker, sends at a time.
const offlineSync = (() => {
  const BATCH = 25;
  const PATIENCE_MS = 30_000;
  const [STATE, SEND, DROP, BACK, READ] = ["/offline/state/", "/offline/send/", "/offline/drop/", "/offline/give-back/", "/scan/read/"];
  const SIGN_IN = "/accounts/login/";

  const ask = async (url, options = {}) => {
    const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS), ...options });
    if (answer.status >= 500 || !answer.headers.has("X-Request-Id")) throw new DOMException("No answer", "NetworkError");
    if (answer.status !== 401 && !answer.redirected) return answer;
    if (answer.status === 401 || new URL(answer.url).pathname === SIGN_IN) await offlineStore.leave(); // the session has ended
    throw new DOMException("Signed out", "NotAllowedError");
  };
  const post = (url, token, body) => ask(url, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
  // Who is signed in, and by how much the clock of the phone is behind.
  const state = async () => {
    const began = Date.now();
    const answer = await (await ask(STATE)).json();
    return { ...answer, offset: Math.round((answer.now - (began + Date.now()) / 2) / 1000) };
  };

  // A photo that the phone could not read is read by the server, before its scan is sent.
  const read = async (scan, token) => {
    if (!scan.photo || scan.code || scan.reason) return scan;
    const body = new FormData();
    const bytes = Uint8Array.from(atob(scan.photo.split(",")[1]), (letter) => letter.charCodeAt(0)); // our policy forbids to fetch it
    body.append("picture", new Blob([bytes], { type: "image/jpeg" }), "picture.jpg");
    const answer = await post(READ, token, body);
    if (![200, 400].includes(answer.status)) throw await refusal(answer); // its photo stays
    const { codes = [] } = await answer.json();
    const { photo, ...rest } = scan;
    const done = codes.length ? { ...rest, code: codes[0] } : { ...rest, code: "?" };
    await offlineStore.change([done]);
    return done;
  };
  const refusal = async (answer) => new DOMException((await answer.json().catch(() => ({}))).words ?? "", "DataError");
  const isRefusal = ({ name }) => name === "DataError";
  // The server records why work is discarded that it cannot store: its task is unknown, or its id belongs to another scan.
  const drop = async (reasons, token) => {
    for (const reason of new Set(reasons)) {
      const count = reasons.filter((one) => one === reason).length;
      const answer = await post(DROP, token, new URLSearchParams({ reason, count }));
      if (!answer.ok) throw await refusal(answer);
    }
  };
  // What the server refuses stays, to be corrected or discarded; what was discarded already goes once that is recorded.
  const keepRefused = async (scans, words, token) => {
    const discarded = scans.filter(({ reason }) => reason);
    await offlineStore.change(scans.map((scan) => ({ ...scan, refused: words })));
    await drop(discarded.map(({ reason }) => reason), token);
    if (discarded.length) await offlineStore.drop(discarded.map(({ key }) => key));
    return scans.length - discarded.length;
  };
  const readAll = async (scans, token) => {
    const [readable, refused] = [[], []];
    for (const scan of scans) {
      await read(scan, token).then((one) => readable.push(one), async (mishap) => {
        if (!isRefusal(mishap)) throw mishap;
        refused.push(mishap);
        await keepRefused([scan], mishap.message, token);
      });
    }
    return [readable, refused];
  };
  const sendBatch = async (id, made, all, known) => {
    const [scans, unread] = await readAll(all, known.token);
    const sent = scans.map((scan) => ({ ...scan, state: "tried" }));
    await offlineStore.change(sent);
    const body = JSON.stringify({
      snapshot: id,
      made,
      scans: sent.map(({ id: scan, number, code, at, offset, reason }) => ({ id: scan, number, code, at, offset: offset ?? known.offset, reason })),
    });
    const answer = await post(SEND, known.token, body);
    if (!answer.ok) {
      const mishap = await refusal(answer);
      if (await keepRefused(scans, mishap.message, known.token)) throw mishap; // with their states: one may have arrived earlier
      return [];
    }
    const { answers } = await answer.json();
    const isStored = (place) => answers[place].status !== "refused";
    await offlineStore.change(sent.filter((_scan, place) => isStored(place)).map((scan) => ({ ...scan, answer: answers[sent.indexOf(scan)], state: "sent" })));
    const left = [...unread];
    for (const [place, scan] of sent.entries()) {
      if (isStored(place)) continue;
      const { words } = answers[place];
      if (await keepRefused([{ ...scan, state: "waiting" }], words, known.token)) left.push(new DOMException(words, "DataError"));
    }
    if (left.length) throw left[0];
    return answers;
  };
  const batches = (scans) => {
    const all = [];
    for (const scan of scans) {
      const last = all.at(-1);
      if (last && last[0].snapshot === scan.snapshot && last.length < BATCH) last.push(scan);
      else all.push([scan]);
    }
    return all;
  };
  // The answer to a paper goes to the page that receives it; it stays on the phone until the response has come.
  const sendPaper = async (paper, known) => {
    const { id, url, answer } = paper;
    const reason = await offlineStore.reasonOf(paper);
    const response = await post(url, known.token, JSON.stringify({ id, ...answer, reason }));
    const mishap = response.ok ? null : await refusal(response);
    if (mishap && !reason) {
      await offlineStore.notePaper(id, { refused: mishap.message });
      throw mishap;
    }
    if (mishap) await drop([reason], known.token);
    await offlineStore.dropPaper(id);
    return mishap ? [] : [await response.json()];
  };
  const alone = (act) => navigator.locks.request("offline-send", act);
  // Answers of the server to the scans and papers that were sent now. Raises NotAllowedError without a session, NetworkError
  // without an answer, and DataError for work that the server refuses, once all other work is sent.
  const send = () =>
    alone(async () => {
      const own = await offlineStore.who();
      const waiting = own ? (await offlineStore.scans()).filter(offlineStore.isLeft) : [];
      const papers = (await offlineStore.papers()).filter(({ answer }) => answer);
      if (!waiting.length && !papers.length) return [];
      const known = await state();
      if (String(known.user) !== own.user) throw new DOMException("Another user", "NotAllowedError");
      const made = Object.fromEntries((await offlineStore.taken()).map((snapshot) => [snapshot.id, snapshot.made]));
      const answers = [];
      const refused = [];
      const attempt = async (act) => {
        try {
          answers.push(...(await act()));
        } catch (mishap) {
          if (!isRefusal(mishap)) throw mishap;
          refused.push(mishap);
        }
      };
      for (const batch of batches(waiting)) {
        const [{ snapshot }] = batch;
        await attempt(() => sendBatch(snapshot, made[snapshot] ?? 0, batch, known));
      }
      for (const paper of papers) await attempt(() => sendPaper(paper, known));
      if (refused.length) throw refused[0];
      return answers;
    });
  // Correct or discard a scan; false if it was sent meanwhile: the server keeps the first code of an id. A refused scan gets a
  // new id, since its own may be the reason; one that was also tried before may have arrived, and can only be discarded.
  const isCorrectable = ({ state }) => state === "waiting";
  const correct = (key, changed) =>
    alone(async () => {
      const scan = (await offlineStore.scans()).find((one) => one.key === key);
      const isDiscarded = changed.reason && scan?.refused !== undefined;
      if (!scan || !(isCorrectable(scan) || isDiscarded)) return false;
      const { refused, ...rest } = scan;
      const anew = refused !== undefined && isCorrectable(scan) ? { id: crypto.randomUUID() } : {};
      await offlineStore.change([{ ...rest, ...changed, ...anew }]);
      return true;
    });
  const discardPaper = (id, reason) => alone(() => offlineStore.discardPaper(id, reason));
  const giveBack = async (id) => {
    await send();
    const { token } = await state();
    const answer = await post(BACK, token, new URLSearchParams({ snapshot: id }));
    if (!answer.ok) throw await refusal(answer);
    await offlineStore.giveBack(id);
  };
  return { state, send, correct, isCorrectable, discardPaper, giveBack };
})();
