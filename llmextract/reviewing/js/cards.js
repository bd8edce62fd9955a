// The fields: one card a unit, by section; the empty ones folded.
const cardElements = []; // by index into units
const folds = new Map(); // section → {button, box, count}
const ICONS = { ...data.marks, unclaimed: "◇" };

const SIGNS = { confirm: "✓", review: "?", reject: "✗" };

const humanised = (name) => name.replaceAll("_", " ").replace(/^./, (c) => c.toUpperCase());

function sectionTitle(section) {
  return lang === "en" ? `${humanised(section.name)} · ${section.title}` : section.title;
}

function unitTitle(unit) {
  if (unit.status === "unclaimed") return unit.value;
  return unit.title || t("other");
}

/** What a decision about a unit says; of one that is applied alone, only what the result tells. */
function decisionWords(unit) {
  const one = decisionOf(unit);
  const taker = one ? undefined : takenBy(unit);
  if (taker) return t("assigned", titleOfField(taker.section, taker.field));
  const action = one ? one.action : { accepted: "accept", rejected: "reject", corrected: "correct", dismissed: "dismiss" }[unit.decision];
  const empty = one ? one.start === null : !unit.places.length;
  const words = one ? one.words : unit.places[0] && unit.places[0].words;
  return {
    accept: t(empty ? "accepted_empty" : "accepted"),
    reject: t("refused"),
    correct: t("corrected", words),
    dismiss: t("dismissed"),
  }[action];
}

function titleOfField(section, field) {
  const unit = units.find((one) => one.section === section && one.field === field);
  return unit ? unitTitle(unit) : `${section}.${field}`;
}

/** Sentences and long texts stand below their title, not beside it. */
const isLong = (unit) => Boolean(unit.words) || unit.value.length > 20;

function valueElement(unit) {
  const made = el("span", "value");
  if (unit.status === "unclaimed") return made;
  if (unit.value === null || unit.value === undefined) {
    made.classList.add("none");
    made.append(unit.printed ?? "");
    return made;
  }
  if (unit.approximation) made.append(el("span", "about", t(unit.approximation)), " ");
  made.append(el("span", isLong(unit) ? "words" : "figure", unit.value));
  if (unit.unit) made.append(el("span", unit.unit === "%" ? "unit percent" : "unit", unit.unit));
  return made;
}

function badge(unit) {
  const key = isMissed(unit) ? "missed" : unit.status;
  const icon = el("span", "icon", ICONS[key]);
  icon.setAttribute("aria-hidden", "true");
  const made = el("span", "badge", icon, t(key));
  made.dataset.status = key;
  return made;
}

/** A number of the source as a button that leads there. */
function chip(at) {
  return button("chip", numbers[at].shown, (event) => {
    event.stopPropagation();
    if (choosing) return choose(at);
    goToNumber(numberElements[at]);
  });
}

const numberAt = new Map(numbers.map((one, at) => [`${one.start}-${one.end}`, at]));
const numbersIn = (spans) => [...new Set(spans.map(([a, b]) => numberAt.get(`${a}-${b}`)).filter((at) => at !== undefined))];

function findingElement(unit, finding) {
  const words = data.codes[finding.code];
  const icon = el("span", "icon", SIGNS[finding.severity]);
  icon.setAttribute("aria-hidden", "true");
  const said = pick(finding.says);
  const made = el("li", `finding ${finding.severity}`, icon);
  const told = el("div", "", el("span", "says", words ? pick(words) : finding.code));
  if (finding.source) told.append(" ", el("span", "tag", t("about_source")));
  told.append(" ", el("code", "", finding.code));
  if (said) told.append(el("div", "message", said));
  const own = new Set(unit.places.map((place) => numberIndex.get(place.number)));
  const involved = numbersIn(finding.spans);
  if (involved.some((at) => !own.has(at))) {
    const row = el("div", "chips", ...involved.map(chip));
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", t("involved"));
    told.append(row);
  }
  made.append(told);
  return made;
}

/** What the findings come to, a line each: for arithmetic the figures, for doubts what the code says. */
function summaryElement(unit) {
  const made = el("ul", "summary");
  for (const one of unit.findings) {
    const icon = el("span", "icon", SIGNS[one.severity]);
    icon.setAttribute("aria-hidden", "true");
    const words = one.severity === "confirm" || !data.codes[one.code] ? one.says : data.codes[one.code];
    made.append(el("li", one.severity, icon, pick(words)));
  }
  return unit.findings.length ? made : null;
}

function factsElement(unit) {
  const made = el("dl", "facts");
  const fact = (key, ...words) => made.append(el("dt", "", t(key)), el("dd", "", ...words));
  unit.places.forEach((place) => {
    const at = numberIndex.get(place.number);
    const words = at === undefined ? `“${place.words.slice(0, 60)}${place.words.length > 60 ? "…" : ""}”` : "";
    const page = place.page ? ` · ${t("page", place.page)}` : "";
    const jump = button("chip", at === undefined ? words : numbers[at].shown, (event) => {
      event.stopPropagation();
      goToPlace(unit, place);
    });
    fact("stands", jump, el("span", "path", ` ${place.path}${page}`));
  });
  if (!unit.places.length && !EMPTY.has(unit.status)) fact("stands", t("no_place"));
  if (unit.printed && unit.places[0] && unit.printed !== unit.places[0].words) fact("printed", unit.printed);
  if (unit.agreement) made.append(el("dt", "", ""), el("dd", "", t("agreement", ...unit.agreement)));
  if (unit.categories && unit.categories.length) fact("categories", unit.categories.map(categoryTitle).join("、"));
  if (unit.definition) fact("definition", unit.definition);
  return made;
}

function categoryTitle(name) {
  const section = data.sections.find((one) => one.name === name);
  return section ? sectionTitle(section) : t("other");
}

function repairElement(repair) {
  const words = (list) => list.join("、") || t("repair_nothing");
  const taken = t(repair.taken ? "repair_taken" : "repair_left");
  return el("p", "repair", t("repair", repair.round, words(repair.before), words(repair.after), taken));
}

function actionsElement(unit) {
  const made = el("div", "actions");
  const act = (key, words, run) => {
    const one = button(`act ${key}`, t(words), (event) => {
      event.stopPropagation();
      activate(unit);
      run(unit);
    });
    one.append(el("kbd", "", { accept: "a", reject: "x", correct: "e", dismiss: "d", withdraw: "w" }[key]));
    made.append(one);
  };
  if (unit.status === "unclaimed") {
    act("dismiss", "dismiss", dismiss);
    act("correct", "assign", beginChoosing);
  } else {
    act("accept", unit.places.length ? "accept" : "accept_empty", accept);
    if (!EMPTY.has(unit.status) || unit.places.length) act("reject", "reject", reject);
    act("correct", "correct", beginChoosing);
  }
  if (withdrawable(unit)) act("withdraw", "withdraw", takeOut);
  const note = el("input", "note");
  note.type = "text";
  note.maxLength = 500;
  note.placeholder = t("note");
  note.setAttribute("aria-label", t("note"));
  note.value = (decisionOf(unit) || unit).note ?? "";
  note.addEventListener("change", () => annotate(unit, note.value.trim()));
  note.addEventListener("click", (event) => event.stopPropagation());
  made.append(note);
  return made;
}

function decisionElement(unit) {
  if (isWithdrawn(unit)) return el("p", "decision withdrawn", el("span", "words", t("withdrawn")));
  if (!isDecided(unit)) return null;
  const one = decisionOf(unit);
  const made = el("p", "decision", el("span", "words", decisionWords(unit)));
  if (one ? withdrawable(unit) : unit.decision) made.append(" ", el("span", "tag", t("applied")));
  if (one && (one.by || one.at)) {
    const at = one.at ? new Date(one.at).toLocaleString(lang === "en" ? "en-GB" : "zh-CN", { dateStyle: "short", timeStyle: "short" }) : "";
    made.append(" ", el("span", "who", one.by ? t("decided_by", one.by, at) : at));
  }
  return made;
}

/** Fill a card anew: closed, its value and verdict; open, all that is known and what can be done. */
function fillCard(at) {
  const unit = units[at];
  const card = cardElements[at];
  const open = card.classList.contains("open");
  const title = el("span", "title", unitTitle(unit));
  const row = el("div", "row", el("div", "name", title, lang === "en" && unit.field ? el("span", "field", humanised(unit.field)) : null), valueElement(unit), badge(unit));
  const more = [];
  if (unit.zero) more.push(el("p", "aside", t("zero")));
  if (!open) more.push(summaryElement(unit));
  else if (unit.findings.length) more.push(el("ul", "findings", ...unit.findings.map((one) => findingElement(unit, one))));
  more.push(...unit.repairs.map(repairElement));
  if (open) more.push(factsElement(unit), actionsElement(unit));
  more.push(decisionElement(unit));
  card.replaceChildren(row, ...more.filter(Boolean));
  card.dataset.status = unit.status;
  card.classList.toggle("decided", isDecided(unit));
  card.setAttribute("aria-label", cardLabel(unit));
}

function cardLabel(unit) {
  const said = [unitTitle(unit)];
  if (unit.value && unit.status !== "unclaimed") said.push(`${unit.approximation ? t(unit.approximation) : ""}${unit.value}${unit.unit}`);
  said.push(t(unit.status));
  if (isDecided(unit)) said.push(decisionWords(unit));
  if (isWithdrawn(unit)) said.push(t("withdrawn"));
  return said.join(", ");
}

function makeCard(at) {
  const card = el("article", "card");
  card.id = units[at].id;
  card.tabIndex = -1;
  card.dataset.u = at;
  cardElements[at] = card;
  return card;
}

const isFolded = (unit) => EMPTY.has(unit.status) && !unit.eyes && !unit.decision;

const LEFT_OVER = { name: "", title: "", failed: "" }; // the section of the numbers that nothing claims

function sectionElement(section, indices) {
  const made = el("section", "group");
  made.id = section === LEFT_OVER ? "unclaimed" : `f-${section.name}`;
  made.dataset.section = section.name;
  const title = el("h3", "");
  title.dataset.of = section.name;
  made.append(title);
  if (section === LEFT_OVER) {
    const told = el("p", "aside");
    told.dataset.t = "unclaimed_help";
    made.append(told);
  }
  if (section.failed) {
    const told = el("p", "failed-section");
    told.dataset.reason = section.failed;
    made.append(told);
  }
  const plain = indices.filter((at) => !isFolded(units[at]));
  const empty = indices.filter((at) => isFolded(units[at]));
  if (plain.length) made.append(el("div", "list", ...plain.map(makeCard)));
  if (empty.length) {
    const box = el("div", "list folded", ...empty.map(makeCard));
    box.hidden = true;
    box.id = `empty-${section.name}`;
    const fold = button("fold", "", () => setFold(section.name, box.hidden));
    fold.setAttribute("aria-controls", box.id);
    folds.set(section.name, { button: fold, box, count: empty.length });
    made.append(fold, box);
  }
  return made;
}

function setFold(name, open) {
  const { button: fold, box, count } = folds.get(name);
  box.hidden = !open;
  fold.setAttribute("aria-expanded", String(open));
  fold.textContent = t(open ? "empty_shown" : "empty_hidden", count);
}

/** The cards without their words: `speakCards` puts those in. */
function drawCards() {
  const bySection = new Map([...data.sections, LEFT_OVER].map((one) => [one.name, []]));
  units.forEach((unit, at) => bySection.get(unit.section).push(at));
  const groups = [...data.sections, LEFT_OVER]
    .filter((one) => bySection.get(one.name).length)
    .map((one) => sectionElement(one, bySection.get(one.name)));
  byId("cards").replaceChildren(el("ul", "findings notices"), ...groups);
}

const REPORT = { places: [] }; // what findings about no field are about

/** All words of the cards in the page's language. */
function speakCards() {
  document.querySelector(".notices").replaceChildren(...data.notices.map((one) => findingElement(REPORT, findingOf(one))));
  units.forEach((_, at) => fillCard(at));
  for (const title of document.querySelectorAll(".group > h3")) {
    const section = data.sections.find((one) => one.name === title.dataset.of);
    title.textContent = section ? sectionTitle(section) : t("unclaimed_title");
  }
  for (const told of document.querySelectorAll(".failed-section")) told.textContent = t("section_failed", told.dataset.reason);
  for (const [name, { box }] of folds) setFold(name, !box.hidden);
}
