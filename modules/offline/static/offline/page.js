// Our page without network: what this phone has not sent yet, and another try.
(() => {
  const root = document.querySelector("[data-offline-page]");
  const part = (name) => root.querySelector(`[data-${name}]`);
  const scansInTab = () =>
    Object.keys(sessionStorage).filter((name) => name.startsWith("scans:")).flatMap((name) => JSON.parse(sessionStorage.getItem(name)));
  const draftsInTab = () => Object.keys(sessionStorage).filter((name) => name.startsWith("draft:")).length;
  const row = (words) => {
    const line = document.createElement("li");
    line.textContent = words;
    return line;
  };

  const show = async () => {
    const known = await offlineStore.who().catch(() => null);
    const scans = scansInTab();
    part("queued").replaceChildren(...scans.map(({ code }) => row(code)));
    part("scans").hidden = !scans.length;
    part("drafts").hidden = !draftsInTab();
    part("nothing").hidden = scans.length > 0 || draftsInTab() > 0;
    part("signed-out").hidden = Boolean(known);
    part("back").hidden = !navigator.onLine;
  };
  part("again").addEventListener("click", () => location.reload());
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
})();
