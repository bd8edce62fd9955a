// The source: paragraphs with every number in them; which elements show a unit's words.
const numberElements = []; // by index into numbers
const wordsOf = units.map(() => []); // unit → the elements of its words
const blockElements = [];
let here = null; // the number that Tab reaches

/** What a number says of itself to those who do not see its colours. */
function numberLabel(one) {
  const said = [one.shown, t(one.kind)];
  if (one.doubtful) said.push(t("doubtful"));
  if (one.status) said.push(t(one.status));
  for (const index of one.units) if (units[index].title) said.push(units[index].title);
  return said.join(", ");
}

function appendWords(parent, words) {
  for (const piece of words) {
    if (typeof piece === "string") appendText(parent, piece);
    else parent.append(el("span", "hidden-mark", piece[0]));
  }
}

const LONGEST = 4000; // characters that are laid out at once; no sentence of a report is as long

/** Text, of which only what is seen is laid out where it is longer than any sentence. */
function appendText(parent, text) {
  if (text.length <= LONGEST) return parent.append(text);
  const characters = [...text];
  for (let at = 0; at < characters.length; at += LONGEST) {
    parent.append(el("span", "piece", characters.slice(at, at + LONGEST).join("")));
  }
  return null;
}

function pageMark(page) {
  const mark = el("span", "page-break", t("page", page));
  mark.dataset.page = page;
  return mark;
}

const SHORT = 12; // characters of a number that stays on one line

function numberElement(run) {
  const one = numbers[run.n];
  const made = el("span", `n k-${one.kind}${one.data ? " data" : ""}${one.doubtful ? " doubtful" : ""}`);
  appendWords(made, run.w);
  if (one.shown.length <= SHORT) made.classList.add("short");
  made.id = one.id;
  made.tabIndex = -1;
  made.setAttribute("role", "button");
  made.dataset.n = run.n;
  numberElements[run.n] = made;
  return made;
}

function appendRun(parent, run) {
  if (typeof run === "string" || Array.isArray(run)) return appendWords(parent, [run]);
  return parent.append(run.p ? pageMark(run.p) : runElement(run));
}

function runElement(run) {
  let made;
  if (run.n !== undefined) {
    made = numberElement(run);
  } else {
    made = el(run.b ? "strong" : "span", "w");
    appendWords(made, run.w);
  }
  if (run.b) made.classList.add("run-in");
  for (const index of run.u ?? []) wordsOf[index].push(made);
  if (run.u) made.classList.add(run.u.some((index) => units[index].places[0].number) ? "clause" : "said");
  return made;
}

function blockElement(block) {
  const tag = block.k === "heading" ? `h${Math.min(6, block.l + 2)}` : "p";
  const made = el(tag, `b b-${block.k}${block.l ? ` l${block.l}` : ""}`);
  for (const [number, runs] of block.s) {
    const parent = number ? made.appendChild(el("span", "s")) : made;
    if (number) parent.id = `s${number}`;
    for (const run of runs) appendRun(parent, run);
  }
  return made;
}

function drawSource() {
  const into = document.createDocumentFragment();
  for (const block of data.blocks) {
    if (block.p) {
      const mark = pageMark(block.p);
      mark.classList.add("between");
      into.append(mark);
    }
    const made = blockElement(block);
    blockElements.push(made);
    into.append(made);
  }
  byId("text").replaceChildren(into);
  const first = numberElements.find((one, at) => one && numbers[at].data) ?? numberElements.find(Boolean);
  if (first) setHere(first);
}

/** Put verdicts and decisions on the numbers, and their labels into the page's language. */
function markNumbers() {
  numbers.forEach((one, at) => {
    const made = numberElements[at];
    if (!made) return;
    made.dataset.status = one.status;
    const own = one.units.map((index) => units[index]).filter(isDecided);
    made.classList.toggle("decided", own.length > 0);
    made.setAttribute("aria-label", own.length ? `${numberLabel(one)}, ${decisionWords(own[0])}` : numberLabel(one));
  });
  for (const mark of document.querySelectorAll(".page-break")) mark.textContent = t("page", mark.dataset.page);
}

function setHere(made) {
  if (here) here.tabIndex = -1;
  here = made;
  here.tabIndex = 0;
}

/** The next or previous number that can be moved to: data, and while a number is chosen all of them. */
function besideNumber(step) {
  const all = numberElements.filter((made, at) => made && (choosing || numbers[at].data || numbers[at].units.length));
  const at = all.indexOf(here);
  return all[Math.min(all.length - 1, Math.max(0, at + step))];
}

function goToNumber(made, focus = true) {
  setHere(made);
  show(made, byId("source"));
  if (focus) made.focus({ preventScroll: true });
}

/** Bring an element into the middle of its pane, and let it flash once. */
function show(made, pane) {
  bring(made, pane);
  requestAnimationFrame(() => bring(made, pane)); // what came into view above it may be higher than it was taken for
  flash(made);
}

function bring(made, pane) {
  const box = made.getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  const scrolls = getComputedStyle(pane).overflowY !== "visible";
  const head = pane.querySelector(".pane-head").offsetHeight;
  const top = scrolls ? frame.top + head : 0;
  const bottom = scrolls ? frame.bottom : innerHeight;
  if (box.top < top + 24 || box.bottom > bottom - 24) {
    const by = box.top - top - Math.max(24, (bottom - top - box.height) / 3);
    if (scrolls) pane.scrollTop += by;
    else scrollBy(0, by);
  }
}

function flash(made) {
  for (const one of document.querySelectorAll(".flash")) one.classList.remove("flash");
  void made.offsetWidth; // lets the same element flash again
  made.classList.add("flash");
}

function drawLegend() {
  const verdicts = ["verified", "review", "rejected", "unclaimed"].map((key) => {
    const sample = el("span", "n data sample", "12");
    sample.dataset.status = key;
    return el("li", "", sample, t(key));
  });
  const kinds = ["quantity", "rate", "points"].map((key) => el("li", "", el("span", `n data k-${key} sample`, "12"), t(key)));
  const others = el("li", "", el("span", "n k-date sample", "12"), t("other_kinds"));
  byId("legend").replaceChildren(...verdicts, ...kinds, others);
}
