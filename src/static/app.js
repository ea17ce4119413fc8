// Small comforts; every act works without them.

// A page that answers a form is opened again by its address: Back and Reload would have to send the form again.
history.replaceState(history.state, "");

// A form that was refused shows first what is wrong, with links to its fields; closed parts that are wrong open.
(() => {
  const wrong = document.querySelectorAll("main :is(.error-summary, [aria-invalid=true])");
  for (const part of wrong) for (let fold = part.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const [first] = wrong;
  if (!first) return;
  if (first.matches(".error-summary")) first.tabIndex = -1;
  first.focus({ preventScroll: true });
  const block = first.matches(".error-summary") ? "start" : "center";
  const show = () => first.scrollIntoView({ block, behavior: "instant" });
  show();
  addEventListener("load", () => document.activeElement === first && show()); // pictures above it have their height
})();

// What is wrong with a field is no longer said once it is filled in.
addEventListener("input", ({ target }) => {
  if (!target.value || !target.matches("[aria-invalid=true]:not([type=checkbox], [type=radio])")) return;
  target.removeAttribute("aria-invalid");
  target.classList.remove("is-invalid");
  document.getElementById(`${target.id}_error`)?.remove();
  const line = document.querySelector(`.error-summary a[href="#${target.id}"]`)?.closest("li");
  const summary = line?.closest(".error-summary");
  line?.remove();
  if (summary && !summary.querySelector("li")) summary.remove();
});

// What is folded and filled in is shown.
const openFilled = () => {
  for (const { value, parentElement } of document.querySelectorAll(".extra-items:not([open]) .stepper input")) {
    if (Number(value)) parentElement.closest("details").open = true;
  }
};
openFilled();
addEventListener("htmx:afterSettle", openFilled);

// A form that only asks for a file goes once it is chosen.
addEventListener("change", (event) => {
  if (event.target.matches("[data-send-file] input[type=file]") && event.target.files.length) event.target.form.requestSubmit();
});

// A text that a narrow column cuts is shown whole under the pointer, at every width of the window.
const nameCutTexts = () => {
  const isCut = (e) => e.scrollWidth > e.clientWidth;
  const cells = [...document.querySelectorAll("table.list td")].filter((cell) => isCut(cell) || [...cell.children].some(isCut));
  for (const cell of cells) cell.title ||= cell.textContent.replace(/\s+/g, " ").trim();
};
for (const moment of ["load", "resize"]) addEventListener(moment, nameCutTexts);

// A form that only asks for a choice goes once it is made: by keyboard, where each arrow is a choice, once it is left.
(() => {
  const isChoice = (field) => field.matches?.("[data-send-choice] select");
  const send = ({ value, form }) => value && form.requestSubmit();
  let isByKey = false;
  addEventListener("keydown", ({ target }) => (isByKey = isChoice(target)));
  addEventListener("pointerdown", () => (isByKey = false));
  addEventListener("change", ({ target }) => isChoice(target) && !isByKey && send(target));
  addEventListener("focusout", ({ target, relatedTarget }) => {
    if (isByKey && isChoice(target) && !target.form.contains(relatedTarget)) send(target);
  });
})();

// "All" and "none" for a list of ticks.
addEventListener("change", (event) => {
  const group = event.target.closest("fieldset");
  const whole = group?.querySelector("[data-tick-all='']");
  const all = event.target.closest("[data-tick-all]");
  if (whole && !all && !event.target.checked) whole.checked = false;
  if (!all) return;
  const name = all.dataset.tickAll;
  const boxes = name ? document.querySelectorAll(`input[type=checkbox][name="${name}"]`) : group.querySelectorAll("input[type=checkbox]");
  for (const box of boxes) box.checked = all.checked;
});

// Ticks that are asked for some categories only: those of the category chosen are shown.
(() => {
  const fit = () => {
    const chosen = document.querySelector("select[name=category]")?.value ?? "";
    for (const box of document.querySelectorAll("input[data-for]")) {
      box.parentElement.hidden = !box.dataset.for.split(" ").includes(chosen);
    }
    for (const group of new Set([...document.querySelectorAll("input[data-for]")].map((box) => box.closest("fieldset")))) {
      group.hidden = ![...group.querySelectorAll("input[data-for]")].some((box) => !box.parentElement.hidden);
    }
  };
  addEventListener("change", (event) => {
    if (event.target.matches("select[name=category]")) fit();
  });
  fit();
})();

// "One more", "one fewer" round a number.
addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (!button) return;
  const field = button.closest("[data-stepper]").querySelector("input");
  if (button.dataset.step === "1") field.stepUp();
  else field.stepDown();
  field.setAttribute("value", field.value); // what is asked looks so
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
addEventListener("input", (event) => {
  if (event.target.matches("[data-stepper] input")) event.target.setAttribute("value", event.target.value || 0);
});

// A file over the limit is refused beside its field: sent, it would cost the page and what was typed.
addEventListener("change", ({ target }) => {
  const LARGEST_BYTES = 10 * 1024 * 1024; // like core/forms/uploads.py
  if (!target.matches("[type=file]:not([accept*='.zip'])")) return;
  const field = target.closest("label") ?? target;
  if (field.nextElementSibling?.matches("[data-over-limit]")) field.nextElementSibling.remove();
  if (![...target.files].some(({ size }) => size > LARGEST_BYTES)) return;
  target.value = "";
  field.after(document.querySelector("[data-too-large]").content.cloneNode(true));
});

// A pasted text is never cut in silence: whole, it is refused with its length.
addEventListener("paste", ({ target, clipboardData }) => {
  if (!(target.maxLength > 0)) return;
  const kept = target.value.length - (target.selectionEnd - target.selectionStart);
  if (kept + clipboardData.getData("text").length > target.maxLength) target.removeAttribute("maxlength");
});

// Where tabs scroll, the one that is open is in sight.
for (const tabs of document.querySelectorAll(".tabs")) {
  const open = tabs.querySelector("[aria-current]");
  if (open) tabs.scrollLeft += Math.max(0, open.getBoundingClientRect().right - tabs.getBoundingClientRect().right);
}

// How many rows a filter leaves is said to those who don't see the list change.
addEventListener("htmx:afterSwap", (event) => {
  const voice = document.querySelector("[data-table-announced]");
  const words = document.querySelector("#table .pager > span, #table .empty p");
  if (voice && words && event.detail.target.id === "table") voice.textContent = words.textContent.trim();
});

// Answers may overtake each other: a part that says when it was read is replaced by a later one only.
addEventListener("htmx:beforeSwap", (event) => {
  const { target, serverResponse } = event.detail;
  const shown = target.querySelector?.(":scope > [data-read-at]")?.dataset.readAt;
  const sent = /data-read-at="(\d+)"/.exec(serverResponse)?.[1];
  if (shown && sent && BigInt(sent) < BigInt(shown)) event.detail.shouldSwap = false;
});

// A busy server says so above the page; what was typed stays where it is.
addEventListener("htmx:beforeSwap", ({ detail }) => {
  if ([422, 503].includes(detail.xhr?.status) && detail.xhr.getResponseHeader("HX-Retarget")) detail.shouldSwap = true;
});

// A text that takes the focus by keyboard is brought into sight whole, not by its first line alone.
addEventListener("focusin", ({ target }) => {
  if (target.matches?.("textarea:not(:active)")) target.scrollIntoView({ block: "nearest" });
});

// A link that looks like a button is pressed like one.
addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.target.matches("a[role=button]")) return;
  event.preventDefault();
  event.target.click();
});

// A code in clear goes as the page is left, so that going back never finds it again.
addEventListener("pagehide", () => {
  for (const secret of document.querySelectorAll("[data-secret]")) secret.remove();
});

// The menu of a narrow screen: what is behind it is out of reach until it closes.
(() => {
  const menu = document.getElementById("menu");
  const opens = document.querySelector("[data-menu=open]");
  if (!menu || !opens) return;
  const isOpen = () => menu.classList.contains("show");
  const turn = (on) => {
    menu.classList.toggle("show", on);
    opens.setAttribute("aria-expanded", on);
    for (const part of document.querySelectorAll(".skip-link, .topbar, main, .thumb-bar")) part.inert = on;
    (on ? menu : opens).focus();
  };
  addEventListener("click", (event) => {
    const act = event.target.closest("[data-menu]");
    if (!act && (!isOpen() || menu.contains(event.target))) return;
    event.preventDefault();
    turn(act?.dataset.menu === "open");
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen()) turn(false);
  });
  matchMedia("(min-width: 992px)").addEventListener("change", () => isOpen() && turn(false));
})();

// What opens over the page closes by Escape, innermost first, and gives the focus back; menus and help also by a press
// elsewhere.
(() => {
  const OVER = ":is([data-help], .menu, .confirm)[open]";
  const opened = () => [...document.querySelectorAll(OVER)];
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const one = opened().findLast((details) => details.contains(document.activeElement)) ?? opened().at(-1);
    if (!one) return;
    one.open = false;
    one.querySelector("summary").focus();
  });
  addEventListener("click", (event) => {
    for (const one of opened()) if (!one.matches(".confirm") && !one.contains(event.target)) one.open = false;
  });
})();

// Who stood in a part that is replaced stands there still: on the same thing, or else on the part.
(() => {
  const STOPS = "a[href], button, input, select, textarea, summary";
  const signOf = (e) => [e.localName, e.getAttribute("href"), e.form?.getAttribute("action"), e.name, e.value].join();
  let stood = "";
  addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
    const here = document.activeElement;
    stood = here !== target && target.contains(here) ? signOf(here) : "";
  });
  addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
    const part = target.isConnected ? target : document.getElementById(target.id);
    if (!stood || !part || document.activeElement !== document.body) return;
    const same = [...part.querySelectorAll(STOPS)].find((e) => signOf(e) === stood);
    if (!same) part.tabIndex = -1;
    (same ?? part).focus({ preventScroll: true });
    stood = "";
  });
})();

// A model belongs to a category: those of another are not suggested, and go when the category changes.
(() => {
  const models = () => document.querySelectorAll("input[name=model][list]");
  const fits = (option, category) => !option.dataset.category || !category || option.dataset.category === category;
  const settle = (field, changed) => {
    const category = field.form?.elements.category?.value;
    for (const option of field.list.options) option.disabled = !fits(option, category);
    if (!changed) return;
    const known = [...field.list.options].find((option) => option.value === field.value);
    const stays = known ? fits(known, category) : field.value !== field.defaultValue;
    if (!stays) field.value = "";
  };
  for (const field of models()) settle(field, false);
  addEventListener("change", (event) => {
    if (event.target.name !== "category") return;
    for (const field of models()) if (field.form === event.target.form) settle(field, true);
  });
})();

// "Copy": the text of a field or of some lines goes to the clipboard, where there is one.
for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent);
  button.textContent = button.dataset.done;
});
