// Saving decisions as a file, opening one again, and what was kept of an unfinished visit.
function save() {
  if (!decided.size) return;
  const link = el("a", "");
  link.href = URL.createObjectURL(new Blob([asFile()], { type: "application/json" }));
  link.download = data.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  saved = serialised();
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
  saved = decided.size === own.length ? serialised() : saved;
  remember();
  refresh();
  applyFilter();
  return say(t("opened", own.length) + (loose ? ` · ${t("opened_unplaced", loose)}` : ""));
}

/** What was applied before, then what an earlier visit left unsaved. */
function restore() {
  takeIn(data.decisions.filter((one) => isDecision(one) && one.text === data.text));
  saved = serialised();
  const left = kept.get(keyOf("decisions", data));
  const told = left ? readFile(left) : null;
  if (!told) return;
  decided.clear();
  takeIn(told.filter((one) => one.text === data.text));
  if (isDirty()) say(t("restored", decided.size));
}

function warnUnsaved(event) {
  if (isDirty()) event.preventDefault();
}
