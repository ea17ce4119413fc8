// A text read aloud by the browser's own voice, a marked line at a time; a button in a section reads that section alone.
addEventListener("DOMContentLoaded", () => {
  const buttons = [...document.querySelectorAll("[data-listen]")];
  const none = document.querySelector("[data-listen-none]");
  if (!buttons.length) return;
  if (!("speechSynthesis" in window)) {
    none.hidden = false;
    return;
  }
  const language = buttons[0].dataset.listen;
  const linesOf = (root) => [...root.querySelectorAll("[data-listen-text] :is(h2, p, li)")];
  const show = () => {
    const voices = speechSynthesis.getVoices();
    const has = voices.some((voice) => voice.lang.toLowerCase().startsWith(language));
    for (const button of buttons) button.hidden = voices.length > 0 && !has;
    none.hidden = !buttons[0].hidden;
  };
  const stop = () => {
    speechSynthesis.cancel();
    for (const line of linesOf(document)) line.classList.remove("is-read");
    for (const button of buttons) button.setAttribute("aria-pressed", "false");
  };
  const say = (line, isLast) => {
    const words = new SpeechSynthesisUtterance(line.textContent);
    words.lang = language;
    words.rate = 0.9;
    words.onstart = () => line.classList.add("is-read");
    words.onend = () => (isLast ? stop() : line.classList.remove("is-read"));
    speechSynthesis.speak(words);
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const wasRead = button.getAttribute("aria-pressed") === "true";
      stop();
      if (wasRead) return;
      button.setAttribute("aria-pressed", "true");
      const lines = linesOf(button.closest("details") ?? document);
      lines.forEach((line, number) => say(line, number === lines.length - 1));
    });
  }
  speechSynthesis.addEventListener("voiceschanged", show);
  addEventListener("pagehide", stop);
  show();
});
