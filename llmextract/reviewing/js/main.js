// Putting the page together.
function speakAll() {
  speak();
  byId("title").textContent = data.title;
  byId("meta").textContent = ["", data.name, t("answered_by", data.models.join(", "))].join(" · ");
  drawLegend();
  drawSections();
  speakCards();
  markNumbers();
  drawProgress();
  applyFilter();
}

function onSourceClick(event) {
  const number = event.target.closest("[data-n]");
  if (number) return pressNumber(Number(number.dataset.n));
  const words = event.target.closest(".said, .clause");
  if (choosing) return wantsText() && words ? chooseText(words) : null;
  if (!words || getSelection().toString()) return null;
  const at = wordsOf.findIndex((own) => own.includes(words));
  return at < 0 ? null : goToUnit(units[at]);
}

function onCardClick(event) {
  const card = event.target.closest(".card");
  if (!card || event.target.closest("button, input, a") || getSelection().toString()) return;
  pressCard(units[Number(card.dataset.u)]);
}

/** Go where the address points: #f-SECTION.FIELD, #f-SECTION, #n87, #s31. */
function goToHash() {
  let id;
  try {
    id = decodeURIComponent(location.hash.slice(1));
  } catch {
    return;
  }
  const unit = units.find((one) => one.id === id);
  const made = id ? byId(id) : null;
  if (unit) {
    goToUnit(unit);
    followInSource(unit);
  } else if (made && made.dataset.n) {
    followNumber(Number(made.dataset.n));
    goToNumber(made);
  } else if (made && made.closest("#text")) {
    show(made, byId("source"));
  } else if (made && made.classList.contains("group")) {
    if (made.hidden) setFilter("all");
    show(made.querySelector("h3"), byId("fields"));
  }
}

function listen() {
  byId("text").addEventListener("click", onSourceClick);
  byId("cards").addEventListener("click", onCardClick);
  document.addEventListener("keydown", onKey);
  byId("search").addEventListener("input", (event) => search(event.target.value));
  byId("section").addEventListener("change", (event) => {
    section = event.target.value;
    applyFilter();
  });
  byId("save").addEventListener("click", save);
  byId("undo").addEventListener("click", undo);
  byId("open").addEventListener("click", () => byId("file").click());
  byId("file").addEventListener("change", (event) => {
    if (event.target.files.length) openFile(event.target.files[0]);
    event.target.value = "";
  });
  byId("help").addEventListener("click", showKeys);
  byId("language").addEventListener("click", () => {
    lang = lang === "en" ? "zh" : "en";
    speakAll();
  });
  byId("by").addEventListener("change", (event) => kept.set("by", event.target.value.trim() || null));
  addEventListener("beforeunload", warnUnsaved);
  addEventListener("hashchange", goToHash);
}

drawSource();
drawCards();
restore();
byId("by").value = kept.get("by") ?? "";
if (!units.some(FILTERS.eyes)) filter = "all";
speakAll();
listen();
if (kept.refused) say(t("storage_refused"));
if (location.hash) goToHash();
else if (reachable().length) activate(reachable()[0]);
