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
    const box = document.querySelector("#scan-code");
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

// The camera and photos. Where the browser can't read codes, the server does: it keeps no picture.
(() => {
  const SAME_CODE_MS = 2_000;
  const PAUSE_MS = 150;
  const WIDEST = 1_024; // of a frame sent to the server
  const OURS = /\/[APD]\//i;
  const MISHAPS = { NotAllowedError: "refused", SecurityError: "refused", NotReadableError: "busy" };
  const FORMATS = ["qr_code", "data_matrix", "code_128", "code_39", "code_93", "ean_13", "ean_8", "itf", "pdf417", "aztec"];
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  // A code that stays in view is read once, also across the reload that its reading caused.
  const isNew = (code) => {
    const seen = JSON.parse(sessionStorage.getItem("seen") ?? "{}");
    sessionStorage.setItem("seen", JSON.stringify({ code, at: Date.now() }));
    return code !== seen.code || Date.now() - seen.at > SAME_CODE_MS;
  };

  const detectorOf = async () => {
    if (!("BarcodeDetector" in window)) return null;
    const known = await BarcodeDetector.getSupportedFormats();
    const formats = FORMATS.filter((format) => known.includes(format));
    return formats.includes("qr_code") ? new BarcodeDetector({ formats }) : null;
  };

  const equip = (tools) => {
    if (!tools || tools.dataset.equipped) return;
    tools.dataset.equipped = "yes";
    tools.hidden = false;
    const field = tools.closest("form").elements.code;
    const part = (name) => tools.querySelector(`[data-scan-${name}]`);
    const [view, video, status, torch, choices] = ["view", "video", "status", "torch", "choices"].map(part);
    let stream = null;

    const say = (words) => (status.textContent = words);
    const take = (code) => {
      view.classList.add("is-read");
      setTimeout(() => view.classList.remove("is-read"), 400);
      navigator.vibrate?.(40);
      say(tools.dataset.read.replace("…", code));
      scanning.enter(field, code);
    };

    const send = async (picture) => {
      const body = new FormData();
      body.append("picture", picture, "picture.jpg");
      const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
      const headers = { "X-CSRFToken": token, Accept: "application/json" };
      try {
        const answer = await fetch(tools.dataset.reader, { method: "POST", body, headers });
        return await answer.json();
      } catch {
        return { codes: [], words: tools.dataset.lost, wait: 2 };
      }
    };

    const frame = () => {
      const scale = Math.min(1, WIDEST / video.videoWidth);
      const canvas = document.createElement("canvas");
      canvas.width = video.videoWidth * scale;
      canvas.height = video.videoHeight * scale;
      canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
      return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    };

    const look = async (detector) => {
      if (!detector) return send(await frame());
      const codes = (await detector.detect(video)).map((found) => found.rawValue);
      return { codes: codes.sort((one, other) => OURS.test(other) - OURS.test(one)) };
    };

    const watch = async () => {
      const mine = stream;
      const detector = await detectorOf();
      while (stream === mine) {
        const { codes, words, wait } = await look(detector);
        if (stream !== mine) return;
        if (words) say(words);
        if (codes.length && isNew(codes[0])) take(codes[0]);
        await pause(wait ? wait * 1000 : PAUSE_MS);
      }
    };

    const close = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
      stream = null;
      video.srcObject = null;
      view.hidden = true;
      part("camera").hidden = false;
    };

    const open = async () => {
      if (stream) return;
      if (!isSecureContext) return say(tools.dataset.insecure);
      if (!navigator.mediaDevices?.getUserMedia) return say(tools.dataset.absent);
      const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: wanted });
      } catch (mishap) {
        sessionStorage.removeItem("camera");
        return say(tools.dataset[MISHAPS[mishap.name] ?? "absent"]);
      }
      video.srcObject = stream;
      view.hidden = false;
      part("camera").hidden = true;
      torch.hidden = !stream.getVideoTracks()[0].getCapabilities?.().torch;
      torch.setAttribute("aria-pressed", "false");
      sessionStorage.setItem("camera", location.pathname);
      say(tools.dataset.aim);
      await video.play();
      watch();
    };

    const wants = () => sessionStorage.getItem("camera") === location.pathname;
    part("camera").addEventListener("click", open);
    part("close").addEventListener("click", () => {
      sessionStorage.removeItem("camera");
      close();
      say("");
      part("camera").focus();
    });
    torch.addEventListener("click", () => {
      const isOn = torch.getAttribute("aria-pressed") !== "true";
      stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: isOn }] });
      torch.setAttribute("aria-pressed", isOn);
    });
    addEventListener("pagehide", close);
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) close();
      else if (wants()) open();
    });

    part("photo").addEventListener("change", async (event) => {
      const [picture] = event.target.files;
      if (!picture) return;
      say(tools.dataset.reading);
      const { codes, words } = await send(picture);
      event.target.value = "";
      say(words ?? (codes.length ? "" : tools.dataset.none));
      choices.replaceChildren();
      if (codes.length === 1 || OURS.test(codes[0] ?? "")) return take(codes[0]);
      for (const code of codes) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-outline";
        button.textContent = code;
        button.addEventListener("click", () => take(code));
        choices.append(button);
      }
      if (codes.length) say(tools.dataset.several);
    });

    if (wants() || location.hash === "#camera") open();
  };

  addEventListener("DOMContentLoaded", () => equip(document.querySelector("[data-scan-tools]")));
  addEventListener("htmx:load", (event) => equip(event.target.querySelector?.("[data-scan-tools]")));
})();
