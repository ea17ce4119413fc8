// What this phone keeps: the key of the signed-in user, the work they took along, and their scans, encrypted with that key.
// Pages, our offline page and the service worker read it. The key goes at sign-out and when a session has ended; the work
// stays, and only the same user, signed in again, can read it. docs/topics.md, “Work without network”, has the threat model.
const offlineStore = (() => {
  const NAME = "offline";
  const VERSION = 1;
  const CURRENT = "current";
  const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16));

  const opened = () =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, VERSION);
      asked.onupgradeneeded = () => {
        const database = asked.result;
        database.createObjectStore("keys");
        database.createObjectStore("taken");
        database.createObjectStore("scans", { autoIncrement: true });
      };
      asked.onerror = () => reject(asked.error);
      asked.onsuccess = () => resolve(asked.result);
    });
  // `act(store)` returns a request; its result is returned once the transaction is on the disk.
  const within = async (name, mode, act) => {
    const database = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(name, mode, { durability: "strict" });
        const asked = act(transaction.objectStore(name));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error ?? asked.error);
      });
    } finally {
      database.close();
    }
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
  const leave = () => within("keys", "readwrite", (store) => store.delete(CURRENT));
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
  const giveBack = async (id) => {
    for (const scan of await rows("scans")) if (scan.snapshot === id) await within("scans", "readwrite", (store) => store.delete(scan.key));
    await within("taken", "readwrite", (store) => store.delete(id));
  };

  // --- Scans --------------------------------------------------------------------------------------
  const count = async (id) => {
    const row = await within("taken", "readonly", (store) => store.get(id));
    await within("taken", "readwrite", (store) => store.put({ ...row, made: row.made + 1 }, id));
    return row.made + 1;
  };
  // One after another, also in two tabs: two scans never get one number.
  const add = (id, scan) =>
    navigator.locks.request("offline-scans", async () => {
      const sealed = await seal({ ...scan, number: await count(id) });
      return within("scans", "readwrite", (store) => store.add({ ...sealed, snapshot: id, state: "waiting" }));
    });
  const scans = async () => unseal(await rows("scans"));
  const change = async ({ key, snapshot, state, user, ...scan }) => {
    const sealed = await seal(scan);
    await within("scans", "readwrite", (store) => store.put({ ...sealed, snapshot, state }, key));
  };
  // Number of unsent scans by user; anybody may count them, only their user can read them.
  const unsent = async () => {
    const counts = {};
    for (const { user, state } of await rows("scans")) if (state !== "sent") counts[user] = (counts[user] ?? 0) + 1;
    return counts;
  };
  return { within, enter, leave, who, take, taken, giveBack, add, scans, change, unsent };
})();
