// The checklist by keyboard: P, F, N answer; Enter goes on; arrows go from item to item;
// Ctrl + Enter saves. Without this file, Tab, arrows and Space do the same.
(() => {
  const form = document.querySelector("[data-checklist]");
  if (!form) return;
  const items = [...form.querySelectorAll(".check")];
  const voice = form.querySelector("[data-voice]");
  const progress = form.querySelector("progress");
  const words = form.querySelector("[data-progress]");
  const save = form.querySelector("[data-save]");
  const KEYS = { p: "pass", f: "fail", n: "na" };
  form.querySelector(".check-keys").hidden = false;

  const radios = (item) => [...item.querySelectorAll(".check-answers input")];
  const answerOf = (item) => radios(item).find((radio) => radio.checked);
  const nameOf = (item) => item.querySelector("legend").firstChild.textContent.trim();
  const moreOf = (item) => item.querySelector(".check-more input:not([type=file]), .check-more select");

  const count = () => {
    const answered = items.filter(answerOf).length;
    progress.value = answered;
    words.querySelector("[data-answered]").textContent = answered;
  };

  const goTo = (item) => {
    const target = item ? answerOf(item) ?? radios(item)[0] : save;
    target.focus();
    (item ?? save).scrollIntoView({ block: "center" });
  };

  const step = (item, by) => {
    const index = items.indexOf(item) + by;
    if (index >= 0) goTo(items[index]);
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
    radio.focus();
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    voice.textContent = `${nameOf(item)}: ${radio.parentElement.textContent.trim()}. ${words.textContent}`;
  };

  form.addEventListener("change", count);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(save);
      return;
    }
    const item = event.target.closest(".check");
    if (!item || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isAnswer = event.target.matches(".check-answers input");
    const act = {
      Enter: () => goOn(item, event.target),
      ArrowDown: isAnswer && (() => step(item, 1)),
      ArrowUp: isAnswer && (() => step(item, -1)),
    }[event.key] || (isAnswer && KEYS[event.key.toLowerCase()] && (() => answer(item, KEYS[event.key.toLowerCase()])));
    if (!act || event.target.matches("a, [type=file]")) return;
    event.preventDefault();
    act();
  });
  addEventListener("pageshow", count); // a page shown again keeps what was ticked
  const wrong = form.querySelector(".check.has-error");
  if (wrong) goTo(wrong);
})();
