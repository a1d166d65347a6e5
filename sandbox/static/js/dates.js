import { language, t } from "./texts.js";

let zone = "UTC";
let ahead = 0;

/** Take the stand-in's present and zone; the page counts on from there by itself. */
export function setNow(instant, timeZone) {
  zone = timeZone;
  ahead = new Date(instant).getTime() - Date.now();
}

/** Return the stand-in's present. */
export function now() {
  return new Date(Date.now() + ahead);
}

function format(date, options) {
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : "ru-RU", { timeZone: zone, ...options }).format(date);
}

/** Return hours and minutes. */
export function clockTime(date) {
  return format(date, { hour: "2-digit", minute: "2-digit" });
}

/** Return a date in full words with the time. */
export function fullWords(date) {
  const parts = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const day = format(date, parts).replace(/(\d{4}).*$/, "$1");
  return `${day}, ${clockTime(date)}`;
}

/** Return a key that is the same within one day. */
export function dayKey(date) {
  return format(date, { year: "numeric", month: "2-digit", day: "2-digit" });
}

/** Return the words of a date separator. */
export function dayWords(date) {
  const day = 24 * 60 * 60 * 1000;
  if (dayKey(date) === dayKey(now())) return t("today");
  if (dayKey(date) === dayKey(new Date(now().getTime() - day))) return t("yesterday");
  const sameYear = format(date, { year: "numeric" }) === format(now(), { year: "numeric" });
  return format(date, { day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) });
}
