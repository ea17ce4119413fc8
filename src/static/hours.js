// Opening hours: few fields at first, and one day copied to others. Without this script, all fields show.
(() => {
  const form = document.querySelector("[data-hours]");
  if (!form) return;
  const days = [...form.querySelectorAll("[data-day]")];
  const spansOf = (day) => [...day.querySelectorAll("[data-span]")];
  const inputsOf = (part) => [...part.querySelectorAll("input")];
  const isEmpty = (span) => inputsOf(span).slice(0, 2).every((input) => !input.value);

  // Spans that are empty, but for the first, and slots wait until they are asked for.
  const fold = (day) => {
    const spans = spansOf(day);
    spans.forEach((span, number) => {
      span.hidden = number > 0 && isEmpty(span) && !span.dataset.open;
      for (const slot of span.querySelectorAll("[data-slot]")) slot.hidden = isEmpty(span);
    });
    day.querySelector("[data-more]").hidden = isEmpty(spans[0]) || !spans.some((span) => span.hidden);
    for (const copy of day.querySelectorAll("[data-copy-week]")) copy.hidden = isEmpty(spans[0]);
  };
  const foldAll = () => days.forEach(fold);

  const copy = (from, to) => {
    const values = spansOf(from).map((span) => inputsOf(span).map((input) => input.value));
    spansOf(to).forEach((span, number) => {
      inputsOf(span).forEach((input, place) => {
        if (values[number]) input.value = values[number][place];
      });
    });
  };

  form.addEventListener("click", (event) => {
    const day = event.target.closest("[data-day]");
    if (!day || event.target.type !== "button") return;
    if (event.target.matches("[data-more]")) {
      const next = spansOf(day).find((span) => span.hidden);
      next.dataset.open = "1";
      fold(day);
      next.querySelector("input").focus();
      return;
    }
    const place = days.indexOf(day);
    if (event.target.matches("[data-like]")) copy(days[place - 1], day);
    if (event.target.matches("[data-copy-week]")) days.slice(0, 5).forEach((other) => other === day || copy(day, other));
    foldAll();
  });
  form.addEventListener("input", foldAll);
  days.forEach((day, place) => {
    const button = day.querySelector("[data-like]");
    if (!button) return;
    const name = days[place - 1].querySelector("legend").textContent; // French writes days in small letters
    button.textContent = `${button.dataset.like} ${document.documentElement.lang === "fr" ? name.toLowerCase() : name}`;
    button.hidden = false;
  });
  foldAll();
})();
