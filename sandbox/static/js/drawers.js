import { byId } from "./dom.js";

/** On a phone the sides are drawers; everywhere the right one has two tabs. */
export function wireDrawers() {
  for (const opener of document.querySelectorAll("[data-open]")) {
    opener.addEventListener("click", () => open(opener.dataset.open, opener));
  }
  for (const closer of document.querySelectorAll("[data-close]")) closer.addEventListener("click", closeDrawers);
  byId("shade").addEventListener("click", closeDrawers);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeDrawers();
  });
  for (const tab of tabs()) {
    tab.onclick = () => select(tab);
    tab.onkeydown = (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      const other = tabs().find((candidate) => candidate !== tab);
      select(other);
      other.focus();
    };
  }
}

let opener = null;

/** Close whichever drawer is open and give the focus back. */
export function closeDrawers() {
  for (const side of document.querySelectorAll(".side.open")) side.classList.remove("open");
  byId("shade").hidden = true;
  opener?.focus();
  opener = null;
}

function open(id, by) {
  opener = by;
  byId(id).classList.add("open");
  byId("shade").hidden = false;
  byId(id).querySelector("button")?.focus();
}

function tabs() {
  return [...document.querySelectorAll("[role=tab]")];
}

function select(chosen) {
  for (const tab of tabs()) {
    const selected = tab === chosen;
    tab.setAttribute("aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
    byId(tab.getAttribute("aria-controls")).hidden = !selected;
  }
}
