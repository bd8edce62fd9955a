// Searching: fields by their words, and the source, where every hit is lit.
let hits = []; // ranges in the source
let hitAt = -1;

/** Where words stand in the source, as ranges, paragraph by paragraph. */
function findInSource(wanted) {
  const found = [];
  for (const block of blockElements) {
    const text = widthFolded(block.textContent);
    let at = wanted ? text.indexOf(wanted) : -1;
    if (at < 0) continue;
    const nodes = textNodes(block);
    for (; at >= 0; at = text.indexOf(wanted, at + wanted.length)) found.push(rangeOf(nodes, at, at + wanted.length));
  }
  return found;
}

function textNodes(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let start = 0;
  while (walker.nextNode()) {
    nodes.push([start, walker.currentNode]);
    start += walker.currentNode.length;
  }
  return nodes;
}

function rangeOf(nodes, from, to) {
  const range = document.createRange();
  const holding = (at) => nodes.findLast(([start]) => start <= at);
  const [first, one] = holding(from);
  const [last, two] = holding(to - 1);
  range.setStart(one, from - first);
  range.setEnd(two, to - last);
  return range;
}

function search(words) {
  query = words;
  const wanted = widthFolded(words.trim());
  hits = findInSource(wanted);
  hitAt = -1;
  if (globalThis.CSS && CSS.highlights) {
    CSS.highlights.delete("hit");
    if (hits.length) CSS.highlights.set("hit", new Highlight(...hits));
  }
  applyFilter();
  byId("hits").textContent = wanted ? t("search_hits", listed.size, hits.length) : "";
}

/** The next hit in the source. */
function nextHit(by) {
  if (!hits.length) return;
  hitAt = (hitAt + by + hits.length) % hits.length;
  const parent = hits[hitAt].startContainer.parentElement;
  show(parent, byId("source"));
}
