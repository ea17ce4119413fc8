// The checklist by keyboard: P and N answer and go on, F asks what is wrong; Enter goes on; arrows go from item to item;
// Ctrl + Enter saves; C comes back from anywhere on the page. Without this file, Tab, arrows and Space do the same.
(() => {
  const SCANNER_MS = 80; // faster keys are those of a scanner, see scan.js
  const equip = (form) => {
    const items = [...form.querySelectorAll(".check")];
    const voice = form.querySelector("[data-voice]");
    const progress = form.querySelector("progress");
    const words = form.querySelector("[data-progress]");
    const save = form.querySelector("[data-save]");
    const KEYS = { p: "pass", f: "fail", n: "na" };
    form.querySelector(".check-keys").hidden = false;

    const radios = (item) => [...item.querySelectorAll(".check-answers input")];
    const answerOf = (item) => radios(item).find((radio) => radio.checked);
    const isAnswered = (item) => answerOf(item) || "done" in item.dataset; // a group may have answers that differ
    const nameOf = (item) => item.querySelector("legend").firstChild.textContent.trim();
    const moreOf = (item) => item.querySelector(".check-more input:not([type=file]), .check-more select");

    const count = () => {
      const answered = items.filter(isAnswered).length;
      progress.value = answered;
      words.querySelector("[data-answered]").textContent = answered;
    };

    const goTo = (item) => {
      const target = item ? answerOf(item) ?? radios(item)[0] : save;
      const fold = target.closest("details");
      if (fold) fold.open = true;
      target.focus();
      (item ?? save).scrollIntoView({ block: "center" });
    };

    const goToList = () => {
      const part = form.closest("details");
      if (part) part.open = true;
      goTo(items.find((item) => !isAnswered(item)) ?? items[0]);
    };

    const step = (item, by) => {
      const shown = items.filter((one) => one === item || (one.closest("details")?.open ?? true));
      const index = shown.indexOf(item) + by;
      if (index >= 0) goTo(shown[index]);
    };

    const goOn = (item, from) => {
      const more = moreOf(item);
      const answer = answerOf(item);
      const isNeeded = more && !more.value && from !== more && answer && answer.value !== "na";
      if (isNeeded) more.focus();
      else step(item, 1);
    };

    const answer = (item, value) => {
      const radio = radios(item).find((one) => one.value === value);
      radio.checked = true;
      radio.dispatchEvent(new Event("change", { bubbles: true }));
      voice.textContent = `${nameOf(item)}: ${radio.parentElement.textContent.trim()}. ${words.textContent}`;
      const note = item.querySelector(".check-note input");
      if (value === "fail" && note) note.focus();
      else goOn(item, radio);
    };

    // What a letter asks for waits until it is known not to begin a scan.
    let asked = null;
    let timer = null;
    const settle = () => {
      clearTimeout(timer);
      const act = asked;
      asked = null;
      act?.();
    };
    const ask = (act) => {
      asked = act;
      timer = setTimeout(settle, SCANNER_MS);
    };
    const isTypedIn = (element) =>
      element.closest("textarea, select") || (element.matches("input") && !element.matches("[type=radio], [type=checkbox]"));
    addEventListener("keydown", (event) => {
      if (!form.isConnected) return;
      if (event.defaultPrevented) asked = null; // a scan goes on
      settle();
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
      if (isPlain && !event.defaultPrevented && event.key.toLowerCase() === "c" && !isTypedIn(event.target)) ask(goToList);
    });

    form.addEventListener("change", count);
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        form.requestSubmit(save);
        return;
      }
      const item = event.target.closest(".check");
      if (!item || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.defaultPrevented) return;
      const isAnswer = event.target.matches(".check-answers input");
      const letter = isAnswer && KEYS[event.key.toLowerCase()];
      if (letter) {
        settle();
        ask(() => answer(item, letter));
        event.stopPropagation();
        return;
      }
      const act = {
        Enter: () => goOn(item, event.target),
        ArrowDown: isAnswer && (() => step(item, 1)),
        ArrowUp: isAnswer && (() => step(item, -1)),
      }[event.key];
      if (!act || event.target.matches("a, [type=file]")) return;
      event.preventDefault();
      settle();
      act();
    });
    addEventListener("pageshow", count); // a page shown again keeps what was ticked
    const wrong = form.querySelector(".check.has-error");
    if (wrong) goTo(wrong);
  };
  // A refused scan shows the page anew.
  const begin = () => {
    const form = document.querySelector("[data-checklist]:not([data-equipped])");
    if (!form) return;
    form.dataset.equipped = "yes";
    equip(form);
  };
  begin();
  addEventListener("htmx:afterSwap", begin);
  // Once a step is saved, the focus goes on to the next item or part, which is read out after the message.
  const saved = document.querySelector(".messages .alert");
  const part = (which) => document.querySelector(`.bench-part[open]${which} > summary`);
  const item = /^#check-/.test(location.hash) && document.getElementById(location.hash.slice(1));
  const next = item?.querySelector?.("input") ?? part("[data-next]") ?? part("");
  const voice = document.querySelector("[data-scan-announced]");
  if (!saved || !next || document.querySelector("main [aria-invalid=true]")) return;
  const words = next.closest(".check")?.querySelector("legend") ?? next;
  const goOn = () => {
    next.focus();
    if (voice) voice.textContent = [saved, words].map((one) => one.textContent.trim().replace(/\s+/g, " ")).join(" ");
  };
  addEventListener("load", () => setTimeout(goOn)); // browsers drop the focus when they go to the fragment
})();
