(() => {
  const language = () => document.documentElement.lang;
  const table = document.querySelector("table.students");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const search = document.getElementById("search");
  const status = document.getElementById("by-status");
  const check = document.getElementById("by-check");
  const outcome = document.getElementById("by-outcome");
  const shown = document.getElementById("shown");
  const texts = new Map(rows.map((row) => [row, row.textContent.normalize("NFC").toLowerCase()]));

  for (const hidden of document.querySelectorAll(".scripted")) hidden.hidden = false;

  const translate = () => {
    for (const option of document.querySelectorAll("option.said")) {
      option.textContent = option.getAttribute(`data-${language()}`);
    }
  };
  for (const radio of document.querySelectorAll("input.language")) {
    radio.addEventListener("change", translate);
  }
  translate();

  const fits = (row) =>
    (!status.value || row.dataset.status === status.value) &&
    (!check.value || outcome.value.includes(row.dataset.codes[check.value])) &&
    texts.get(row).includes(search.value.normalize("NFC").trim().toLowerCase());

  const filter = () => {
    let count = 0;
    for (const row of rows) {
      row.hidden = !fits(row);
      count += row.hidden ? 0 : 1;
    }
    outcome.disabled = !check.value;
    shown.textContent = count === rows.length ? `${count}` : `${count} / ${rows.length}`;
    document.querySelector(".nobody").hidden = count > 0;
  };
  for (const control of [search, status, check, outcome]) control.addEventListener("input", filter);
  const form = document.querySelector(".filters");
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();

  const sort = (header, column) => {
    const up = header.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", up ? "ascending" : "descending");
    const numeric = header.classList.contains("num");
    const key = (row) => {
      const cell = row.cells[column];
      return numeric ? Number(cell.dataset.value) : cell.innerText;
    };
    const keys = new Map(rows.map((row) => [row, key(row)]));
    const compare = numeric
      ? (a, b) => keys.get(a) - keys.get(b)
      : (a, b) => keys.get(a).localeCompare(keys.get(b), language());
    body.append(...[...rows].sort((a, b) => (up ? compare(a, b) : compare(b, a))));
  };
  [...table.tHead.rows[0].cells].forEach((header, column) => {
    if (header.tagName !== "TH") return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => sort(header, column));
  });

  const heat = document.querySelector("table.heat");
  const order = heat.dataset.order ? heat.dataset.order.split(",").map(Number) : [];
  const tip = document.querySelector(".tip");
  const words = Object.fromEntries([...outcome.options].map((option) => [option.value, option]));
  const under = (cell, event) => {
    const box = cell.getBoundingClientRect();
    const place = Math.floor(((event.clientX - box.left) / box.width) * order.length);
    return rows[order[Math.min(Math.max(place, 0), order.length - 1)]];
  };
  for (const cell of order.length ? heat.querySelectorAll("td.cells") : []) {
    cell.classList.add("live");
    cell.addEventListener("pointermove", (event) => {
      const row = under(cell, event);
      const word = words[row.dataset.codes[cell.dataset.check]];
      tip.textContent = row.cells[0].innerText + (word ? ` · ${word.textContent}` : "");
      tip.hidden = false;
      const left = Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8);
      tip.style.left = `${left}px`;
      tip.style.top = `${event.clientY + 18}px`;
    });
    cell.addEventListener("pointerleave", () => { tip.hidden = true; });
    cell.addEventListener("click", (event) => under(cell, event).querySelector("a")?.click());
  }
})();
