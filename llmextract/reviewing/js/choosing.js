// Correcting: the next click on a number (or, for an unclaimed number, on a field) says what is right.
let choosing = null; // {unit}: a field that wants a number, or an unclaimed number that wants a field

const wantsField = () => Boolean(choosing) && choosing.unit.status === "unclaimed";

const formOf = (unit) => (data.wants[`${unit.section}.${unit.field}`] ?? {}).form;
const isText = (unit) => ["text", "items", "titles"].includes(formOf(unit));
const wantsText = () => Boolean(choosing) && !wantsField() && isText(choosing.unit);

/** Why a number cannot measure a field, as far as kind and unit tell; "" where it can. The check rejects or doubts it. */
function misfit(field, one) {
  const wanted = data.wants[`${field.section}.${field.field}`];
  if (!wanted || !wanted.kind) return "";
  const fits = one.kind === wanted.kind && (one.kind !== "quantity" || (one.unit === "元") === Boolean(wanted.money));
  const unit = fits ? one.unit : one.unit || t(one.kind);
  const listed = !wanted.units || wanted.kind === "date" || wanted.units.includes(one.unit ?? "");
  if (fits && listed) return "";
  return t("misfit", one.shown, unit || t("no_unit"), unitTitle(field), (wanted.units ?? []).join("、") || t(wanted.kind));
}

function warn(words) {
  byId("warning").textContent = words;
  byId("warning").hidden = !words;
}

function beginChoosing(unit) {
  warn("");
  if (formOf(unit) === "choice") {
    warn(t("choice_only", unitTitle(unit)));
    return say(t("choice_only", unitTitle(unit)), false);
  }
  return startChoosing(unit);
}

function startChoosing(unit) {
  choosing = { unit };
  document.body.classList.add("choosing");
  document.body.classList.toggle("choosing-field", wantsField());
  const words = t(wantsField() ? "choosing_field" : isText(unit) ? "choosing_text" : "choosing_number", unitTitle(unit));
  byId("banner").textContent = words;
  byId("banner").hidden = false;
  say(words, false); // the banner shows it
  if (wantsField()) {
    const wider = filter !== "all" || section;
    filter = "all";
    section = "";
    if (wider) applyFilter();
    byId("section").value = "";
    followInSource(unit);
  } else if (here) {
    goToNumber(here);
  }
}

function endChoosing() {
  choosing = null;
  warn("");
  document.body.classList.remove("choosing", "choosing-field");
  byId("banner").hidden = true;
}

function leaveChoosing() {
  const { unit } = choosing;
  endChoosing();
  say(t("choosing_left"));
  goToUnit(unit);
}

/** A number was chosen for the field that is being corrected. */
function choose(at) {
  if (wantsField()) return;
  const { unit } = choosing;
  const one = numbers[at];
  if (isText(unit)) return chooseText(numberElements[at]);
  take(unit, { start: one.start, end: one.end, words: one.words }, one);
}

/** Words of the source that a text rests on were chosen for a field of words; where several do, the shortest. */
function chooseText(made) {
  const { unit } = choosing;
  const own = units.filter((one, at) => isText(one) && one.places.length && wordsOf[at].includes(made));
  if (!own.length) return warn(t("text_only", unitTitle(unit)));
  const length = (one) => one.places[0].end - one.places[0].start;
  const chosen = own.reduce((best, one) => (length(one) < length(best) ? one : best));
  if (chosen !== unit) return take(unit, placeOf(chosen), null);
  endChoosing();
  return accept(unit);
}

function take(unit, place, number) {
  endChoosing();
  settle(unit, "correct", place, unit.was ?? placeOf(unit));
  if (number) warn(misfit(unit, number));
}

/** A field was chosen for the unclaimed number. */
function chooseField(field) {
  const { unit: number } = choosing;
  if (field.status === "unclaimed") return say(t("not_possible"));
  if (formOf(field) === "choice") return warn(t("choice_only", unitTitle(field)));
  if (isText(field)) return warn(t("text_only", unitTitle(field)));
  return take(field, placeOf(number), numbers[numberIndex.get(number.places[0].number)]);
}
