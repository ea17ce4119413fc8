// The editor of an agreement: each section has its title, its condition and its text, and what is filled in later is
// named in words. The plain text of the form is read first, and written again before it is sent.
(() => {
  const form = document.querySelector("[data-agreement-text]");
  if (!form) return;
  const plain = form.elements.body;
  const words = JSON.parse(document.querySelector("#agreement-words").textContent);
  const template = document.querySelector("#agreement-section");
  const editor = form.querySelector("[data-editor]");
  const parts = [...editor.querySelectorAll("[data-part]")];
  let last = null; // the field in which an insertion goes

  const named = (text, names, open, close) =>
    Object.entries(names).reduce((done, [name, label]) => done.replaceAll(`${open}${name}${close}`, `${open}${label}${close}`), text);
  const coded = (text, names, open, close) =>
    Object.entries(names).reduce((done, [name, label]) => done.replaceAll(`${open}${label}${close}`, `${open}${name}${close}`), text);
  const shown = (text) => named(named(text, words.blanks, "{", "}"), words.conditions, "[", "]");
  const stored = (text) => coded(coded(text, words.blanks, "{", "}"), words.conditions, "[", "]");

  const add = (part, { title = "", condition = "", body = "", before = null }) => {
    const section = template.content.firstElementChild.cloneNode(true);
    const [name, when, text] = ["title", "condition", "body"].map((key) => section.querySelector(`[data-${key}]`));
    name.value = shown(title);
    when.value = condition;
    text.value = shown(body);
    for (const field of [name, text]) {
      field.lang = plain.lang;
      field.dir = plain.dir;
    }
    text.rows = Math.max(3, body.split("\n").length + Math.floor(body.length / 90));
    part.querySelector("[data-sections]").insertBefore(section, before);
    return section;
  };

  const read = () => {
    const [signed, ...rest] = plain.value.replaceAll("\r\n", "\n").split(/^---$/m);
    [signed, rest.join("---")].forEach((source, place) => {
      if (!parts[place]) return;
      const [untitled, ...sections] = source.split(/^## /m);
      if (untitled.trim()) add(parts[place], { body: untitled.trim() });
      for (const section of sections) {
        const [head, ...lines] = section.split("\n");
        const [, condition = "", title] = head.match(/^(?:\[(\w*)\] ?)?(.*)$/);
        add(parts[place], { title, condition, body: lines.join("\n").trim() });
      }
    });
  };

  const write = () => {
    const sources = parts.map((part) =>
      [...part.querySelectorAll("[data-section]")]
        .map((section) => {
          const [title, condition, body] = ["title", "condition", "body"].map((key) => section.querySelector(`[data-${key}]`).value.trim());
          const head = condition ? `## [${condition}] ${title}` : title && `## ${title}`;
          return [head, body].filter(Boolean).join("\n\n");
        })
        .filter(Boolean)
        .join("\n\n"),
    );
    plain.value = stored(sources[1] ? sources.join("\n\n---\n\n") : sources[0]);
  };

  editor.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-title], [data-body]")) last = event.target;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-editor] button");
    if (!button) return;
    const section = button.closest("[data-section]");
    if (button.matches("[data-add]")) add(button.closest("[data-part]"), {}).querySelector("[data-title]").focus();
    if (button.matches("[data-drop]")) section.remove();
    if (button.matches("[data-up]") && section.previousElementSibling) section.previousElementSibling.before(section);
    if (button.matches("[data-down]") && section.nextElementSibling) section.nextElementSibling.after(section);
    if (button.matches("[data-insert]") && last) {
      last.setRangeText(button.dataset.insert, last.selectionStart, last.selectionEnd, "end");
      last.focus();
    }
    write();
  });
  form.addEventListener("submit", write);
  for (const kind of ["input", "change"]) editor.addEventListener(kind, write); // drafts.js keeps the plain text
  plain.addEventListener("input", () => { // restored from a draft
    for (const part of parts) part.querySelector("[data-sections]").replaceChildren();
    read();
  });

  const check = (field) => {
    const names = [...stored(field.value).matchAll(/\{(\w+)\}/g)].filter(([, name]) => !(name in words.blanks));
    if (!names.length) return;
    const error = document.querySelector("#agreement-unknown").content.firstElementChild.cloneNode(true);
    error.querySelector("code").textContent = names.map(([whole]) => whole).join(", ");
    field.setAttribute("aria-invalid", "true");
    field.classList.add("is-invalid");
    field.after(error);
  };

  read();
  editor.querySelectorAll("[data-title], [data-body]").forEach(check);
  editor.querySelector(".error-summary")?.focus();
  editor.hidden = false;
  form.querySelector("[data-plain]").hidden = true;
})();
