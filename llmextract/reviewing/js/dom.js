// The page's data, its words, and elements made of text alone: nothing here reads text as markup.
const data = JSON.parse(document.getElementById("data").textContent);
let lang = data.lang === "en" ? "en" : "zh";

const byId = (id) => document.getElementById(id);
const pick = (pair) => pair[lang === "en" ? 1 : 0];

/** The words for a key in the page's language, "{0}" filled in. */
function t(key, ...given) {
  const told = data.labels[key] ? pick(data.labels[key]) : key;
  return told.replace(/\{(\d)\}/g, (_, at) => String(given[Number(at)]));
}

/** An element with a class and children: text, or other elements. */
function el(tag, cls, ...children) {
  const made = document.createElement(tag);
  if (cls) made.className = cls;
  for (const child of children) {
    if (child !== null && child !== undefined && child !== "") made.append(child);
  }
  return made;
}

function button(cls, words, act) {
  const made = el("button", cls, words);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** Put the page's fixed words into its language. */
function speak() {
  document.documentElement.lang = lang === "en" ? "en" : "zh-CN";
  for (const one of document.querySelectorAll("[data-t]")) one.textContent = t(one.dataset.t);
  for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", t(one.dataset.label));
  for (const one of document.querySelectorAll("[data-placeholder]")) one.placeholder = t(one.dataset.placeholder);
}

/** What is kept between visits; a page from disk may be refused it. */
const kept = {
  refused: false,
  get(key) {
    try {
      return localStorage.getItem(`llmextract:${key}`);
    } catch {
      this.refused = true;
      return null;
    }
  },
  set(key, value) {
    try {
      if (value === null) localStorage.removeItem(`llmextract:${key}`);
      else localStorage.setItem(`llmextract:${key}`, value);
    } catch {
      this.refused = true;
    }
  },
};
const keyOf = (name, report) => `${name}:${report.text}:${report.document}`;
