// The camera and photos, which end in the scan form too (scan.js). Where the browser can't read
// codes, the server does: it keeps no picture.
(() => {
  const SAME_CODE_MS = 2_000;
  const PAUSE_MS = 150;
  const WIDEST = 1_024; // of a frame sent to the server
  const OURS = /\/[APD]\//i;
  const MISHAPS = { NotAllowedError: "refused", SecurityError: "refused", NotReadableError: "busy" };
  const FORMATS = ["qr_code", "data_matrix", "code_128", "code_39", "code_93", "ean_13", "ean_8", "itf", "pdf417", "aztec"];
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  // A code that stays in view is read once.
  let seen = {};
  const isNew = (code) => {
    const before = seen;
    seen = { code, at: Date.now() };
    return code !== before.code || seen.at - before.at > SAME_CODE_MS;
  };

  const detectorOf = async () => {
    if (!("BarcodeDetector" in window)) return null;
    const known = await BarcodeDetector.getSupportedFormats();
    const formats = FORMATS.filter((format) => known.includes(format));
    return formats.includes("qr_code") ? new BarcodeDetector({ formats }) : null;
  };

  const read = async ({ reader, lost }, picture) => {
    const body = new FormData();
    body.append("picture", picture, "picture.jpg");
    try {
      const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]; // none without network
      const headers = { "X-CSRFToken": token, Accept: "application/json" };
      const answer = await fetch(reader, { method: "POST", body, headers });
      return await answer.json();
    } catch {
      return { codes: [], words: lost, wait: 2, isLost: true };
    }
  };

  // A field for a code may be filled by a photo.
  const fillByPhoto = (field) => {
    const [button, photo, status] = ["label", "input", "span"].map((name) => document.createElement(name));
    [button.className, button.textContent] = ["btn btn-outline mt-2", field.dataset.photo];
    Object.assign(photo, { type: "file", accept: "image/jpeg,image/png,image/webp", className: "visually-hidden" });
    photo.setAttribute("capture", "environment");
    status.setAttribute("role", "status");
    photo.addEventListener("change", async () => {
      const { codes, words } = await read(field.dataset, photo.files[0]);
      photo.value = "";
      if (codes.length) field.value = decodeURIComponent(codes[0].replace(/^.*\/[AP]\//i, ""));
      status.textContent = codes.length ? "" : (words ?? field.dataset.none);
    });
    button.append(photo);
    field.after(button, status);
  };

  const equip = (tools) => {
    if (!tools || tools.dataset.equipped) return;
    tools.dataset.equipped = "yes";
    tools.hidden = false;
    const part = (name) => tools.querySelector(`[data-scan-${name}]`);
    const [view, video, status, torch, choices] = ["view", "video", "status", "torch", "choices"].map(part);
    let stream = null;

    const say = (words) => (status.textContent = words);
    const take = (code) => {
      view.classList.add("is-read");
      setTimeout(() => view.classList.remove("is-read"), 400);
      if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(40);
      scans.enter(code);
    };

    const send = (picture) => read(tools.dataset, picture);
    // The server reads photos best; without network the browser tries.
    const readPhoto = async (picture) => {
      const detector = navigator.onLine ? null : await detectorOf();
      const found = detector ? await detector.detect(await createImageBitmap(picture)).catch(() => []) : [];
      return found.length ? { codes: found.map(({ rawValue }) => rawValue) } : send(picture);
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
      while (stream === mine && tools.isConnected) {
        const { codes, words, wait } = await look(detector);
        if (stream !== mine) return;
        if (words) say(words);
        if (codes.length && isNew(codes[0])) take(codes[0]);
        await pause(wait ? wait * 1000 : PAUSE_MS);
      }
      if (!tools.isConnected) close();
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
      if (document.activeElement === part("camera")) part("close").focus();
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
      const { codes, words, isLost } = await readPhoto(picture);
      event.target.value = "";
      if (isLost && scans.keepPhoto) {
        say("");
        return scans.keepPhoto(picture); // our page without network
      }
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

  addEventListener("DOMContentLoaded", () => {
    equip(document.querySelector("[data-scan-tools]"));
    for (const field of document.querySelectorAll("input[data-photo]")) fillByPhoto(field);
  });
  addEventListener("htmx:load", (event) => equip(event.target.querySelector?.("[data-scan-tools]")));
})();
