// Small comforts; every act works without them.

// A USB scanner types fast and ends with Enter: its code reaches the scan box from anywhere on a page.
(() => {
  const FASTEST_HAND_MS = 80;
  const SHORTEST_CODE = 4;
  let code = "";
  let last = 0;
  addEventListener("keydown", (event) => {
    const box = document.querySelector("[data-scan-target] input[name=code], [data-scanbox] input");
    if (!box || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const slow = event.timeStamp - last > FASTEST_HAND_MS;
    last = event.timeStamp;
    if (event.key.length === 1) code = slow ? event.key : code + event.key;
    else if (event.key === "Enter" && !slow && code.length >= SHORTEST_CODE) {
      event.preventDefault();
      box.value = code;
      code = "";
      box.form.requestSubmit();
    }
  });
})();

// Success rises, refusal falls. The sound can be muted; colour and words say the same.
(() => {
  const TUNES = { success: [660, 880], danger: [330, 196], warning: [330, 196] };
  const play = (notes) => {
    const audio = new AudioContext();
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
    const message = root.querySelector("[data-sound]");
    if (message && !isMuted()) play(TUNES[message.dataset.sound] ?? TUNES.success);
  };
  addEventListener("DOMContentLoaded", () => {
    sing(document);
    for (const box of document.querySelectorAll("[data-mute]")) {
      box.checked = isMuted();
      box.addEventListener("change", () => localStorage.setItem("muted", box.checked ? "yes" : "no"));
    }
  });
  addEventListener("htmx:afterSwap", (event) => sing(event.detail.target));
})();

// "All" and "none" for a list of ticks.
addEventListener("change", (event) => {
  const all = event.target.closest("[data-tick-all]");
  if (!all) return;
  for (const box of document.querySelectorAll(`input[type=checkbox][name="${all.dataset.tickAll}"]`)) {
    box.checked = all.checked;
  }
});

// "One more", "one fewer" round a number.
(() => {
  for (const button of document.querySelectorAll("[data-stepper] [data-step]")) button.hidden = false;
  addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    const field = button.closest("[data-stepper]").querySelector("input");
    if (button.dataset.step === "1") field.stepUp();
    else field.stepDown();
    field.setAttribute("value", field.value); // what is asked looks so
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();

// How many rows a filter leaves is said to those who don't see the list change.
addEventListener("htmx:afterSwap", (event) => {
  const voice = document.querySelector("[data-table-says]");
  const words = document.querySelector("#table .pager > span, #table .empty p");
  if (voice && words && event.detail.target.id === "table") voice.textContent = words.textContent.trim();
});

// A link that looks like a button is pressed like one.
addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.target.matches("a[role=button]")) return;
  event.preventDefault();
  event.target.click();
});
