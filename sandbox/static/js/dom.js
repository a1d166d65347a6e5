/** Make an element: properties, then children (strings become text, null is skipped). */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name in element && !name.startsWith("aria")) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Return the element with this id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Return an icon of the sprite. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** Bring a container's children to the wanted ones, moving as few as possible so that focus and scroll stay. */
export function arrange(container, wanted) {
  const keep = new Set(wanted);
  for (const child of [...container.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((child, at) => {
    if (container.children[at] !== child) container.insertBefore(child, container.children[at] ?? null);
  });
}

/** Open or close a popover together with its button. */
export function toggle(popover, button, open = popover.hidden) {
  popover.hidden = !open;
  button.setAttribute("aria-expanded", String(open));
  if (open) popover.querySelector("button")?.focus();
}

/** Close a popover on Escape and on a click elsewhere. */
export function closable(popover, button) {
  document.addEventListener("click", (event) => {
    if (!popover.hidden && !popover.contains(event.target) && !button.contains(event.target)) {
      toggle(popover, button, false);
    }
  });
  popover.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    toggle(popover, button, false);
    button.focus();
  });
}
