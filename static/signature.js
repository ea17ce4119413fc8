// A signature drawn with a finger, a pen or the mouse; it travels as a PNG in a hidden field.
(() => {
  for (const form of document.querySelectorAll("[data-signature]")) {
    const pad = form.querySelector("canvas");
    const field = form.querySelector("input[name=signature]");
    const pen = pad.getContext("2d");
    let isDrawing = false;
    let hasInk = false;

    const ink = () => getComputedStyle(pad).color;
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
      pen.strokeStyle = ink();
      pen.beginPath();
      pen.moveTo(...place(event));
    });
    pad.addEventListener("pointermove", (event) => {
      if (!isDrawing) return;
      for (const step of event.getCoalescedEvents?.() ?? [event]) pen.lineTo(...place(step));
      pen.stroke();
      hasInk = true;
    });
    for (const end of ["pointerup", "pointercancel"]) {
      pad.addEventListener(end, () => { isDrawing = false; });
    }
    form.querySelector("[data-signature-clear]").addEventListener("click", () => {
      pen.clearRect(0, 0, pad.width, pad.height);
      hasInk = false;
    });
    form.addEventListener("submit", () => {
      field.value = hasInk ? pad.toDataURL("image/png") : "";
    });
  }
})();
