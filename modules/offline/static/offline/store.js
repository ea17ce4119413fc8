// What this phone keeps: the key of the signed-in user, and their unsent work, encrypted with it. Pages, our offline page and
// the service worker read it. The key goes at sign-out and when a session has ended; the work stays, and only the same user,
// signed in again, can read it. docs/topics.md, “Work without network”, has the threat model.
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

  // --- Who works here -----------------------------------------------------------------------------
  const enter = async (user, secret) => {
    const usages = ["encrypt", "decrypt"];
    const key = await crypto.subtle.importKey("raw", bytesOf(secret), "AES-GCM", false, usages); // no script can read it
    await within("keys", "readwrite", (store) => store.put({ user, key }, CURRENT));
  };
  const leave = () => within("keys", "readwrite", (store) => store.delete(CURRENT));
  const who = () => within("keys", "readonly", (store) => store.get(CURRENT));

  // --- What is not sent yet -----------------------------------------------------------------------
  // Number of unsent scans by user; anybody may count them, only their user can read them.
  const unsent = async () => {
    const counts = {};
    for (const { user } of await within("scans", "readonly", (store) => store.getAll())) counts[user] = (counts[user] ?? 0) + 1;
    return counts;
  };
  return { within, enter, leave, who, unsent };
})();
