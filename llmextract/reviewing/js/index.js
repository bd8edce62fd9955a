// The index: a row a report, sortable, what needs eyes first.
let sortBy = "eyes";
let descending = true;
const COLUMNS = [
  ["title", "index_report"], ["region", "index_region"], ["year", "index_year"], ["eyes", "index_eyes"], ["decided", "index_decided"],
  ["values", "index_values"], ["verified", "verified"], ["review", "review"], ["rejected", "rejected"],
  ["missed", "missed"], ["unclaimed", "unclaimed"], ["failed", "failed"], [null, "index_bar"],
];
// Failures are rare: they have a column where there are some.
const columns = COLUMNS.filter(([key]) => key !== "failed" || data.rows.some((row) => row.failed));
const TEXTS = new Set(["title", "region", "year"]);
const SHARES = ["verified", "review", "rejected", "unclaimed"];

/** What was decided on a page in this browser and is not in the results yet. */
function progressOf(row) {
  try {
    const told = JSON.parse(kept.get(keyOf("progress", row)));
    const [decided, eyes, ...before] = told.every(Number.isInteger) ? told : [];
    if (before[0] === row.decided && before[1] === row.eyes) return [decided, eyes];
  } catch {
    // nothing usable was kept: the results alone count
  }
  return [row.decided, row.eyes];
}

for (const row of data.rows) [row.decided, row.eyes] = progressOf(row);

const left = (row) => row.eyes - row.decided;
const valueOf = (row) => (sortBy === "eyes" ? left(row) : row[sortBy]);

function sorted() {
  const way = descending ? -1 : 1;
  const compare = (a, b) => (TEXTS.has(sortBy) ? String(a).localeCompare(String(b), "zh-CN") : a - b);
  return [...data.rows].sort((a, b) => way * compare(valueOf(a), valueOf(b)) || a.name.localeCompare(b.name));
}

/** The make-up of a report's values as a bar; its numbers stand beside it. */
function bar(row) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 120 10");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "bar");
  const all = SHARES.reduce((sum, key) => sum + row[key], 0) || 1;
  let at = 0;
  for (const key of SHARES) {
    const part = document.createElementNS(space, "rect");
    const width = (120 * row[key]) / all;
    for (const [name, value] of [["x", at], ["y", 0], ["width", width], ["height", 10], ["class", key]]) part.setAttribute(name, value);
    svg.append(part);
    at += width;
  }
  return svg;
}

function rowElement(row) {
  const link = el("a", "", row.title);
  link.href = row.page;
  const head = el("th", "", link, row.name === row.title ? null : el("span", "file", row.name));
  head.scope = "row";
  const progress = el("progress", "");
  progress.max = Math.max(1, row.eyes);
  progress.value = row.eyes ? row.decided : 1;
  progress.setAttribute("aria-label", t("progress", row.decided, row.eyes));
  const number = (key) => el("td", `count ${key}${row[key] ? "" : " zero"}`, String(row[key]));
  const eyes = el("td", `count eyes${left(row) ? "" : " zero"}`, left(row) ? String(left(row)) : "✓");
  if (!left(row)) eyes.setAttribute("aria-label", t("progress_none"));
  const counted = columns.map(([key]) => key).slice(columns.findIndex(([key]) => key === "values"), -1);
  const rest = counted.map(number);
  return el("tr", "", head, el("td", "", row.region), el("td", "", row.year), eyes,
    el("td", "progress", progress, el("span", "", row.eyes ? `${row.decided}/${row.eyes}` : "–")), ...rest, el("td", "make-up", bar(row)));
}

function columnElement([key, words]) {
  const made = el("th", TEXTS.has(key) ? "text" : "");
  made.scope = "col";
  if (!key) return el("th", "", t(words));
  const sort = button("sort", t(words), () => {
    descending = key === sortBy ? !descending : !TEXTS.has(key);
    sortBy = key;
    draw();
    byId("columns").querySelector(`[data-key="${key}"]`).focus();
  });
  sort.dataset.key = key;
  made.append(sort);
  made.setAttribute("aria-sort", key === sortBy ? (descending ? "descending" : "ascending") : "none");
  return made;
}

function draw() {
  const wanted = byId("search").value.trim().toLowerCase();
  const rows = sorted().filter((row) => `${row.title} ${row.name} ${row.region} ${row.year}`.toLowerCase().includes(wanted));
  byId("columns").replaceChildren(...columns.map(columnElement));
  byId("rows").replaceChildren(...rows.map(rowElement));
  const sum = (key) => data.rows.reduce((all, row) => all + row[key], 0);
  byId("intro").textContent = t("index_intro", data.rows.length, sum("values"), sum("verified"), sum("eyes") - sum("decided"));
  for (const key of ["unread", "damaged"]) {
    byId(key).hidden = !data[key].length;
    byId(`${key}-list`).replaceChildren(...data[key].flatMap(([name, why]) => [el("dt", "", name), el("dd", "", why)]));
  }
}

function speakAll() {
  speak();
  draw();
}

byId("language").addEventListener("click", () => {
  lang = lang === "en" ? "zh" : "en";
  speakAll();
});
byId("search").addEventListener("input", draw);
speakAll();
