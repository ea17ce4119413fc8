// A text read aloud by the browser's own voice, a line at a time; the line being read is marked.
addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector("[data-listen]");
  const none = document.querySelector("[data-listen-none]");
  if (!button) return;
  if (!("speechSynthesis" in window)) {
    none.hidden = false;
    return;
  }
  const language = button.dataset.listen;
  const lines = [...document.querySelectorAll("[data-listen-text] :is(h2, p, li)")];
  const show = () => {
    const voices = speechSynthesis.getVoices();
    const has = voices.some((voice) => voice.lang.toLowerCase().startsWith(language));
    button.hidden = voices.length > 0 && !has;
    none.hidden = !button.hidden;
  };
  const stop = () => {
    speechSynthesis.cancel();
    for (const line of lines) line.classList.remove("is-read");
    button.setAttribute("aria-pressed", "false");
  };
  const say = (line) => {
    const words = new SpeechSynthesisUtterance(line.textContent);
    words.lang = language;
    words.rate = 0.9;
    words.onstart = () => line.classList.add("is-read");
    words.onend = () => {
      line.classList.remove("is-read");
      if (line === lines.at(-1)) button.setAttribute("aria-pressed", "false");
    };
    speechSynthesis.speak(words);
  };
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") return stop();
    speechSynthesis.cancel();
    button.setAttribute("aria-pressed", "true");
    lines.forEach(say);
  });
  speechSynthesis.addEventListener("voiceschanged", show);
  addEventListener("pagehide", stop);
  show();
});
