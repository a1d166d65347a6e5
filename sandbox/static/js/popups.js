import { byId, h } from "./dom.js";

const SHOWN_MS = 3500;

/** Show a toast for a few seconds. */
export function toast(text, bad = false) {
  const note = h("p", { className: bad ? "toast toast-bad" : "toast" }, text);
  byId("toasts").append(note);
  setTimeout(() => note.remove(), SHOWN_MS + text.length * 30);
}

/** Show an alert that waits for OK. */
export function alertBox(title, text) {
  byId("alert-title").textContent = title;
  byId("alert-text").textContent = text;
  const dialog = byId("alert");
  if (!dialog.open) dialog.showModal();
}

/** Show a picture large. */
export function showPicture(source, alt) {
  byId("picture-image").src = source;
  byId("picture-image").alt = alt;
  byId("picture").showModal();
}
