import { call } from "./api.js";
import { dayKey, dayWords } from "./dates.js";
import { arrange, byId, h } from "./dom.js";
import { bubble } from "./message.js";
import { alertBox, toast } from "./popups.js";
import { t } from "./texts.js";

const NEAR = 140;
const PAGE = 100;

/** The messages on the screen: drawn anew only where they changed. */
export class ChatScreen {
  constructor(acts) {
    this.acts = acts;
    this.scroll = byId("scroll");
    this.list = byId("messages");
    this.person = null;
    this.following = true;
    for (const sign of ["wheel", "touchmove", "pointerdown", "keydown"]) {
      this.scroll.addEventListener(sign, () => (this.handled = true), { passive: true });
    }
    this.scroll.addEventListener("scroll", () => this.noteScroll());
    this.list.addEventListener("load", () => this.follow(), true);
    new ResizeObserver(() => this.follow()).observe(this.scroll);
    byId("to-bottom").onclick = () => this.toBottom("smooth");
  }

  /** Show the chat as the stand-in describes it. */
  show(chat) {
    const fresh = chat.person.id !== this.person || chat.version < this.seen;
    if (fresh) this.begin(chat);
    const newest = this.newest;
    this.limitTo(chat);
    this.draw(chat);
    this.popUp(chat);
    const last = chat.messages.at(-1);
    const mine = last && !last.from_bot && last.message_id > newest;
    if (fresh) this.toBottom("instant");
    else if (this.following || mine) this.toBottom("smooth");
    else this.below += chat.messages.filter((message) => message.message_id > newest).length;
    this.newest = last?.message_id ?? 0;
    this.noteScroll();
  }

  begin(chat) {
    this.person = chat.person.id;
    this.nodes = new Map();
    this.older = [];
    this.below = 0;
    this.newest = 0;
    this.seen = chat.version;
    this.list.replaceChildren();
  }

  limitTo(chat) {
    const first = chat.messages[0]?.message_id ?? Infinity;
    this.older = this.older.filter((message) => message.message_id < first);
    this.earlier = this.older.length ? this.olderLeft : chat.earlier;
  }

  draw(chat) {
    const wanted = [];
    const used = new Set();
    const take = (key, version, make) => {
      wanted.push(this.node(key, version, make));
      used.add(key);
    };
    if (this.earlier) take("earlier", 0, () => this.earlierButton());
    if (!chat.messages.length) take("empty", 0, () => emptyNote(chat));
    let day = "";
    for (const message of [...this.older, ...chat.messages]) {
      const date = new Date(message.date * 1000);
      if (dayKey(date) !== day) {
        day = dayKey(date);
        take(`day ${day} ${message.message_id}`, dayWords(date), () => h("p", { className: "day" }, dayWords(date)));
      }
      take(message.message_id, message.version, () => bubble(message, this.acts));
    }
    for (const key of this.nodes.keys()) if (!used.has(key)) this.nodes.delete(key);
    this.place(wanted);
  }

  node(key, version, make) {
    const known = this.nodes.get(key);
    if (known && known.version === version) return known.element;
    const element = make();
    if (known) element.dataset.focus = String(focusedButton(known.element));
    else element.classList.add("arrived");
    this.nodes.set(key, { version, element });
    return element;
  }

  place(wanted) {
    const refocus = wanted.find((element) => Number(element.dataset.focus ?? -1) >= 0);
    const at = Number(refocus?.dataset.focus);
    arrange(this.list, wanted);
    for (const element of wanted) delete element.dataset.focus;
    if (refocus) (refocus.querySelectorAll("button, a")[at] ?? refocus).focus({ preventScroll: true });
  }

  popUp(chat) {
    for (const popup of chat.popups) {
      if (popup.version <= this.seen || !popup.text) continue;
      if (popup.alert) alertBox(byId("bot-name").textContent, popup.text);
      else toast(popup.text);
    }
    this.seen = Math.max(this.seen, chat.version);
  }

  earlierButton() {
    const load = async () => {
      const first = Number(this.list.querySelector("article")?.dataset.id);
      const before = await call("GET", `people/${this.person}/chat?limit=${PAGE}&before=${first}`);
      this.older = [...before.messages, ...this.older];
      this.olderLeft = before.earlier;
      const height = this.scroll.scrollHeight;
      await this.acts.refresh();
      this.scroll.scrollTop += this.scroll.scrollHeight - height;
    };
    return h("button", { type: "button", className: "earlier", onclick: load }, t("earlier"));
  }

  isNear() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < NEAR;
  }

  toBottom(behavior) {
    this.below = 0;
    this.following = true;
    this.handled = false;
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior });
  }

  follow() {
    if (this.following) this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  noteScroll() {
    // Only a person's own hand ends following: a smooth scroll under way is not at the bottom either.
    if (this.isNear()) this.following = true;
    else if (this.handled) this.following = false;
    if (this.following) this.below = 0;
    byId("to-bottom").hidden = this.following;
    byId("below-badge").hidden = !this.below;
    byId("below-badge").textContent = String(this.below ?? "");
  }
}

function emptyNote(chat) {
  return h("p", { className: "note" }, chat.description || t("empty_chat"));
}

function focusedButton(element) {
  if (!element.contains(document.activeElement)) return -1;
  return [...element.querySelectorAll("button, a")].indexOf(document.activeElement);
}
