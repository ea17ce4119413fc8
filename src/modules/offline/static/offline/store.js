// What this phone keeps: the key of the signed-in user, the work they took along, and their scans, encrypted with that key.
// Pages, our offline page and the service worker read it. The key goes at sign-out and when a session has ended; the work
// stays, and only the same user, signed in again, can read it. docs/topics/offline.md has the threat model.
const offlineStore = (() => {
  const NAME = "offline";
  const VERSION = 2;
  const CURRENT = "current";
  const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16));

  // Opening takes longer than storing a scan: a page opens the database once, and again if the browser closed it.
  let connection = null;
  const close = () => {
    connection?.then((database) => database.close(), () => {});
    connection = null;
  };
  const opened = () => {
    connection ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, VERSION);
      asked.onupgradeneeded = () => {
        const database = asked.result;
        for (const name of ["keys", "taken", "scans", "papers"]) {
          if (!database.objectStoreNames.contains(name)) database.createObjectStore(name, { autoIncrement: name === "scans" });
        }
      };
      asked.onerror = () => {
        close();
        reject(asked.error);
      };
      asked.onsuccess = () => {
        asked.result.onclose = asked.result.onversionchange = close;
        resolve(asked.result);
      };
    });
    return connection;
  };
  // `act(store, …)` returns a request, or undefined; its result is returned once the transaction is on the disk.
  const within = async (names, mode, act) => {
    const database = await opened();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(names, mode, { durability: "strict" });
      const asked = act(...[names].flat().map((name) => transaction.objectStore(name)));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? asked?.error);
    });
  };
  // Rows with their keys, in order.
  const rows = async (name) => {
    const found = [];
    await within(name, "readonly", (store) => {
      const asked = store.openCursor();
      asked.onsuccess = () => {
        const cursor = asked.result;
        if (!cursor) return;
        found.push({ ...cursor.value, key: cursor.key });
        cursor.continue();
      };
      return asked;
    });
    return found;
  };

  // --- Who works here -----------------------------------------------------------------------------
  const enter = async (user, secret) => {
    const usages = ["encrypt", "decrypt"];
    const key = await crypto.subtle.importKey("raw", bytesOf(secret), "AES-GCM", false, usages); // no script can read it
    await within("keys", "readwrite", (store) => store.put({ user, key }, CURRENT));
  };
  // The session is over: the key, the papers that are not answered and the help of the role go.
  const leave = async () => {
    await within("keys", "readwrite", (store) => store.delete(CURRENT));
    await forgetPapers();
    for (const name of await caches.keys()) if (name.startsWith("help-")) await caches.delete(name);
  };
  const who = () => within("keys", "readonly", (store) => store.get(CURRENT));
  const mine = async () => {
    const known = await who();
    if (!known) throw new DOMException("Nobody is signed in.", "NotAllowedError");
    return known;
  };
  const seal = async (content) => {
    const { user, key } = await mine();
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(content)));
    return { user, iv, data };
  };
  const unseal = async (rowsOfMine) => {
    const { user, key } = await mine();
    const own = rowsOfMine.filter((row) => row.user === user);
    const open = async ({ iv, data, ...row }) => {
      const text = new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data));
      return { ...JSON.parse(text), ...row };
    };
    return Promise.all(own.map(open));
  };

  // --- Work taken along ---------------------------------------------------------------------------
  // `made` counts the scans of a snapshot: the server hears it, and so learns how many never arrived.
  const take = async (snapshot) => {
    const sealed = await seal(snapshot);
    await within("taken", "readwrite", (store) => store.put({ ...sealed, made: 0 }, snapshot.id));
  };
  const taken = async () => unseal(await rows("taken"));
  const isLeft = ({ state }) => state !== "sent";
  // One after another, also in two tabs: two scans never get one number, and no scan comes while its work is deleted.
  const alone = (act) => navigator.locks.request("offline-scans", act);
  const giveBack = (id) =>
    alone(async () => {
      const own = (await rows("scans")).filter((scan) => scan.snapshot === id);
      if (own.some(isLeft)) throw new DOMException("Scanned meanwhile", "NetworkError");
      await within(["taken", "scans"], "readwrite", (works, store) => {
        for (const { key } of own) store.delete(key);
        return works.delete(id);
      });
    });

  // --- Scans --------------------------------------------------------------------------------------
  // `state` is waiting, tried (perhaps received, but not answered) or sent; `refused` says why the server did not store it. The number
  // and the scan are one transaction: a number without a scan would be missing for ever. The page of a user who left adds nothing to
  // the work of the next one.
  const add = (id, scan) =>
    alone(async () => {
      const work = await within("taken", "readonly", (store) => store.get(id));
      const made = work.made + 1;
      const sealed = await seal({ ...scan, number: made });
      if (sealed.user !== work.user) throw new DOMException("Another user", "NotAllowedError");
      return within(["scans", "taken"], "readwrite", (store, works) => {
        const added = store.add({ ...sealed, snapshot: id, state: "waiting" });
        works.put({ ...work, made }, id);
        return added;
      });
    });
  const scans = async () => unseal(await rows("scans"));
  const drop = (keys) => within("scans", "readwrite", (store) => keys.map((key) => store.delete(key)).at(-1));
  const change = async (changed) => {
    const sealed = [];
    for (const { key, snapshot, state, user, ...scan } of changed) sealed.push([{ ...(await seal(scan)), snapshot, state }, key]);
    await within("scans", "readwrite", (store) => sealed.map(([row, key]) => store.put(row, key)).at(-1));
  };

  // --- Papers to answer ---------------------------------------------------------------------------
  // A module seals them before it stores them: { id, until (ms), url (that receives the answer), … }. An answer takes the place of
  // its paper, and is sealed too. Papers without an answer go when their time is over.
  const forgetPapers = (isForgotten = () => true) =>
    within("papers", "readwrite", (store) => {
      const asked = store.openCursor();
      asked.onsuccess = () => {
        const cursor = asked.result;
        if (!cursor) return;
        if (!cursor.value.answer && isForgotten(cursor.value)) cursor.delete();
        cursor.continue();
      };
      return asked;
    });
  const papers = async () => {
    const isOver = ({ answer, until }) => !answer && until <= Date.now();
    const [known, all] = await Promise.all([who(), rows("papers")]);
    if (all.some(isOver)) await forgetPapers(isOver);
    return all.filter((paper) => paper.user === known?.user && !isOver(paper));
  };
  const keepPapers = async (sealed) => {
    const { user } = await mine();
    await within("papers", "readwrite", (store) => {
      for (const paper of sealed) {
        const earlier = store.get(paper.id);
        earlier.onsuccess = () => earlier.result?.answer || store.put({ ...paper, user }, paper.id);
      }
      return store.count();
    });
  };
  const answerPaper = ({ id, user, url }, answer) =>
    within("papers", "readwrite", (store) => store.put({ id, user, url, answer, at: Date.now() }, id));
  // Add facts to an answer that is still here: why the server refused it, or the sealed reason for discarding it.
  const notePaper = (id, facts) =>
    within("papers", "readwrite", (store) => {
      const asked = store.get(id);
      asked.onsuccess = () => asked.result?.answer && store.put({ ...asked.result, ...facts }, id);
      return asked;
    });
  const discardPaper = async (id, reason) => notePaper(id, { discarded: await seal({ reason }) });
  const reasonOf = async ({ discarded }) => (discarded ? (await unseal([discarded]))[0]?.reason : "");
  const dropPaper = (id) => within("papers", "readwrite", (store) => store.delete(id));

  // Number of unsent scans and answers by user; anybody may count them, only their user can read them.
  const unsent = async () => {
    const left = [...(await rows("scans")).filter(isLeft), ...(await rows("papers")).filter(({ answer }) => answer)];
    const counts = {};
    for (const { user } of left) counts[user] = (counts[user] ?? 0) + 1;
    return counts;
  };
  const ofPapers = { papers, keepPapers, answerPaper, notePaper, discardPaper, reasonOf, dropPaper, forgetPapers };
  return { ...ofPapers, within, enter, leave, who, take, taken, giveBack, add, scans, change, drop, unsent, isLeft };
})();
