// Which units are listed, which of them is the active one, and moving between them.
let filter = "eyes";
let section = "";
let query = "";
let active = null; // a unit
let unfolded = false; // whether the filter, not a person, has opened the folds
let listed = new Set(units); // those that the filter lets through

const FILTERS = {
  eyes: (unit) => needsEyes(unit) && !isDecided(unit),
  all: () => true,
  verified: (unit) => unit.status === "verified",
  review: (unit) => unit.status === "review",
  rejected: (unit) => unit.status === "rejected",
  missed: isMissed,
  unclaimed: (unit) => unit.status === "unclaimed",
  empty: (unit) => EMPTY.has(unit.status),
  decided: isDecided,
};
const SEEN_ALWAYS = new Set(["eyes", "all"]); // the others are offered where they have something

const widthFolded = (text) => text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).toLowerCase();

function textOf(unit) {
  const words = unit.places.flatMap((place) => [place.words, place.path]);
  return widthFolded([unitTitle(unit), unit.section, unit.field, unit.value ?? "", unit.unit, unit.printed ?? "", ...unit.codes, ...words].join("\n"));
}

const indexOf = new Map(units.map((unit, at) => [unit, at]));
const cardOf = (unit) => cardElements[indexOf.get(unit)];

/** Choose anew what is listed. What is decided while a filter holds stays where it is until then. */
function applyFilter() {
  const lets = FILTERS[filter];
  const wanted = widthFolded(query.trim());
  listed = new Set(units.filter((unit) =>
    lets(unit) && (!section || unit.section === (section === "-" ? "" : section)) && (!wanted || textOf(unit).includes(wanted))));
  for (const unit of units) cardOf(unit).hidden = !listed.has(unit);
  const showsEmpty = filter === "empty" || filter === "decided" || wanted !== "";
  for (const [name, { box, button: fold }] of folds) {
    const some = [...box.children].some((card) => !card.hidden);
    fold.hidden = !some;
    if (some && showsEmpty && box.hidden) setFold(name, true);
    if (!showsEmpty && unfolded) setFold(name, false);
  }
  unfolded = showsEmpty;
  for (const list of document.querySelectorAll(".list:not(.folded)")) list.hidden = ![...list.children].some((card) => !card.hidden);
  for (const group of document.querySelectorAll(".group")) {
    group.hidden = ![...group.querySelectorAll(".card")].some((card) => !card.hidden);
  }
  const none = byId("nothing");
  none.hidden = listed.size > 0;
  none.textContent = t(filter === "eyes" && !wanted && !section ? "nothing_eyes" : "nothing_shown");
  drawFilters();
}

function drawFilters() {
  const offered = Object.keys(FILTERS).filter((key) => SEEN_ALWAYS.has(key) || key === filter || units.some(FILTERS[key]));
  byId("filters").replaceChildren(...offered.map((key) => {
    const made = button("pill", t(`filter_${key}`), () => setFilter(key));
    made.append(el("span", "count", String(units.filter(FILTERS[key]).length)));
    made.setAttribute("aria-pressed", String(key === filter));
    made.dataset.filter = key;
    return made;
  }));
}

function setFilter(key) {
  filter = key;
  applyFilter();
  byId("fields").scrollTop = 0;
}

function nextFilter() {
  const keys = [...byId("filters").children].map((one) => one.dataset.filter);
  setFilter(keys[(keys.indexOf(filter) + 1) % keys.length]);
  say(`${t(`filter_${filter}`)} ${listed.size}`);
}

function drawSections() {
  const option = (value, words) => {
    const made = el("option", "", words);
    made.value = value;
    return made;
  };
  const left = units.some((unit) => !unit.section) ? [option("-", t("unclaimed_title"))] : [];
  byId("section").replaceChildren(option("", t("section_all")), ...data.sections.map((one) => option(one.name, sectionTitle(one))), ...left);
  byId("section").value = section;
}

/** The units as they stand on the page, without those that are folded away or filtered out. */
const reachable = () => cardElements
  .filter((card) => !card.hidden && !(card.parentElement.classList.contains("folded") && card.parentElement.hidden))
  .map((card) => [card, units[Number(card.dataset.u)]])
  .sort((a, b) => (a[0].compareDocumentPosition(b[0]) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))
  .map(([, unit]) => unit);

/** Make a unit the active one: its card opens, its words in the source are lit. */
function activate(unit) {
  if (active === unit) return;
  const before = active;
  active = unit;
  for (const made of document.querySelectorAll(".lit")) made.classList.remove("lit", "own");
  if (before) {
    cardOf(before).classList.remove("open");
    cardOf(before).tabIndex = -1;
    fillCard(indexOf.get(before));
  }
  const card = cardOf(unit);
  card.classList.add("open");
  card.tabIndex = 0;
  fillCard(indexOf.get(unit));
  for (const made of wordsOf[indexOf.get(unit)]) made.classList.add("lit");
  const first = unit.places[0] && numberElements[numberIndex.get(unit.places[0].number)];
  if (first) setHere(first);
  for (const place of unit.places) numberElements[numberIndex.get(place.number)]?.classList.add("own");
}

/** Show a card even where the filter or a fold hides it. */
function uncover(unit) {
  const card = cardOf(unit);
  if (card.parentElement.classList.contains("folded") && card.parentElement.hidden) setFold(unit.section, true);
  card.hidden = false;
  card.closest(".group").hidden = false;
  card.parentElement.hidden = false;
}

function goToUnit(unit, focus = true) {
  uncover(unit);
  activate(unit);
  const card = cardOf(unit);
  show(card, byId("fields"));
  if (focus) card.focus({ preventScroll: true });
}

/** The source at a unit's place, without moving the focus from its card. */
function followInSource(unit) {
  const place = unit.places[0];
  if (place) goToPlace(unit, place, false);
}

function goToPlace(unit, place, focus = true) {
  const number = numberElements[numberIndex.get(place.number)];
  if (number) return goToNumber(number, focus);
  const own = wordsOf[indexOf.get(unit)];
  const sentence = place.sentence && byId(place.sentence);
  const made = own.find((one) => sentence && sentence.contains(one)) ?? own[0];
  if (!made) return null;
  show(made, byId("source"));
  if (focus) {
    made.tabIndex = -1;
    made.focus({ preventScroll: true });
  }
  return made;
}

function step(by) {
  const all = reachable();
  if (!all.length) return;
  const at = all.indexOf(active);
  const unit = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
  const card = cardOf(unit);
  goToUnit(unit);
  followInSource(unit);
  flash(card);
}

/** From a number to what rests on it; pressed again, to the next unit that does. */
function followNumber(at) {
  const one = numbers[at];
  setHere(numberElements[at]);
  if (!one.units.length) {
    flash(numberElements[at]);
    return say(t("number_unused", one.shown, t(one.kind)));
  }
  const now = one.units.indexOf(indexOf.get(active));
  const unit = units[one.units[(now + 1) % one.units.length]];
  goToUnit(unit);
  setHere(numberElements[at]);
}
