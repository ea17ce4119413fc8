// The labels page keeps count: how many sheets, and which labels of the first one will be printed.
(() => {
  const form = document.querySelector("[data-labels]");
  const copies = form.elements.copies;
  const again = form.querySelector("[data-labels-again]");

  const draw = (choice) => {
    const perSheet = Number(choice.dataset.sheet);
    const cells = [...choice.querySelectorAll("input[type=radio]")];
    const start = Math.max(cells.findIndex((cell) => cell.checked), 0);
    const labels = Number(form.dataset.labels) * (Number(copies.value) || 1);
    choice.querySelector("[data-sheet-count]").textContent = Math.ceil((start + labels) / perSheet);
    cells.forEach((cell, index) => {
      cell.parentElement.classList.toggle("sheet-filled", index > start && index < start + labels);
    });
  };
  const drawAll = () => form.querySelectorAll("[data-sheet]").forEach(draw);

  // The PDF leaves this page as it is, in a tab of its own or among the downloads.
  const made = document.querySelector("[data-labels-made]");
  addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.submitter === again) return;
    made.hidden = false;
    made.scrollIntoView({ block: "center" });
  });
  again.hidden = true;
  form.addEventListener("change", (event) => {
    if (event.target.name === "printer") again.click(); // its own half-used sheets
    else drawAll();
  });
  form.addEventListener("input", drawAll);
  addEventListener("pageshow", drawAll);
  drawAll();
})();
