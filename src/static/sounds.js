// Success rises, refusal falls, what is kept stays level. Sound can be muted; colour and words say the same.
const sounds = (() => {
  const TUNES = { success: [660, 880], danger: [330, 196], warning: [330, 196], kept: [440, 440] };
  const REFUSAL_MS = [150, 80, 150]; // vibration, pause, vibration: felt in a glove, also without sound
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
  const sing = (tone) => {
    const isRefused = tone === "danger" || tone === "warning";
    if (isRefused && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(REFUSAL_MS); // browsers refuse it before
    if (!isMuted()) play(TUNES[tone] ?? TUNES.success);
  };
  const announce = (tone, words) => {
    sing(tone);
    const voice = document.querySelector("[data-scan-announced]");
    if (voice) voice.textContent = words.trim();
  };
  const show = (root) => {
    for (const box of root.querySelectorAll("[data-mute]")) box.checked = isMuted();
  };
  const messageIn = (root) => (root.matches?.("[data-sound]") ? root : root.querySelector("[data-sound]"));
  addEventListener("DOMContentLoaded", () => {
    const message = messageIn(document); // a page that comes is read out as a whole
    if (message) sing(message.dataset.sound);
    show(document);
  });
  addEventListener("change", (event) => {
    if (!event.target.matches("[data-mute]")) return;
    localStorage.setItem("muted", event.target.checked ? "yes" : "no");
    show(document);
  });
  addEventListener("htmx:afterSwap", (event) => {
    const message = messageIn(event.target);
    if (message) announce(message.dataset.sound, message.textContent);
    show(event.target);
  });
  return { announce };
})();
