// The service worker. It keeps the shell of the site and the help, and answers a page that the network does not bring by our
// own. Pages and what they send always go to the server: nothing of them is kept. The view writes SITE above this text: isOn,
// files, scripts (that read and send what is not sent), pages (by language), help, helpOnline, signIn, patience (in ms) and version,
// which names the caches.
importScripts(...SITE.scripts);

const SHELL = `shell-${SITE.version}`;
const HELP = `help-${SITE.version}`;
const LANGUAGE = "/offline/language"; // entry of the shell that holds the language of the last page

// A captive portal answers for us with a page of its own, and a proxy with an error: neither is kept.
const isOurs = (answer) => answer.ok && !answer.redirected && answer.headers.has("X-Request-Id");
const isFile = (answer) => answer.ok && !answer.redirected && !/^text\/html/.test(answer.headers.get("Content-Type") ?? "");

const fetched = async (url, isGood) => {
  const answer = await fetch(url, { cache: "no-cache", credentials: "same-origin" });
  if (!isGood(answer)) throw new TypeError(`Not ours: ${url}`);
  return [url, answer];
};
// All of it or nothing: half a shell would be a broken page.
const keepShell = async () => {
  const pages = Object.values(SITE.pages);
  const answers = await Promise.all([...SITE.files.map((url) => fetched(url, isFile)), ...pages.map((url) => fetched(url, isOurs))]);
  const shell = await caches.open(SHELL);
  await Promise.all(answers.map(([url, answer]) => shell.put(url, answer)));
};
const forget = async (isForgotten = () => true) => {
  for (const name of await caches.keys()) if (isForgotten(name)) await caches.delete(name);
};
let language = ""; // of the last page
const keepHelp = async () => {
  const name = `${HELP}-${language}`; // a user may change the language
  if (await caches.has(name)) return;
  const [url, answer] = await fetched(SITE.help, isOurs);
  await forget((other) => other.startsWith(HELP));
  await (await caches.open(name)).put(url, answer);
};
// The session is over: the help of the role and the key of the unsent work go. The shell is made anew: it says nothing of anybody.
const leave = async () => {
  await offlineStore.leave();
  await forget();
  await keepShell().catch(() => {});
};
const hasUnsent = async () => Object.keys(await offlineStore.unsent()).length > 0;

addEventListener("install", (event) => {
  if (!SITE.isOn) return skipWaiting();
  // A new version waits while the old one has unsent work: the page that sent the last of it lets the new one start.
  const begin = async () => {
    await keepShell();
    if (!(await hasUnsent().catch(() => false))) await skipWaiting();
  };
  event.waitUntil(begin());
});
addEventListener("activate", (event) => {
  const begin = async () => {
    await forget((name) => name !== SHELL && !name.startsWith(HELP));
    if (!SITE.isOn) return registration.unregister(); // unsent work stays, encrypted
    await clients.claim();
  };
  event.waitUntil(begin());
});
addEventListener("message", (event) => {
  const acts = {
    entered: async () => {
      if (!(await caches.has(SHELL))) await keepShell();
      await remember(event.data.language);
      await keepHelp();
    },
    leave,
    sent: async () => (await hasUnsent()) || skipWaiting(),
  };
  const done = Promise.resolve(acts[event.data.act]?.()).catch(() => {});
  event.waitUntil(done.then(() => event.ports[0]?.postMessage("done")));
});

// Background Sync, where the browser has it: what was scanned without network is sent after the tab was closed.
addEventListener("sync", (event) => event.tag === "send" && event.waitUntil(offlineSync.send()));

// --- What the network does not bring --------------------------------------------------------------
const remember = async (now) => {
  if (!now || now === language || !SITE.pages[now]) return;
  language = now;
  await (await caches.open(SHELL)).put(LANGUAGE, new Response(now));
};
const ownPage = async (path) => {
  const help = path.startsWith(SITE.helpOnline) && (await caches.match(SITE.help));
  if (help) return help;
  language ||= await caches.match(LANGUAGE).then((answer) => answer?.text() ?? "");
  const address = SITE.pages[language] ?? Object.values(SITE.pages)[0];
  return (await caches.match(address)) ?? Response.error();
};
// A server that accepts a connection and never answers is no network either. What is given up is aborted: a browser has few
// connections, and the next try needs one. What has begun to arrive may take its time.
const promptly = async (request, patience) => {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), patience);
  try {
    return await fetch(request, { signal: control.signal, referrer: request.referrer });
  } finally {
    clearTimeout(timer);
  }
};
const navigate = async (event) => {
  const { pathname } = new URL(event.request.url);
  try {
    const answer = await promptly(event.request, SITE.patience.page);
    if (answer.status >= 500 && !answer.headers.has("X-Request-Id")) return await ownPage(pathname); // a proxy without our server
    if (isOurs(answer)) event.waitUntil(remember(answer.headers.get("Content-Language")).catch(() => {}));
    if (isOurs(answer) && pathname === SITE.signIn) await leave();
    return answer;
  } catch {
    return ownPage(pathname);
  }
};
const file = (request, pathname) =>
  promptly(request, SITE.patience.file).catch(async () => (await caches.match(pathname)) ?? fetch(request));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (!SITE.isOn || request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(navigate(event));
  else if (SITE.files.includes(pathname)) event.respondWith(file(request, pathname));
});
