import { attempt } from "./api.js";

const SPIN_MS = 15000;

/** What the person on the screen can do. */
export class Acts {
  constructor(page) {
    this.page = page;
    this.spinning = new Map();
  }

  /** Fetch the chat again. */
  refresh() {
    return this.page.refreshChat();
  }

  /** Write a message. */
  send(text) {
    return this.act("text", { text });
  }

  /** Open the bot with a payload. */
  start(payload) {
    return this.act("start", { payload });
  }

  /** Share one's own contact. */
  shareContact() {
    return this.act("contact", {});
  }

  /** Send a file. */
  sendFile(form) {
    return this.act("file", form);
  }

  /** Tap a button below the chat. */
  tapBelow(button) {
    return button.request_contact ? this.shareContact() : this.send(button.text);
  }

  /** Tap an inline button; it spins until the bot answers. */
  async tap(messageId, button, element) {
    element.classList.add("spinning");
    const made = await this.act("tap", { message_id: messageId, text: button.text, data: button.callback_data });
    if (!made) {
      element.classList.remove("spinning");
      return;
    }
    this.spinning.set(made.query_id, element);
    setTimeout(() => this.stop(made.query_id), SPIN_MS);
  }

  /** Stop the spinners of taps that were answered. */
  settle(popups) {
    for (const popup of popups) this.stop(popup.query_id);
  }

  stop(queryId) {
    this.spinning.get(queryId)?.classList.remove("spinning");
    this.spinning.delete(queryId);
  }

  /** Return the payload when an address opens this very bot, null otherwise; links of the stand itself lead here too. */
  deepLink(address) {
    let url;
    try {
      url = new URL(address);
    } catch {
      return null;
    }
    if (url.port === location.port && [location.hostname, "localhost", "127.0.0.1"].includes(url.hostname)) {
      return url.searchParams.get("start") ?? "";
    }
    const bot = url.protocol === "tg:" ? url.searchParams.get("domain") : url.pathname.slice(1);
    const ours = url.protocol === "tg:" || ["t.me", "telegram.me"].includes(url.hostname);
    if (!ours || bot?.toLowerCase() !== this.page.botUsername.toLowerCase()) return null;
    return url.searchParams.get("start") ?? "";
  }

  act(name, body) {
    return attempt("POST", `people/${this.page.person}/${name}`, body);
  }
}
