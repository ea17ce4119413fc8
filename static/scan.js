// Scanning: a USB scanner, the camera and a photo all end in the page's scan form, which also takes
// what is typed. The form works without any of this.

const SCANNED = "[data-scan-target] input[name=code]";
const scanField = () =>
  document.querySelector(SCANNED) ?? document.querySelector("[data-scanbox] input[name=code]");

// A code reaches its form at once, or as soon as the form is free again; none is lost.
const scanning = (() => {
  const FRESH_MS = 10_000;
  const SECRET = /^\s*(wifi|otpauth(?:-migration)?|hc1):.*/is; // not for an address bar nor a log
  const waiting = [];
  let isBusy = false; // htmx sends
  let isLeaving = false; // another page comes

  const enter = (field, code) => {
    const plain = code.replace(SECRET, "$1:");
    if (isLeaving) {
      const kept = JSON.parse(sessionStorage.getItem("scanned") ?? "[]");
      sessionStorage.setItem("scanned", JSON.stringify([...kept, { code: plain, at: Date.now() }]));
    } else if (isBusy) waiting.push(plain);
    else {
      field.value = plain;
      field.form.requestSubmit();
    }
  };
  addEventListener("submit", (event) => {
    if (event.target.matches("[data-scan-target]:not([hx-get], [hx-post])")) isLeaving = !event.defaultPrevented;
  });
  addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("[data-scan-target]")) isBusy = true;
  });
  addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("[data-scan-target]");
    if (!form) return;
    isBusy = false;
    const field = form.isConnected ? form.elements.code : scanField();
    if (!field) return;
    if (event.detail.successful) {
      field.value = "";
      // Not on a phone, where its keyboard would hide what the camera sees.
      if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
    }
    if (waiting.length) enter(field, waiting.shift());
  });
  addEventListener("pageshow", () => {
    isLeaving = false;
    const kept = JSON.parse(sessionStorage.getItem("scanned") ?? "[]");
    const fresh = kept.filter((scan) => Date.now() - scan.at < FRESH_MS);
    sessionStorage.removeItem("scanned");
    const field = scanField();
    if (!field || !fresh.length) return;
    enter(field, fresh.shift().code);
    sessionStorage.setItem("scanned", JSON.stringify(fresh));
  });
  // What stood there is replaced by what is scanned, not lengthened.
  addEventListener("focusin", (event) => event.target.matches(SCANNED) && event.target.select());
  return { enter };
})();

// A USB scanner types fast and ends with Enter or Tab: from anywhere on a page, even on a button.
(() => {
  const FASTEST_HAND_MS = 80;
  const SHORTEST_CODE = 4;
  const NO_TEXT = "[type=checkbox], [type=radio], [type=button], [type=submit], [type=reset], [type=file], [type=range]";
  const QUICK_FIND = "'/"; // Firefox would open its search, which swallows the rest
  let code = "";
  let last = -Infinity;
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
    if (!field || event.ctrlKey || event.metaKey || isTypedIn(event.target)) return;
    const isFast = event.timeStamp - last <= FASTEST_HAND_MS;
    if (event.key.length === 1) {
      code = isFast ? code + event.key : event.key;
      last = event.timeStamp;
      if (code.length > 1 || QUICK_FIND.includes(event.key)) event.preventDefault();
      if (event.key === "/" && !isFast) setTimeout(goToBox, 2 * FASTEST_HAND_MS);
    } else if (event.key === "Enter" || event.key === "Tab") {
      if (isFast && code.length >= SHORTEST_CODE) {
        event.preventDefault();
        event.stopPropagation();
        scanning.enter(field, code);
      }
      code = "";
    }
  };
  addEventListener("keydown", hear, true);
})();

// Success rises, refusal falls. The sound can be muted; colour and words say the same.
(() => {
  const TUNES = { success: [660, 880], danger: [330, 196], warning: [330, 196] };
  let audio = null;
  const play = (notes) => {
    audio ??= new AudioContext();
    audio.resume();
    notes.forEach((frequency, index) => {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      const start = audio.currentTime + index * 0.12;
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0.15, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + 0.12);
      tone.connect(volume).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 0.13);
    });
  };
  const isMuted = () => localStorage.getItem("muted") === "yes";
  const sing = (root) => {
    const message = root.matches?.("[data-sound]") ? root : root.querySelector("[data-sound]");
    if (message && !isMuted()) play(TUNES[message.dataset.sound] ?? TUNES.success);
    return message;
  };
  // A part of a page that comes with its words is not read out by all: one that stays is.
  const read = (message) => {
    const voice = document.querySelector("[data-scan-said]");
    if (voice && message) voice.textContent = message.textContent.trim();
  };
  const show = (root) => {
    for (const box of root.querySelectorAll("[data-mute]")) box.checked = isMuted();
  };
  addEventListener("DOMContentLoaded", () => {
    sing(document);
    show(document);
  });
  addEventListener("change", (event) => {
    if (!event.target.matches("[data-mute]")) return;
    localStorage.setItem("muted", event.target.checked ? "yes" : "no");
    show(document);
  });
  addEventListener("htmx:afterSwap", (event) => {
    read(sing(event.target));
    show(event.target);
  });
})();
