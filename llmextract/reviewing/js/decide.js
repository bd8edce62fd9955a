// Deciding, and what the page shows of it: cards, numbers, progress, and a voice for those who do not see them.
let toastTimer = 0;

/** Tell it: in words for screen readers, and for a moment at the foot of the page. */
function say(words, seen = true) {
  byId("live").textContent = "";
  byId("live").textContent = words;
  if (!seen) return;
  byId("toast").textContent = words;
  byId("toast").classList.add("seen");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => byId("toast").classList.remove("seen"), 3500);
}

function refresh() {
  units.forEach((unit, at) => {
    if (isDecided(unit) || isWithdrawn(unit) || cardElements[at].classList.contains("decided")) fillCard(at);
  });
  markNumbers();
  drawFilters();
  drawProgress();
}

function drawProgress() {
  const eyes = units.filter(needsEyes);
  const count = eyes.filter(isDecided).length;
  byId("progress").max = Math.max(1, eyes.length);
  byId("progress").value = eyes.length ? count : 1;
  byId("progress-words").textContent = eyes.length ? t("progress", count, eyes.length) : t("progress_none");
  byId("undo").disabled = !done.length;
  byId("save").disabled = !decided.size;
  byId("save").classList.toggle("dirty", isDirty());
}

/** Decide, tell it, and go on to the next unit. */
function settle(unit, action, place, was = null) {
  warn("");
  const all = reachable();
  const next = all.slice(all.indexOf(unit) + 1).find((one) => !isDecided(one)) ?? all.find((one) => one !== unit && !isDecided(one));
  decide(unit, action, place, was);
  refresh();
  say(`${unitTitle(unit)}: ${decisionWords(unit)}`);
  const onward = filter === "eyes" && next ? next : unit;
  goToUnit(onward);
  followInSource(onward);
}

function accept(unit) {
  if (unit.status === "unclaimed") return say(t("not_possible"));
  const place = placeOf(unit);
  if (!place && !EMPTY.has(unit.status)) return say(t("accept_needs_place"));
  settle(unit, "accept", place);
}

function reject(unit) {
  if (unit.status === "unclaimed" || (EMPTY.has(unit.status) && !unit.places.length)) return say(t("not_possible"));
  settle(unit, "reject", placeOf(unit));
}

function dismiss(unit) {
  if (unit.status !== "unclaimed") return say(t("not_possible"));
  settle(unit, "dismiss", placeOf(unit));
}

/** Take back a decision that was applied before. */
function takeOut(unit) {
  if (!withdrawable(unit)) return say(t("not_possible"));
  withdraw(unit);
  refresh();
  fillCard(indexOf.get(unit));
  goToUnit(unit);
  say(`${unitTitle(unit)}: ${t("withdrawn")}`);
}

function undo() {
  const unit = takeBack();
  if (!unit) return say(t("nothing_to_undo"));
  refresh();
  fillCard(indexOf.get(unit));
  goToUnit(unit);
  followInSource(unit);
  say(t("undone", unitTitle(unit)));
}
