// Unsent scans go to the server in order and in batches. Each has an id that the server takes once, so what was sent without an
// answer is sent again. One tab, or the service worker, sends at a time.
const offlineSync = (() => {
  const BATCH = 25;
  const PATIENCE_MS = 30_000;
  const [STATE, SEND, BACK, READ] = ["/offline/state/", "/offline/send/", "/offline/give-back/", "/scan/read/"];
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
    if (![200, 400].includes(answer.status)) throw new DOMException("Not read", "NetworkError"); // its photo stays
    const { codes = [] } = await answer.json();
    const { photo, ...rest } = scan;
    const done = codes.length ? { ...rest, code: codes[0] } : { ...rest, code: "?" };
    await offlineStore.change([done]);
    return done;
  };
  const refusal = async (answer) => new DOMException((await answer.json().catch(() => ({}))).words ?? "", "DataError");
  const sendBatch = async (id, made, scans, known) => {
    const sent = [];
    for (const scan of scans) sent.push({ ...(await read(scan, known.token)), state: "tried" });
    await offlineStore.change(sent);
    const body = JSON.stringify({
      snapshot: id,
      made,
      scans: sent.map(({ id: scan, number, code, at, offset, reason }) => ({ id: scan, number, code, at, offset: offset ?? known.offset, reason })),
    });
    const answer = await post(SEND, known.token, body);
    if (!answer.ok) {
      await offlineStore.change(sent.map((scan) => ({ ...scan, state: "waiting" }))); // to be corrected or discarded
      throw await refusal(answer);
    }
    const { answers } = await answer.json();
    await offlineStore.change(sent.map((scan, place) => ({ ...scan, answer: answers[place], state: "sent" })));
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
  const sendPaper = async ({ id, url, answer }, known) => {
    const response = await post(url, known.token, JSON.stringify({ id, ...answer }));
    if (!response.ok) throw await refusal(response);
    const result = await response.json();
    await offlineStore.dropPaper(id);
    return result;
  };
  const alone = (act) => navigator.locks.request("offline-send", act);
  // Answers of the server to the scans and papers that were sent now. Raises NotAllowedError without a session, NetworkError without an answer, and
  // DataError for work that the server refuses, once all other work is sent.
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
      const refused = new Map();
      const attempt = async (work, act) => {
        try {
          answers.push(...(await act()));
        } catch (mishap) {
          if (mishap.name !== "DataError") throw mishap;
          refused.set(work, mishap);
        }
      };
      for (const batch of batches(waiting)) {
        const [{ snapshot }] = batch;
        if (refused.has(snapshot)) continue; // its scans are applied in order
        await attempt(snapshot, () => sendBatch(snapshot, made[snapshot] ?? 0, batch, known));
      }
      for (const paper of papers) await attempt(paper.id, async () => [await sendPaper(paper, known)]);
      for (const mishap of refused.values()) throw mishap;
      return answers;
    });
  // Correct or discard a scan; false if it was sent meanwhile: the server keeps the first code of an id.
  const correct = (key, changed) =>
    alone(async () => {
      const scan = (await offlineStore.scans()).find((one) => one.key === key);
      if (scan?.state !== "waiting") return false;
      await offlineStore.change([{ ...scan, ...changed }]);
      return true;
    });
  const giveBack = async (id) => {
    await send();
    const { token } = await state();
    const answer = await post(BACK, token, new URLSearchParams({ snapshot: id }));
    if (!answer.ok) throw await refusal(answer);
    await offlineStore.giveBack(id);
  };
  return { state, send, correct, giveBack };
})();
