// The search box offers pages, acts and rows while one types, and what was opened last before that. What was opened is
// kept in this tab alone, for the user who is signed in, until the screen of any tab is turned to somebody (kiosk.js).
(() => {
  const WAIT_MS = 200;
  const MOST_RECENT = 6;
  const box = document.querySelector("#scan-code");
  const list = document.querySelector("#suggestions");
  const user = document.body.dataset.user;
  const key = () => `recent:${user}:${localStorage.getItem("turned") ?? ""}`;
  const forget = () => {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith("recent:") && name !== key()) sessionStorage.removeItem(name);
    }
  };
  forget();
  addEventListener("storage", forget);
  addEventListener("pageshow", forget);
  document.addEventListener("visibilitychange", forget);
  if (!box || !list) return;

  const recent = () => JSON.parse(sessionStorage.getItem(key()) ?? "[]");
  const title = document.querySelector("#content h1")?.textContent.trim();
  if (title && /\/\d+\/$/.test(location.pathname)) {
    const others = recent().filter((page) => page.href !== location.pathname);
    sessionStorage.setItem(key(), JSON.stringify([{ href: location.pathname, title }, ...others].slice(0, MOST_RECENT)));
  }

  let timer = null;
  let latest = 0;
  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");
  const choose = (option) => {
    chosen()?.removeAttribute("aria-selected");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  };
  const show = () => {
    choose(null);
    list.hidden = !options().length;
    box.setAttribute("aria-expanded", String(!list.hidden));
  };
  const close = () => {
    latest += 1;
    list.replaceChildren();
    show();
  };
  const showRecent = () => {
    const links = recent()
      .filter((page) => page.href !== location.pathname)
      .map(({ href, title: words }, index) => {
        const link = document.createElement("a");
        Object.assign(link, { href, textContent: words, id: `recent-${index}`, tabIndex: -1 });
        link.setAttribute("role", "option");
        return link;
      });
    list.replaceChildren(...links);
    show();
  };
  const ask = async () => {
    const mine = (latest += 1);
    const body = new FormData(box.form);
    const answer = await fetch(box.dataset.suggest, { method: "POST", body }).catch(() => null);
    if (mine !== latest || !answer?.ok || answer.redirected || document.activeElement !== box) return;
    list.innerHTML = await answer.text();
    show();
  };
  const offer = () => {
    clearTimeout(timer);
    if (!box.value.trim()) showRecent();
    else timer = setTimeout(ask, WAIT_MS);
  };
  box.addEventListener("focus", offer);
  box.addEventListener("input", offer);
  box.form.addEventListener("submit", () => {
    clearTimeout(timer);
    close();
  });
  box.form.addEventListener("focusout", (event) => {
    if (!box.form.contains(event.relatedTarget)) close();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // a press on a link leaves the focus here
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options().length) {
      event.preventDefault();
      const at = options().indexOf(chosen()) + step;
      choose(options().at(at < 0 ? -1 : at % options().length));
    } else if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      location.href = chosen().href;
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
