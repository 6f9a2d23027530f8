// The search of the docs site, all in the page: MiniSearch over the sections, as one types.
import MiniSearch from "minisearch";

const input = document.getElementById("search");
const found = document.getElementById("found");
const article = document.querySelector("article");
const menu = document.querySelector("details.menu");
const phone = matchMedia("(max-width: 800px)");
const fold = () => (menu.open = !phone.matches);
phone.addEventListener("change", fold);
fold();

const index = new MiniSearch({
  fields: ["heading", "text"],
  storeFields: ["page", "heading", "text"],
  // `zip.form` is found as it is, and by each of its words.
  tokenize: (text) =>
    text
      .split(/[\s,;:()"'…]+/)
      .flatMap((word) => [word, ...(/[._/-]/.test(word) ? word.split(/[._/-]+/) : [])])
      .filter(Boolean),
  searchOptions: {
    boost: { heading: 4 },
    prefix: true,
    fuzzy: (term) => (term.length > 5 ? 0.2 : false),
    combineWith: "AND",
  },
});
index.addAll(window.searchEntries);

function element(name, text, properties = {}) {
  const made = Object.assign(document.createElement(name), properties);
  made.textContent = text;
  return made;
}

function around(text, terms) {
  const lower = text.toLowerCase();
  const at = Math.max(
    0,
    Math.min(...terms.map((term) => lower.indexOf(term)).filter((place) => place >= 0), text.length) - 60,
  );
  return (at > 0 ? "… " : "") + text.slice(at, at + 180) + (text.length > at + 180 ? " …" : "");
}

function show() {
  const query = input.value.trim();
  found.hidden = query === "";
  article.hidden = query !== "";
  if (query === "") return;
  const hits = index.search(query).slice(0, 30);
  const list = element("ol", "");
  for (const { id, page, heading, text, terms } of hits) {
    const item = element("li", "");
    item.append(element("a", heading, { href: id }), ` · ${page}`, element("p", around(text, terms)));
    list.append(item);
  }
  const title =
    hits.length === 0 ? `Nothing found for “${query}”` : `${hits.length === 30 ? "The first 30" : hits.length} found`;
  found.replaceChildren(element("h2", title), list);
}

input.addEventListener("input", show);
input.form.addEventListener("submit", (event) => {
  event.preventDefault();
  found.querySelector("a")?.click();
});
found.addEventListener("click", (event) => {
  if (!event.target.closest("a")) return;
  input.value = "";
  show();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== input) {
    event.preventDefault();
    input.focus();
  }
});
