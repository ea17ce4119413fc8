// Light, dark, or as the machine says: set before the first paint, so that nothing flashes.
(() => {
  const root = document.documentElement;
  const machine = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = root.dataset.theme;
    const dark = chosen === "dark" || (chosen !== "light" && machine.matches);
    root.dataset.bsTheme = dark ? "dark" : "light";
  };
  machine.addEventListener("change", apply);
  apply();

  addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        root.dataset.theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
        document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
        apply();
      });
    }
  });
})();
