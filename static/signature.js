// Signatures drawn with a finger, a pen or the mouse; each travels as a PNG in a hidden field.
// When the network fails, what was drawn stays on the page and is sent again, once for all.
(() => {
  for (const form of document.querySelectorAll("[data-signature]")) {
    const inked = new Set();
    const state = form.querySelector("[data-signature-state]");
    const fieldOf = (pad) => form.elements[pad.dataset.field];

    for (const pad of form.querySelectorAll("canvas")) {
      const pen = pad.getContext("2d");
      let isDrawing = false;
      const place = (event) => {
        const frame = pad.getBoundingClientRect();
        return [
          ((event.clientX - frame.left) * pad.width) / frame.width,
          ((event.clientY - frame.top) * pad.height) / frame.height,
        ];
      };
      pad.addEventListener("pointerdown", (event) => {
        isDrawing = true;
        pad.setPointerCapture(event.pointerId);
        pen.lineWidth = 5;
        pen.lineCap = pen.lineJoin = "round";
        pen.strokeStyle = getComputedStyle(pad).color;
        pen.beginPath();
        pen.moveTo(...place(event));
      });
      pad.addEventListener("pointermove", (event) => {
        if (!isDrawing) return;
        for (const step of event.getCoalescedEvents?.() ?? [event]) pen.lineTo(...place(step));
        pen.stroke();
        inked.add(pad);
      });
      for (const end of ["pointerup", "pointercancel"]) {
        pad.addEventListener(end, () => { isDrawing = false; });
      }
      form.querySelector(`[data-signature-clear="${pad.dataset.field}"]`).addEventListener("click", () => {
        pen.clearRect(0, 0, pad.width, pad.height);
        inked.delete(pad);
      });
    }

    const say = (words, isBad) => {
      state.textContent = words;
      state.classList.toggle("signature-bad", isBad);
    };
    const send = async () => {
      const answer = await fetch(form.action || location.href, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Sent-By-Script": "1" },
      });
      const said = await answer.json();
      if (said.go) {
        location.assign(said.go);
        return true;
      }
      say((said.errors ?? [form.dataset.failed]).join(" "), true);
      return false;
    };
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("[type=submit]");
      if (button.disabled) return;
      for (const pad of form.querySelectorAll("canvas")) {
        fieldOf(pad).value = inked.has(pad) ? pad.toDataURL("image/png") : "";
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
