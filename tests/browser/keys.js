// What a keyboard meets on a page; laid before the page's own scripts, to hear what they listen to.
window.keys = (() => {
  const STOPS = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const NATIVE = "a[href], button, input, select, textarea, summary";
  const ACTS =
    "a, [onclick], [draggable=true], [contenteditable], [data-bs-toggle], [data-bs-dismiss], [role=button], " +
    "[role=link], [role=tab], [role=switch], [role=checkbox], [role=menuitem]";
  const LIVE = "[hx-get], [hx-post], [hx-put], [hx-patch], [hx-delete]";
  const DRAWN = "[data-signature] canvas"; // by hand; who cannot signs on paper
  const PRESSES = ["click", "dblclick", "mousedown", "mouseup", "pointerdown", "pointerup", "touchstart", "drop"];

  const things = new Set(); // with a listener of presses
  const selectors = new Set(); // what listeners of the window look for
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (kind, does, ...rest) {
    if (PRESSES.includes(kind) && this instanceof HTMLFormElement); // htmx hears which of its buttons it is
    else if (PRESSES.includes(kind) && this instanceof Element) things.add(this);
    else if (PRESSES.includes(kind)) {
      const sought = String(does).matchAll(/target\.(?:closest|matches)\("(.+?)"\)/g);
      for (const [, selector] of sought) selectors.add(selector);
    }
    return listen.call(this, kind, does, ...rest);
  };

  const isShown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.type !== "hidden";
  const isTiny = (e) => e.offsetWidth <= 1 && e.offsetHeight <= 1;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(isShown);
  const named = (e) => `${e.localName} ${e.id || e.name || e.textContent.trim().replace(/\s+/g, " ").slice(0, 30)}`;

  // In the order of Tab: of the page, but for what is laid out to be read otherwise.
  const stops = () => {
    const placed = (e) => {
      const flow = e.closest(".topbar");
      if (!flow || getComputedStyle(flow).readingFlow !== "flex-visual") return 0;
      for (let part = e; ; part = part.parentElement)
        if (part.parentElement === flow) return getComputedStyle(part).order;
    };
    const found = all(STOPS).filter((e) => !e.disabled && e.tabIndex >= 0);
    const places = new Map(found.map((e) => [e, Number(placed(e))]));
    const late = found.filter((e) => places.get(e) > 0);
    const inTurn = found.filter((e) => !places.get(e));
    const after = inTurn.findLastIndex((e) => e.closest(".topbar")) + 1;
    return inTurn.toSpliced(after, 0, ...late);
  };

  // --- Is all that a mouse presses a stop of Tab? ---

  const isPressed = (e) =>
    e.hasAttribute("hx-trigger")
      ? /click|mouse/.test(e.getAttribute("hx-trigger"))
      : !e.matches("form, input, select, textarea");

  function* unreached() {
    for (const e of all(STOPS)) {
      const isSeen = !isTiny(e) || e.labels?.length;
      if (e.tabIndex > 0) yield [e, "takes its turn before others"];
      else if (isSeen && !e.disabled && (e.tabIndex < 0 || e.closest("[inert]"))) yield [e, "is no stop of Tab"];
    }
    const acts = [...all(ACTS), ...all(LIVE).filter(isPressed), ...[...things].filter(isShown)];
    for (const e of new Set([...acts, ...[...selectors].flatMap(all)])) {
      if (!e.matches(`${NATIVE}, ${DRAWN}`)) yield [e, "is pressed by a mouse alone"];
      if (e.draggable && e.hasAttribute("draggable")) yield [e, "is dragged"];
    }
    for (const e of all("label")) {
      if (!e.control) yield [e, "is a label of nothing"];
      else if (!e.control.disabled && !(isShown(e.control) && e.control.tabIndex >= 0)) yield [e, "labels no stop"];
    }
  }

  // --- Down the page, or on to the right, within what is laid out together ---

  const layerOf = (e) => {
    for (let p = e; p; p = p.parentElement) {
      const { position, overflowY } = getComputedStyle(p);
      const isApart = ["absolute", "fixed", "sticky"].includes(position) || overflowY === "auto";
      if (isApart && !p.matches("input, textarea") && !isTiny(p)) return p;
    }
    return document.body;
  };
  const pictured = (e) => (isTiny(e) || getComputedStyle(e).opacity === "0" ? e.closest("label") ?? e : e);

  function* disordered() {
    const last = new Map();
    for (const e of stops()) {
      const seen = pictured(e);
      if (isTiny(seen)) continue;
      const [box, layer] = [seen.getBoundingClientRect(), layerOf(e)];
      const before = last.get(layer);
      last.set(layer, { e, box });
      if (!before) continue;
      const isAbove = box.bottom <= before.box.top + 1 && box.left < before.box.right;
      const isLeft = box.right <= before.box.left + 1 && box.bottom <= before.box.bottom + 1;
      if (isAbove || isLeft) yield [e, `stands before ${named(before.e)} and comes after it`];
    }
  }

  // --- Is it seen where one is? ---

  const light = (color) => {
    const [r, g, b] = color
      .match(/[\d.]+/g)
      .slice(0, 3)
      .map((part) => {
        const c = part / 255;
        return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
      });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let e = element.parentElement; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor;
      if (!/, 0\)$/.test(color)) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const contrast = (element) => {
    const [a, b] = [getComputedStyle(element).outlineColor, behind(element)].map(light);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const isRinged = (element) => {
    const style = getComputedStyle(element);
    const isDrawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return isDrawn && style.opacity !== "0" && contrast(element) >= 3;
  };
  const isStuck = (e) => {
    for (let part = e; part; part = part.parentElement)
      if (["fixed", "sticky"].includes(getComputedStyle(part).position)) return true;
    return false;
  };
  const unseen = (stop) => {
    const ring = [stop, stop.parentElement, stop.parentElement.parentElement].find(isRinged);
    if (!ring) return "shows no focus";
    const box = ring.getBoundingClientRect();
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)]; // tabs roll aside
    const middle = (box.top + box.bottom) / 2;
    const isTall = box.height > innerHeight / 3; // as a text box, of which a part is seen
    for (const y of isTall ? [middle] : [box.top + 2, middle, box.bottom - 2]) {
      const top = document.elementFromPoint((left + right) / 2, y);
      if (!top) return "is out of sight";
      const isCovered = !ring.contains(top) && !top.contains(ring);
      // Large paddings of neighbours may overlap at the edges; bars that stay on the screen may not.
      if (isCovered && (y === middle || isStuck(top))) return `lies under ${named(top)}`;
    }
    return "";
  };

  function* unringed() {
    for (const e of stops()) {
      e.focus();
      const fault = document.activeElement === e ? unseen(e) : "takes no focus";
      if (fault) yield [e, fault];
    }
    document.activeElement.blur();
    scrollTo(0, 0);
  }

  return {
    named,
    unseen,
    /** A sentence for each thing that Tab does not reach, or not in its turn; `withRings`: or that is not seen. */
    faults: (withRings) =>
      [...unreached(), ...disordered(), ...(withRings ? unringed() : [])].map(([e, words]) => `${named(e)} ${words}`),
  };
})();
