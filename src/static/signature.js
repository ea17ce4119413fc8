// Signatures drawn with a finger, a pen or the mouse; each travels as a PNG in a hidden field.
// A name that is typed and ticked beside a frame replaces its drawing.
// When the network fails, what was drawn stays on the page and is sent again, once for all.
(() => {
  const WIDTH = 900; // of a frame, in its own pixels: what is tiny is so on every screen
  const TINY = WIDTH / 12;

  // A frame to draw in: it keeps its strokes, and draws them anew when the device is turned.
  const framed = (pad, mended) => {
    const pen = pad.getContext("2d");
    let strokes = [];
    let isDrawing = false;

    const draw = (stroke) => {
      pen.lineWidth = 5;
      pen.lineCap = pen.lineJoin = "round";
      pen.strokeStyle = getComputedStyle(pad).color;
      pen.beginPath();
      stroke.forEach(([x, y], place) => (place ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.stroke();
    };
    const fit = () => {
      const height = Math.round((WIDTH * pad.clientHeight) / pad.clientWidth);
      if (!height || height === pad.height) return;
      const scale = Math.min(1, height / pad.height);
      pad.height = height; // which clears it
      strokes = strokes.map((stroke) => stroke.map(([x, y]) => [x * scale, y * scale]));
      strokes.forEach(draw);
    };
    const place = (event) => {
      const frame = pad.getBoundingClientRect();
      return [
        ((event.clientX - frame.left) * pad.width) / frame.width,
        ((event.clientY - frame.top) * pad.height) / frame.height,
      ];
    };
    const span = (side) => {
      const all = strokes.flat().map((point) => point[side]);
      return all.length ? Math.max(...all) - Math.min(...all) : 0;
    };

    new ResizeObserver(fit).observe(pad);
    pad.addEventListener("pointerdown", (event) => {
      isDrawing = true;
      pad.setPointerCapture(event.pointerId);
      strokes.push([place(event)]);
      mended();
    });
    pad.addEventListener("pointermove", (event) => {
      if (!isDrawing) return;
      const stroke = strokes.at(-1);
      const from = stroke.length - 1;
      for (const step of event.getCoalescedEvents?.() ?? [event]) stroke.push(place(step));
      draw(stroke.slice(from));
    });
    for (const end of ["pointerup", "pointercancel"]) {
      pad.addEventListener(end, () => { isDrawing = false; });
    }
    return {
      pad,
      isEmpty: () => !strokes.some((stroke) => stroke.length > 1),
      // Ink or nothing, as papers keep it: shades would make it five times as long.
      picture() {
        const copy = document.createElement("canvas");
        [copy.width, copy.height] = [pad.width, pad.height];
        const ink = pen.getImageData(0, 0, pad.width, pad.height);
        for (let at = 3; at < ink.data.length; at += 4) ink.data[at] = ink.data[at] > 127 ? 255 : 0;
        copy.getContext("2d").putImageData(ink, 0, 0);
        return copy.toDataURL("image/png");
      },
      isTiny: () => Math.max(span(0), span(1)) < TINY,
      clear() {
        strokes = [];
        pen.clearRect(0, 0, pad.width, pad.height);
        mended();
      },
    };
  };

  for (const form of document.querySelectorAll("[data-signature]")) {
    const state = form.querySelector("[data-signature-state]");
    const say = (words, isBad) => {
      state.textContent = words;
      state.classList.toggle("signature-bad", isBad);
    };
    const mended = () => {
      say("", false);
      form.querySelector("[data-signature-errors]")?.remove();
    };
    const frames = [...form.querySelectorAll("canvas")].map((pad) => framed(pad, mended));
    for (const { pad, clear } of frames) {
      form.querySelector(`[data-signature-clear="${pad.dataset.field}"]`).addEventListener("click", clear);
    }

    const refuse = ({ pad }, words) => {
      say(words, true);
      pad.scrollIntoView({ behavior: "instant", block: "center" });
      return false;
    };
    const isTyped = ({ pad }) => form.elements[`${pad.dataset.field}_typed`]?.checked;
    const isSigned = (frame) => {
      if (isTyped(frame)) return true; // the server asks for the name
      if (frame.isEmpty()) {
        return !("required" in frame.pad.dataset) || refuse(frame, frame.pad.dataset.missing ?? form.dataset.empty);
      }
      return !frame.isTiny() || refuse(frame, form.dataset.tiny);
    };
    const send = async () => {
      const signed = new CustomEvent("signed", { bubbles: true, cancelable: true });
      if (!form.dispatchEvent(signed)) return true; // the page keeps it, to send it later
      const answer = await fetch(form.action || location.href, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Sent-By-Script": "1" },
      });
      const result = await answer.json();
      if (result.go) {
        form.dispatchEvent(new Event("sent", { bubbles: true })); // drafts.js
        location.assign(result.go);
        return true;
      }
      say((result.errors ?? [form.dataset.failed]).join(" "), true);
      return false;
    };
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("[type=submit]");
      if (button.disabled || !frames.every(isSigned)) return;
      for (const { pad, isEmpty, picture } of frames) {
        form.elements[pad.dataset.field].value = isEmpty() ? "" : picture();
      }
      button.disabled = true;
      say(form.dataset.sending, false);
      let isGone = false;
      try {
        isGone = await send();
      } catch (failure) {
        say(failure instanceof SyntaxError ? form.dataset.failed : form.dataset.lost, true);
      }
      button.disabled = isGone;
    });
  }
})();
