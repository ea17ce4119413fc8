// What is wrong with a page, in one call: its language, title and width, its keyboard, targets too small for a finger,
// what axe finds, and files of other hosts.
// `isWhole`: rings of the focus too, and all of the page under axe, also what was judged on a page before.
window.look = (() => {
  const WIDGETS = "a[href], button, input, select, textarea, summary, [role=button], [role=option], [tabindex='0']";
  const FRAME = ["#menu", ".topbar", ".thumb-bar"];
  const [NEW, CLOSE] = ["data-new-look", "data-close-target"];
  const STICKY = ".sticky-actions, .sticky-step, .request-form-actions, .thumb-bar, .section-tabs .menu-panel";
  const LEAST = 24; // pixels of a target

  const isShown = (element) => element.checkVisibility({ visibilityProperty: true });

  const frame = () => {
    const width = document.documentElement.clientWidth;
    const isWide = document.documentElement.scrollWidth > width;
    const isOut = (element) => element.getBoundingClientRect().right > width + 1;
    const wide = isWide ? [...document.querySelectorAll("body *")].filter(isOut) : [];
    return {
      language: document.documentElement.lang,
      titles: [...document.querySelectorAll("h1")].filter(isShown).length,
      title: document.title.split("·")[0].trim(),
      too_wide: wide.map((element) => `${element.localName}.${element.className}`),
      messages: document.querySelectorAll(".invalid-feedback, .errorlist, .alert").length,
    };
  };

  // --- What is alike is judged once in a tab: contrast and sizes of targets take two thirds of axe's time ---

  const remembered = (name) => new Set(JSON.parse(sessionStorage.getItem(name) ?? "[]"));
  const remember = (name, known) => sessionStorage.setItem(name, JSON.stringify([...known]));

  // All that is behind the texts of an element.
  const behind = (css, above) => {
    const drawn = [css.backgroundColor, css.backgroundImage, css.opacity, css.position].join();
    return drawn === "rgba(0, 0, 0, 0),none,1,static" ? above : `${above} ${drawn}`;
  };
  const hasText = (element) =>
    element.matches("input, select, textarea") ||
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());

  function markNewLooks(element, above, known) {
    const css = getComputedStyle(element);
    const ground = behind(css, above);
    if (hasText(element) && isShown(element)) {
      const isOff = element.matches(":disabled, [aria-disabled=true]") || Boolean(element.control?.disabled);
      const look = [isOff, css.color, css.fontSize, css.fontWeight, css.textShadow, ground].join();
      if (!known.has(look)) element.setAttribute(NEW, "");
      known.add(look);
    }
    for (const child of element.children) markNewLooks(child, ground, known);
  }

  // Without axe's exceptions, for a target in a sentence or far from others: padding makes all links high enough.
  const smallTargets = () => {
    const pressed = (element) => (element.matches("[type=checkbox], [type=radio], [type=file]") && element.labels[0]) || element;
    const isSmall = (element) => {
      const [own, label] = [element, pressed(element)].map((part) => part.getBoundingClientRect());
      const sides = [Math.max(own.width, label.width), Math.max(own.height, label.height)];
      return sides[0] > 1 && Math.min(...sides) < LEAST - 0.5;
    };
    const isTarget = (element) => isShown(element) && !element.matches("[role=group]"); // those only scroll
    return [...document.querySelectorAll(WIDGETS)].filter((element) => isTarget(element) && isSmall(element));
  };

  // Not those that pass for sure: large and touched by no other, or small and far from every other.
  const markCloseTargets = () => {
    const shown = [...document.querySelectorAll(WIDGETS)].filter(isShown);
    const boxes = shown.map((element) => element.getBoundingClientRect());
    shown.forEach((element, number) => {
      const { left, right, top, bottom, width, height } = boxes[number];
      const margin = width < LEAST || height < LEAST ? LEAST : 0;
      const isClose = (box, other) =>
        other !== number &&
        box.left < right + margin &&
        left - margin < box.right &&
        box.top < bottom + margin &&
        top - margin < box.bottom;
      if (boxes.some(isClose)) element.setAttribute(CLOSE, "");
    });
  };

  // The parts of a page around what is its own.
  const frameOf = ({ body }) => {
    const parts = [...document.querySelectorAll("body > *, body > .shell > *")];
    return [body.dataset.user, ...parts.map((part) => `${part.localName}.${part.className}`)].join();
  };

  /** What axe looks at, and its options, where looks and the frame may be known. */
  const narrowed = (options) => {
    const [looks, frames] = [remembered("looks"), remembered("frames")];
    markNewLooks(document.body, "", looks);
    markCloseTargets();
    axe.configure({
      rules: [
        { id: "color-contrast", selector: `[${NEW}]` },
        { id: "target-size", selector: `[${CLOSE}]` },
      ],
    });
    const isKnown = frames.has(frameOf(document));
    remember("looks", looks);
    remember("frames", frames.add(frameOf(document)));
    const exclude = isKnown ? FRAME.map((selector) => [selector]) : [];
    const rules = { ...options.rules, region: { enabled: !isKnown } };
    return [{ include: [["html"]], exclude }, { ...options, rules }];
  };

  return async ({ isWhole, options }) => {
    await document.fonts.ready;
    opener.axeOf(window);
    const closed = frame();
    const stops = keys.faults(isWhole);
    for (const fold of document.querySelectorAll("details:not([data-help])")) fold.open = true; // help would hide the page
    const opened = frame();
    stops.push(...smallTargets().map((element) => `${keys.named(element)} is under ${LEAST} pixels`));
    stops.push(...keys.faults(false).map((fault) => `${fault}, opened`));
    for (const bar of document.querySelectorAll(STICKY)) bar.style.position = "static"; // what it covers can be seen
    const { violations } = await axe.run(...(isWhole ? [document, options] : narrowed(options)));
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    const elsewhere = loaded.filter((address) => !address.startsWith(location.origin) && !address.startsWith("data:"));
    return { closed, opened, stops, violations, elsewhere };
  };
})();
