import { h } from "./dom.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
  spoiler: "span",
};

/** Turn text and its entities (counted in UTF-16 units, as strings here are) into nodes. */
export function rich(text, entities, acts) {
  return between(text, [...(entities ?? [])].sort(byPlace), 0, text.length, acts);
}

function byPlace(one, other) {
  return one.offset - other.offset || other.length - one.length;
}

function between(text, entities, from, to, acts) {
  const nodes = [];
  let at = from;
  while (entities.length && entities[0].offset < to) {
    const entity = entities.shift();
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at) continue;
    nodes.push(text.slice(at, entity.offset));
    const inner = [];
    while (entities.length && entities[0].offset < end) inner.push(entities.shift());
    nodes.push(wrap(entity, text.slice(entity.offset, end), between(text, inner, entity.offset, end, acts), acts));
    at = end;
  }
  nodes.push(text.slice(at, to));
  return nodes.filter((node) => node !== "");
}

function wrap(entity, words, children, acts) {
  if (entity.type === "bot_command") {
    return h("button", { type: "button", className: "command", onclick: () => acts.send(words) }, words);
  }
  const address = { text_link: entity.url, url: words, email: `mailto:${words}` }[entity.type];
  if (address) return link(address, children, acts);
  const tag = TAGS[entity.type];
  if (!tag) return h("span", {}, children);
  if (entity.type !== "spoiler") return h(tag, {}, children);
  const hidden = h("button", { type: "button", className: "spoiler" }, children);
  hidden.onclick = () => hidden.classList.add("seen");
  return hidden;
}

/** Return a link; one that opens this bot starts it here. */
export function link(address, children, acts, className = "") {
  if (!/^(https?|tg|mailto):/i.test(address)) return h("span", {}, children);
  const element = h("a", { href: address, target: "_blank", rel: "noopener noreferrer", className }, children);
  const payload = acts.deepLink(address);
  if (payload !== null) {
    element.onclick = (event) => {
      event.preventDefault();
      acts.start(payload);
    };
  }
  return element;
}
