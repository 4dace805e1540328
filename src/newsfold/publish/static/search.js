// Search over the index that pagefind made of this site. Nothing that is typed leaves this browser.
const form = document.querySelector("form.search");
const field = document.querySelector("#query");
const told = document.querySelector(".search-told");
const list = document.querySelector("#found");
const root = new URL(form.dataset.root, location.href);
const MOST = 30;
let engine = null;
let turn = 0;

function row(page) {
  const item = document.createElement("li");
  item.className = "row";
  const title = document.createElement("p");
  title.className = "row-title";
  const link = document.createElement("a");
  link.href = page.url;
  link.dir = "auto";
  link.textContent = page.meta.title;
  title.append(link);
  const words = document.createElement("p");
  words.className = "meta";
  words.textContent = page.plain_excerpt || "";
  item.append(title, words);
  return item;
}

async function search() {
  const mine = ++turn;
  const query = field.value.trim();
  history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
  if (!query) {
    told.textContent = "";
    list.replaceChildren();
    return;
  }
  told.textContent = form.dataset.wait;
  if (!engine) {
    engine = await import(new URL("pagefind/pagefind.js", root));
    await engine.options({ baseUrl: root.pathname });
  }
  const answer = await engine.debouncedSearch(query);
  if (!answer || mine !== turn) return;
  const pages = await Promise.all(answer.results.slice(0, MOST).map((result) => result.data()));
  if (mine !== turn) return;
  told.textContent = answer.results.length ? form.dataset.found.replace("{count}", answer.results.length) : form.dataset.none;
  list.replaceChildren(...pages.map(row));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
field.addEventListener("input", search);
field.value = new URLSearchParams(location.search).get("q") || "";
if (field.value) search();
