// What report.html does in a browser: filter, search, sort, copy an id, show more rows while one scrolls. Plain DOM calls, and text
// only ever set as text, so that nothing of a file becomes markup. Tested in Chromium (test/browser).
export const REPORT_SCRIPT = String.raw`
(() => {
  const source = document.getElementById("data");
  if (!source) return;
  const { texts, rows } = JSON.parse(source.textContent);
  const [ROW, ORDER, SITE, LOCATION, OUTCOME, STAGE, MESSAGE, CODE, FIX, QUOTE, CONTRACT, PARENT, SUB, KIND] = rows.length ? rows[0].keys() : [];
  const labels = ["Row", "Order", "Site", "Location", "Outcome", "Stage", "Reason", "AT&T ids"];
  const STEP = 200;
  const PRINTED_MAX = 2000;
  const body = document.querySelector("#table tbody");
  const shown = document.getElementById("shown");
  const more = document.getElementById("more");
  const search = document.getElementById("search");
  const outcome = document.getElementById("outcome");
  const form = document.getElementById("filters");
  const text = (row, field) => texts[row[field]];
  const haystacks = new Map();
  const haystack = (row) => {
    let found = haystacks.get(row);
    if (found === undefined) {
      found = [ROW, ORDER, SITE, LOCATION, STAGE, MESSAGE, CODE, QUOTE, CONTRACT, PARENT, SUB].map((field) => text(row, field)).join("\n").toLowerCase();
      haystacks.set(row, found);
    }
    return found;
  };
  let order = "";
  let sorted = rows;
  let current = rows;
  let count = 0;

  const make = (name, content, className) => {
    const element = document.createElement(name);
    if (content !== undefined) element.textContent = content;
    if (className) element.className = className;
    return element;
  };
  const cell = (label, ...content) => {
    const td = make("td");
    td.dataset.label = label;
    td.append(...content);
    return td;
  };
  const idItem = (name, id) => {
    const item = make("li", name + " ");
    const button = make("button", id, "id");
    button.type = "button";
    button.title = "Copy " + name + " id";
    button.setAttribute("aria-label", "Copy " + name + " id " + id);
    item.append(button);
    return item;
  };
  const render = (row) => {
    const tr = make("tr");
    const reason = [text(row, MESSAGE) + " "];
    if (text(row, CODE)) {
      const link = make("a", text(row, CODE), "code");
      link.href = "#code-" + text(row, CODE);
      reason.push(link);
    }
    if (text(row, FIX)) reason.push(make("br"), make("em", text(row, FIX)));
    const orderButton = make("button", text(row, ORDER), "order");
    orderButton.type = "button";
    orderButton.dataset.order = text(row, ORDER);
    orderButton.title = "Show only this order";
    const ids = make("ul", undefined, "ids");
    for (const [name, field] of [["quote", QUOTE], ["contract", CONTRACT], ["order", PARENT], ["sub-order", SUB]])
      if (text(row, field)) ids.append(idItem(name, text(row, field)));
    tr.append(
      cell(labels[0], text(row, ROW)),
      cell(labels[1], ...(text(row, ORDER) ? [orderButton] : [])),
      cell(labels[2], text(row, SITE)),
      cell(labels[3], text(row, LOCATION)),
      cell(labels[4], make("span", text(row, OUTCOME), "badge " + text(row, KIND))),
      cell(labels[5], text(row, STAGE)),
      cell(labels[6], ...reason),
      cell(labels[7], ...(ids.childElementCount ? [ids] : [])),
    );
    return tr;
  };
  const say = () => {
    const of = current.length === rows.length ? "" : " (of " + rows.length.toLocaleString("en-US") + " in all)";
    const only = order === "" ? "" : "; only order " + order;
    shown.textContent = count.toLocaleString("en-US") + " of " + current.length.toLocaleString("en-US") + " rows" + of + only;
    more.hidden = count >= current.length;
  };
  const add = (upTo) => {
    const end = Math.min(current.length, upTo);
    const fragment = document.createDocumentFragment();
    for (; count < end; count += 1) fragment.append(render(current[count]));
    body.append(fragment);
    say();
  };
  const show = () => {
    const words = search.value.trim().toLowerCase();
    current = sorted.filter(
      (row) =>
        (order === "" || text(row, ORDER) === order) &&
        (outcome.value === "" || text(row, KIND) === outcome.value) &&
        (words === "" || haystack(row).includes(words)),
    );
    body.replaceChildren();
    count = 0;
    add(STEP);
  };

  const FIELDS = [ROW, ORDER, SITE, LOCATION, OUTCOME, STAGE, CODE, SUB];
  for (const button of document.querySelectorAll("[data-sort]")) {
    button.addEventListener("click", () => {
      const header = button.closest("th");
      const descending = header.getAttribute("aria-sort") === "ascending";
      for (const other of document.querySelectorAll("#table th")) other.setAttribute("aria-sort", "none");
      header.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const field = FIELDS[Number(button.dataset.sort)];
      const compare = new Intl.Collator("en", { numeric: true }).compare;
      sorted = [...rows].sort((one, two) => compare(text(one, field), text(two, field)) * (descending ? -1 : 1));
      show();
    });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-order]");
    if (link) {
      order = order === link.dataset.order && link.tagName === "BUTTON" ? "" : link.dataset.order;
      show();
      return;
    }
    const id = event.target.closest("button.id");
    if (id && navigator.clipboard) navigator.clipboard.writeText(id.textContent).then(() => { shown.textContent = "Copied " + id.textContent; });
    else if (id) getSelection().selectAllChildren(id);
  });
  let timer;
  search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 120); });
  outcome.addEventListener("change", show);
  form.addEventListener("reset", () => { order = ""; setTimeout(show); });
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", () => add(count + STEP));
  addEventListener("beforeprint", () => add(PRINTED_MAX));
  new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) add(count + STEP); }, { rootMargin: "800px" }).observe(more);
  form.hidden = false;
  show();
})();
`;
