// Decisions: what has been decided about which unit, in the order of deciding; and how to take one back.
const FORMAT = "llmextract-decisions/1";
// The data leaves out what says nothing and says once what is said often.
const PLACE = { words: "", path: "", page: null, number: null, sentence: null };
const UNIT = { title: "", definition: "", value: null, unit: "", approximation: "", printed: "", section: "", field: "" };
const findingOf = (told) => ({ spans: [], ...told, says: data.messages[told.says] });
const units = data.units.map((one) => {
  const [title, definition] = data.fields[`${one.section}.${one.field}`] ?? ["", ""];
  const findings = (one.findings ?? []).map(findingOf);
  const places = (one.places ?? []).map((told) => ({ ...PLACE, ...told }));
  return { ...UNIT, title, definition, codes: [], categories: [], repairs: [], ...one, findings, places };
});
const numbers = data.numbers.map((one) => ({ shown: one.words, status: "", units: [], data: false, ...one }));
const numberIndex = new Map(numbers.map((one, at) => [one.id, at]));
const EMPTY = new Set(["not_stated", "without_number", "section_absent", "failed"]);
const isMissed = (unit) => EMPTY.has(unit.status) && unit.codes.includes("MISSED");

/** What decisions about one claim have in common; a later one replaces an earlier. */
const claimKey = (section, field, start) => JSON.stringify([section, field, start ?? null]);
function keyOfDecision(one) {
  const taken = one.action === "withdraw" ? appliedLike(one) ?? one : one;
  return claimKey(one.section, one.field, taken.action === "correct" || taken.was ? taken.was && taken.was.start : taken.start);
}

/** The applied decision that a withdrawal takes back: it names the same field and places. */
const appliedLike = (one) => data.decisions.find((made) =>
  made.section === one.section && made.field === one.field && made.start === one.start && (made.was && made.was.start) === (one.was && one.was.start));

const decided = new Map(); // key of a claim → decision
const done = []; // what was done, for undo: {unit, before}, the latter pairs of key and decision
let saved = ""; // the decisions as they were last saved or applied
let inFile = []; // those of them that are in a saved file and not applied

/** The place that a unit's decisions speak of; null for an empty field. */
function placeOf(unit) {
  const place = unit.places[0];
  return place ? { start: place.start, end: place.end, words: place.words } : null;
}

/** The key of what is decided about a unit where it stands; a correction of a correction is about the first place. */
function unitKey(unit) {
  const place = placeOf(unit);
  return claimKey(unit.section, unit.field, place && place.start);
}

/** What was last said of a unit, a withdrawal too. */
const lastSaid = (unit) => decided.get(unitKey(unit)) ?? (unit.key && decided.get(unit.key));
const isWithdrawn = (unit) => lastSaid(unit)?.action === "withdraw";
const decisionOf = (unit) => (isWithdrawn(unit) ? undefined : lastSaid(unit));
/** The applied decision about a unit that can be taken back. */
function withdrawable(unit) {
  const one = decisionOf(unit);
  const applied = one && appliedLike(one); // what was restored is a copy of it
  return applied && applied.action === one.action && applied.at === one.at ? one : undefined;
}
/** The decision that gave an unclaimed number to a field. */
function takenBy(unit) {
  if (unit.status !== "unclaimed") return undefined;
  const { start, end } = unit.places[0];
  return [...decided.values()].find((one) => one.action === "correct" && one.start === start && one.end === end);
}
/** Whether a person has decided about it, here or in what was applied before. */
const isDecided = (unit) => !isWithdrawn(unit) && Boolean(decisionOf(unit) || unit.decision || takenBy(unit));
const needsEyes = (unit) => unit.eyes || Boolean(unit.decision) || Boolean(decisionOf(unit));

/** A correction that has been applied moved its claim: the unit keeps the key of the place that it replaced. */
function adopt(one) {
  if (one.action !== "correct") return;
  const own = units.filter((unit) => unit.section === one.section && unit.field === one.field && unit.places.length);
  const moved = own.find((unit) => unit.places[0].start === one.start);
  const stays = one.was && own.some((unit) => unit.places[0].start === one.was.start);
  if (moved && !stays) Object.assign(moved, { key: keyOfDecision(one), was: one.was });
}

const serialised = () => JSON.stringify([...decided.entries()].sort((a, b) => (a[0] < b[0] ? -1 : 1)));
const isDirty = () => serialised() !== saved;

const isLike = (one, made) => keyOfDecision(one) === keyOfDecision(made) && one.action === made.action && one.at === made.at;
/** What this page has decided and the results do not hold yet, in the order of deciding. */
const pending = () => [...decided.values()].filter((one) => !data.decisions.some((made) => isLike(one, made)));

function markSaved() {
  saved = serialised();
  inFile = pending();
}

/** Of what was kept, what the results have not overtaken: they hold it, or something later about the same claim. */
function stillPending(decisions) {
  return decisions.filter((one) => {
    if (one.text !== data.text || (one.action === "withdraw" && !appliedLike(one))) return false;
    return !data.decisions.some((made) => keyOfDecision(made) === keyOfDecision(one) && Date.parse(made.at) >= Date.parse(one.at));
  });
}

/** Every decision as the file of decisions holds it. */
function asFile() {
  return `${JSON.stringify({ format: FORMAT, decisions: [...decided.values()] }, null, 1)}\n`;
}

function put(key, decision) {
  decided.delete(key); // a later decision goes to the end
  if (decision) decided.set(key, decision);
}

/** Decide about a unit; `place` is where its value stands. */
function decide(unit, action, place, was = null) {
  const key = action === "correct" && unit.key ? unit.key : unitKey(unit);
  const last = decisionOf(unit);
  const made = {
    document: data.document,
    text: data.text,
    section: unit.section,
    field: unit.field,
    action,
    start: place ? place.start : null,
    end: place ? place.end : null,
    words: place ? place.words : "",
    was,
    by: byId("by").value.trim(),
    at: new Date().toISOString(),
    note: unit.note ?? (last ? last.note : ""),
  };
  const touched = [...new Set([unitKey(unit), key])];
  done.push({ unit, before: touched.map((one) => [one, decided.get(one)]) });
  if (key !== unitKey(unit)) put(unitKey(unit), undefined);
  put(key, made);
  remember();
}

/** Take back what was applied: the file says so, and `apply` removes it. */
function withdraw(unit) {
  const one = withdrawable(unit);
  const key = keyOfDecision(one);
  done.push({ unit, before: [[key, one]] });
  put(key, { ...one, action: "withdraw", by: byId("by").value.trim(), at: new Date().toISOString(), note: "" });
  remember();
}

function annotate(unit, note) {
  const before = decisionOf(unit);
  unit.note = note;
  if (!before || before.note === note) return;
  decided.set(keyOfDecision(before), { ...before, note });
  remember();
}

function takeBack() {
  const last = done.pop();
  if (!last) return null;
  for (const [key, before] of last.before) put(key, before);
  remember();
  return last.unit;
}

// What the results alone say of the progress: the index believes what is kept only beside the same results.
const applied = [units.filter((unit) => unit.decision).length, units.filter((unit) => unit.eyes || unit.decision).length];

/** Keep what is not applied yet, saved or not: the next file holds it too, after a crash or a closed window. */
function remember() {
  const told = { format: FORMAT, decisions: pending(), saved: inFile };
  kept.set(keyOf("decisions", data), told.decisions.length || isDirty() ? JSON.stringify(told) : null);
  const eyes = units.filter(needsEyes);
  kept.set(keyOf("progress", data), JSON.stringify([eyes.filter(isDecided).length, eyes.length, ...applied]));
}

const isPlace = (one) =>
  Number.isInteger(one.start) && Number.isInteger(one.end) && typeof one.words === "string";
const ACTIONS = new Set(["accept", "reject", "correct", "dismiss", "withdraw"]);

function isDecision(one) {
  const texts = ["document", "text", "section", "field", "action", "words", "by", "at", "note"];
  if (!one || typeof one !== "object" || texts.some((name) => typeof one[name] !== "string")) return false;
  const placed = (one.start === null && one.end === null) || isPlace(one);
  return placed && ACTIONS.has(one.action) && (one.was === null || (typeof one.was === "object" && isPlace(one.was)));
}

/** The decisions about this page in the text of a file, or another list in it; null where it is none. */
function readFile(text, list = "decisions") {
  try {
    const told = JSON.parse(text);
    if (told.format !== FORMAT || !Array.isArray(told[list]) || !told[list].every(isDecision)) return null;
    return told[list].filter((one) => one.document === data.document);
  } catch {
    return null;
  }
}
