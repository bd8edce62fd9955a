// Saving decisions as a file, opening one again, and what was kept of an unfinished visit.
function save() {
  if (!decided.size) return;
  const link = el("a", "");
  link.href = URL.createObjectURL(new Blob([asFile()], { type: "application/json" }));
  link.download = data.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  markSaved();
  remember();
  drawProgress();
  say(t("saved", decided.size, data.file));
}

/** Take in decisions; returns how many fit nothing on this page. */
function takeIn(decisions) {
  const known = new Set(units.map(unitKey));
  let loose = 0;
  for (const one of decisions) {
    adopt(one);
    const key = keyOfDecision(one);
    put(key, one);
    if (!known.has(key) && !units.some((unit) => unit.key === key)) loose += 1;
  }
  return loose;
}

async function openFile(file) {
  const told = readFile(await file.text());
  if (!told) return say(t("opened_broken"));
  const own = told.filter((one) => one.text === data.text);
  if (!own.length) return say(t(told.length ? "opened_stale" : "opened_foreign"));
  const loose = takeIn(own);
  if (decided.size === own.length) markSaved();
  remember();
  refresh();
  applyFilter();
  return say(t("opened", own.length) + (loose ? ` · ${t("opened_unplaced", loose)}` : ""));
}

/** What was applied, and on top of it what an earlier visit decided and nobody has applied. */
function takeUp(decisions) {
  decided.clear();
  takeIn(data.decisions.filter((one) => isDecision(one) && one.text === data.text));
  for (const one of stillPending(decisions)) {
    const key = keyOfDecision(one);
    const moved = one.action === "correct" && units.find((unit) => unit.key === key);
    if (moved) put(unitKey(moved), undefined); // as in `decide`
    takeIn([one]);
  }
}

function restore() {
  const left = kept.get(keyOf("decisions", data));
  takeUp((left && readFile(left, "saved")) || []);
  markSaved();
  const told = left && readFile(left);
  if (!told) return;
  takeUp(told);
  remember();
  const back = pending();
  const unsaved = back.filter((one) => !inFile.some((made) => isLike(one, made)));
  if (back.length) say(t("restored", back.length, unsaved.length));
}

function warnUnsaved(event) {
  if (isDirty()) event.preventDefault();
}
