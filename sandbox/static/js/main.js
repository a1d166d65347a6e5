import { Acts } from "./acts.js";
import { attempt, call, listen } from "./api.js";
import { ChatScreen } from "./chat.js";
import { ChatMenu } from "./chatmenu.js";
import { showNow, wireClock } from "./clock.js";
import { Composer } from "./composer.js";
import { setNow } from "./dates.js";
import { byId } from "./dom.js";
import { closeDrawers, wireDrawers } from "./drawers.js";
import { FaultsPanel } from "./faults.js";
import { replyKeyboard } from "./keyboards.js";
import { LogPanel } from "./log.js";
import { fullName, showPeople } from "./people.js";
import { toast } from "./popups.js";
import { fillTexts, t } from "./texts.js";

const TYPING_MS = 5200;
const STATE_MS = 30000;

/** The page: who is looked at, and what to fetch when something changed. */
class Page {
  constructor() {
    this.person = null;
    this.people = [];
    this.botUsername = "";
    this.keyboardHidden = new Set();
    this.connected = true;
    this.acts = new Acts(this);
    this.screen = new ChatScreen(this.acts);
    this.composer = new Composer(this.acts);
    this.menu = new ChatMenu(this.acts);
    this.log = new LogPanel();
    this.faults = new FaultsPanel(() => this.person);
  }

  /** Start everything. */
  async begin() {
    wireDrawers();
    wireClock(() => this.refreshState());
    byId("keyboard-button").onclick = () => this.toggleKeyboard();
    byId("newcomer").onsubmit = (event) => this.addNewcomer(event);
    document.addEventListener("visibilitychange", () => this.markRead());
    await this.refreshState();
    window.addEventListener("hashchange", () => this.choose(hashPerson()));
    await Promise.all([this.refreshChat(), this.log.refresh()]);
    listen((topics) => this.changed(topics), (connected) => this.noteConnection(connected));
    setInterval(() => this.connected && this.refreshState(), STATE_MS);
    await this.followLink();
  }

  /** Open the bot by the deep link in the page's own address: as the last of the people, who has not met it yet. */
  async followLink() {
    const payload = new URLSearchParams(location.search).get("start");
    if (!payload) return;
    await this.choose(hashPerson() ?? this.people.at(-1)?.id);
    history.replaceState(null, "", location.pathname + location.hash);
    await this.acts.start(payload);
  }

  /** Look through another person's eyes. */
  async choose(person) {
    if (!this.knows(person)) return;
    this.person = person;
    byId("toasts").replaceChildren();
    if (location.hash !== `#${person}`) history.replaceState(null, "", `#${person}`);
    closeDrawers();
    this.showState();
    await this.refreshChat();
    if (matchMedia("(min-width: 900px)").matches) byId("text").focus();
  }

  async changed(topics) {
    const all = topics.size === 0 || topics.has("reset");
    if (all || topics.has(`chat:${this.person}`)) await this.refreshChat();
    if (all || ["people", "clock", "faults"].some((topic) => topics.has(topic))) await this.refreshState();
    if (all || topics.has("calls")) await this.log.refresh();
  }

  async refreshState() {
    this.state = await call("GET", "state");
    this.people = this.state.people;
    this.botUsername = this.state.bot.username;
    if (!this.knows(this.person)) this.person = this.knows(hashPerson()) ? hashPerson() : (this.people[0]?.id ?? null);
    this.showState();
  }

  showState() {
    setNow(this.state.now, this.state.time_zone);
    showNow();
    byId("bot-name").textContent = this.state.bot.first_name;
    byId("bot-avatar").textContent = this.state.bot.first_name.slice(0, 1);
    showPeople(this.people, this.person, (id) => this.choose(id));
    this.log.know(this.people);
    this.faults.show(this.state);
  }

  knows(person) {
    return this.people.some(({ id }) => id === person);
  }

  /** Fetch the chat again; one request at a time, so that an older answer never follows a newer one. */
  refreshChat() {
    this.stale = true;
    this.fetching ??= this.fetchWhileStale().finally(() => (this.fetching = null));
    return this.fetching;
  }

  async fetchWhileStale() {
    while (this.stale) {
      this.stale = false;
      await this.fetchChat();
    }
  }

  async fetchChat() {
    const person = this.person;
    if (person === null) return;
    const chat = await call("GET", `people/${person}/chat`);
    if (person !== this.person) return;
    this.chat = chat;
    this.acts.settle(chat.popups);
    this.composer.turnTo(person);
    this.composer.showCommands(chat.commands);
    this.menu.show(chat);
    this.showKeyboard();
    this.screen.show(chat);
    this.showHead();
    await this.markRead();
  }

  showHead() {
    const words = { upload_photo: t("bot_sends_file"), upload_document: t("bot_sends_file") };
    const typing = this.chat.typing ? (words[this.chat.typing] ?? t("bot_typing")) : "";
    byId("bot-status").textContent = typing || (this.chat.blocked ? t("bot_blocked") : t("bot_status"));
    byId("bot-status").classList.toggle("typing", Boolean(typing));
    byId("viewer").textContent = t("viewer", { name: fullName(this.chat.person) });
    if (typing) setTimeout(() => this.refreshChat(), TYPING_MS);
  }

  showKeyboard() {
    const hidden = this.keyboardHidden.has(this.person) || this.chat.blocked || !this.chat.started;
    replyKeyboard(this.chat.keyboard, hidden, this.acts);
  }

  toggleKeyboard() {
    if (!this.keyboardHidden.delete(this.person)) this.keyboardHidden.add(this.person);
    this.showKeyboard();
  }

  async markRead() {
    if (!this.chat?.unread || document.visibilityState !== "visible") return;
    this.chat.unread = 0;
    await call("POST", `people/${this.person}/read`, {});
  }

  async addNewcomer(event) {
    event.preventDefault();
    const name = byId("newcomer-name").value.trim();
    const made = await attempt("POST", "people", { first_name: name, label: t("newcomer_tag") });
    if (!made) return;
    byId("newcomer-name").value = "";
    await this.refreshState();
    await this.choose(made.id);
  }

  noteConnection(connected) {
    if (this.connected && !connected) toast(t("offline"), true);
    this.connected = connected;
  }
}

function hashPerson() {
  return Number(location.hash.slice(1)) || null;
}

fillTexts();
await new Page().begin();
