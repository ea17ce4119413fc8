// A USB scanner types fast and ends with Enter or Tab: from anywhere on a page, even on a button.
(() => {
  const FASTEST_HAND_MS = 80;
  const SLOWEST_SCANNER_MS = 30; // between keys; in a text field, where hands type fast too
  const [SHORTEST_CODE, SHORTEST_IN_TEXT] = [4, 6];
  const NO_TEXT = "[type=checkbox], [type=radio], [type=button], [type=submit], [type=reset], [type=file], [type=range]";
  const QUICK_FIND = "'/"; // Firefox would open its search, which swallows the rest
  let code = "";
  let before = "";
  let last = -Infinity;
  let beganIn = null; // where its first key went: the focus may move while a scanner types
  const isTypedIn = (element) =>
    element.closest("textarea, select, [contenteditable]") ||
    (element.matches("input") && !element.matches(NO_TEXT));

  // A hand that types “/” wants to search; a scanner goes on typing.
  const goToBox = () => {
    const box = [document.querySelector("#scan-code"), scanField()].find((one) => one?.checkVisibility());
    if (code !== "/" || !box) return;
    code = "";
    box.focus();
    box.select();
  };

  const hear = (event) => {
    const field = scanField();
    const isIn = event.target === field;
    const isText = isTypedIn(event.target) && !isIn;
    if (!field || event.ctrlKey || event.metaKey || (isText && !event.target.matches("[data-save-first] input"))) return;
    const isMoved = code && beganIn !== event.target;
    const isFast = event.timeStamp - last <= (isText && !isMoved ? SLOWEST_SCANNER_MS : FASTEST_HAND_MS);
    if (event.key.length === 1) {
      if (!isFast) before = event.target.value; // what stood in the field, to put back after a scan
      if (!isFast) beganIn = event.target;
      code = isFast ? code + event.key : event.key;
      last = event.timeStamp;
      if (isIn || isText) return; // it writes itself; Enter sends it
      if (code.length > 1 || QUICK_FIND.includes(event.key)) event.preventDefault();
      if (event.key === "/" && !isFast) setTimeout(goToBox, 2 * FASTEST_HAND_MS);
    } else if (event.key === "Enter" || event.key === "Tab") {
      const { value } = event.target;
      const isNumber = event.target.matches("[inputmode=decimal], [inputmode=numeric], [type=number]");
      const isNoNumber = isNumber && /[a-z]/i.test(code); // no hand types letters there
      const isLate = (isIn || isText) && isMoved && code.length > value.length && code.endsWith(value);
      const isWhole =
        isLate || (isIn ? event.key === "Tab" && value === code : !isText || isNoNumber || value.endsWith(code));
      if (isFast && isWhole && code.length >= (isText && !isNoNumber ? SHORTEST_IN_TEXT : SHORTEST_CODE)) {
        event.preventDefault();
        event.stopPropagation();
        if (isIn || isText) event.target.value = isNoNumber ? before : value.slice(0, Math.max(0, value.length - code.length));
        scans.enter(code);
      }
      code = "";
    }
  };
  addEventListener("keydown", hear, true);
})();
