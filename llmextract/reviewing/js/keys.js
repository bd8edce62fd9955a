// Keys: one letter each, wherever the focus is but in a field of text.
const onActive = (run) => () => {
  const unit = active ?? reachable()[0];
  if (!unit) return;
  activate(unit);
  run(unit);
};

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: onActive(accept),
  x: onActive(reject),
  e: onActive(beginChoosing),
  d: onActive(dismiss),
  w: onActive(takeOut),
  n: onActive((unit) => cardOf(unit).querySelector(".note").focus()),
  u: undo,
  f: nextFilter,
  s: save,
  "/": () => byId("search").focus(),
  "?": () => showKeys(),
};

function leave() {
  if (byId("keys").open) return byId("keys").close();
  if (choosing) return leaveChoosing();
  if (document.activeElement === byId("search")) {
    byId("search").value = "";
    search("");
    return byId("search").blur();
  }
  if (isTyping(document.activeElement)) {
    document.activeElement.blur();
    if (active) cardOf(active).focus({ preventScroll: true });
  }
  return null;
}

const isTyping = (made) => made && (made.tagName === "INPUT" || made.tagName === "SELECT" || made.tagName === "TEXTAREA");

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    leave();
    return;
  }
  if (isTyping(event.target)) {
    if (event.key === "Enter" && event.target === byId("search")) nextHit(event.shiftKey ? -1 : 1);
    if (event.key === "Enter" && event.target.classList.contains("note")) leave();
    return;
  }
  if (byId("keys").open) return;
  const run = KEYS[event.key];
  const moves = !choosing || event.key === "j" || event.key === "k" || event.key === "?" || event.key === "/";
  if (run && moves) {
    event.preventDefault();
    run();
  } else {
    onSpot(event);
  }
}

/** Arrows and Enter on a number of the source, Enter on a card. */
function onSpot(event) {
  const number = event.target.closest("[data-n]");
  const card = event.target.closest(".card");
  const enters = event.key === "Enter" || event.key === " ";
  if (number && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    event.preventDefault();
    goToNumber(besideNumber(event.key === "ArrowRight" ? 1 : -1));
  } else if (number && enters) {
    event.preventDefault();
    pressNumber(Number(number.dataset.n));
  } else if (card && event.target === card && enters) {
    event.preventDefault();
    pressCard(units[Number(card.dataset.u)]);
  }
}

function pressNumber(at) {
  if (choosing && !wantsField()) choose(at);
  else followNumber(at);
}

function pressCard(unit) {
  if (wantsField()) return chooseField(unit);
  activate(unit);
  const place = unit.places[0];
  return place ? goToPlace(unit, place) : cardOf(unit).focus({ preventScroll: true });
}

const KEY_LIST = [
  [["j", "k"], "key_next"], [["↵"], "key_enter"], [["a"], "key_accept"], [["x"], "key_reject"], [["e"], "key_correct"],
  [["d"], "key_dismiss"], [["w"], "key_withdraw"], [["n"], "key_note"], [["u"], "key_undo"], [["f"], "key_filter"], [["/"], "key_search"],
  [["s"], "key_save"], [["←", "→"], "key_arrows"], [["Esc"], "key_escape"],
];

function showKeys() {
  const title = el("h2", "", t("keys_title"));
  title.id = "keys-title";
  const list = el("dl", "");
  for (const [keys, key] of KEY_LIST) list.append(el("dt", "", ...keys.map((one) => el("kbd", "", one))), el("dd", "", t(key)));
  byId("keys").replaceChildren(title, list, button("primary", t("close"), () => byId("keys").close()));
  byId("keys").showModal();
}
