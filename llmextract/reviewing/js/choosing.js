// Correcting: the next click on a number (or, for an unclaimed number, on a field) says what is right.
let choosing = null; // {unit}: a field that wants a number, or an unclaimed number that wants a field

const wantsField = () => Boolean(choosing) && choosing.unit.status === "unclaimed";

function beginChoosing(unit) {
  choosing = { unit };
  document.body.classList.add("choosing");
  document.body.classList.toggle("choosing-field", wantsField());
  const words = t(wantsField() ? "choosing_field" : "choosing_number", unitTitle(unit));
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
  endChoosing();
  const place = { start: one.start, end: one.end, words: one.words };
  settle(unit, "correct", place, unit.was ?? placeOf(unit));
}

/** A field was chosen for the unclaimed number. */
function chooseField(field) {
  const { unit: number } = choosing;
  if (field.status === "unclaimed") return say(t("not_possible"));
  endChoosing();
  settle(field, "correct", placeOf(number), field.was ?? placeOf(field));
}
