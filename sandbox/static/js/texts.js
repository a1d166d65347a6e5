export const language = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "ru";

const response = await fetch(`/static/texts.${language}.json`);
const texts = await response.json();

/** Return a text with its {gaps} filled. */
export function t(key, gaps = {}) {
  return texts[key].replace(/\{(\w+)\}/g, (_, name) => String(gaps[name]));
}

/** Return a number as people of the language write it, with at most one digit behind the comma. */
export function decimal(number) {
  return new Intl.NumberFormat(language === "en" ? "en-GB" : "ru-RU", { maximumFractionDigits: 1 }).format(number);
}

/** Put texts, labels and hints where the page's markup asks for them. */
export function fillTexts() {
  document.documentElement.lang = language;
  document.title = t("page_title");
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
  for (const element of document.querySelectorAll("[data-placeholder]")) {
    element.placeholder = t(element.dataset.placeholder);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", t(element.dataset.label));
    if (element.tagName === "BUTTON") element.title = t(element.dataset.label);
  }
}
