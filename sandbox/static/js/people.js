import { arrange, byId, h } from "./dom.js";
import { t } from "./texts.js";

const COLOURS = 6;
const shown = new Map();

/** Show the switcher between people with badges. */
export function showPeople(people, current, choose) {
  const groups = Map.groupBy(people, (person) => person.group || t("people_none_group"));
  const wanted = [];
  const several = groups.size > 1;
  for (const [group, members] of groups) {
    if (several) wanted.push(node(`group ${group}`, group, () => h("h3", {}, group)));
    for (const person of members) {
      const state = JSON.stringify([person, person.id === current]);
      wanted.push(node(person.id, state, () => line(person, person.id === current, choose)));
    }
  }
  const focused = document.activeElement?.dataset?.person;
  arrange(byId("people"), wanted);
  if (focused) byId("people").querySelector(`[data-person="${focused}"]`)?.focus();
  showOthers(people, current);
}

/** Return a person's name in full. */
export function fullName(person) {
  return [person.first_name, person.last_name].filter(Boolean).join(" ");
}

function node(key, state, make) {
  const known = shown.get(key);
  if (known?.state === state) return known.element;
  const element = make();
  shown.set(key, { state, element });
  return element;
}

function line(person, isCurrent, choose) {
  const unread = person.unread && !isCurrent ? person.unread : 0;
  const button = h(
    "button",
    { type: "button", className: "person", "aria-current": isCurrent ? "true" : null, onclick: () => choose(person.id) },
    h("span", { className: `avatar avatar-${Math.abs(person.id) % COLOURS}`, "aria-hidden": "true" }, initials(person)),
    h(
      "span",
      { className: "person-words" },
      h("b", {}, fullName(person)),
      h("small", { className: "person-label" }, person.label),
      person.preview.text ? h("small", { className: "person-preview" }, person.preview.text) : null,
    ),
    unread ? h("span", { className: "badge", "aria-label": t("unread", { n: unread }) }, String(unread)) : null,
  );
  button.dataset.person = person.id;
  return button;
}

function initials(person) {
  return [person.first_name, person.last_name].map((name) => name.slice(0, 1)).join("");
}

function showOthers(people, current) {
  const unread = people.filter((person) => person.id !== current).reduce((sum, person) => sum + person.unread, 0);
  const badge = byId("others-badge");
  badge.hidden = !unread;
  badge.textContent = String(unread);
  badge.setAttribute("aria-label", t("unread", { n: unread }));
}
