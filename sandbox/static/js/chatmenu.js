import { byId, closable, h, toggle } from "./dom.js";
import { t } from "./texts.js";

/** The menu behind the three dots, and the box for a link. */
export class ChatMenu {
  constructor(acts) {
    this.acts = acts;
    const button = byId("chat-menu-button");
    button.onclick = () => toggle(byId("chat-menu"), button);
    closable(byId("chat-menu"), button);
    byId("link-cancel").onclick = () => byId("link").close();
    byId("link-form").onsubmit = () => this.openLink();
    byId("start").onclick = () => acts.start("");
    byId("unblock").onclick = () => acts.act("unblock", {});
  }

  /** Offer what fits the chat as it is. */
  show(chat) {
    byId("start").hidden = chat.started || chat.blocked;
    byId("unblock").hidden = !chat.blocked;
    byId("composer").hidden = chat.blocked || !chat.started;
    byId("chat-menu").replaceChildren(
      this.item(t("menu_link"), () => byId("link").showModal()),
      this.item(t("menu_contact"), () => this.acts.shareContact()),
      chat.blocked
        ? this.item(t("menu_unblock"), () => this.acts.act("unblock", {}))
        : this.item(t("menu_block"), () => this.acts.act("block", {})),
    );
  }

  item(text, act) {
    const chosen = () => {
      toggle(byId("chat-menu"), byId("chat-menu-button"), false);
      act();
    };
    return h("button", { type: "button", onclick: chosen }, text);
  }

  openLink() {
    const text = byId("link-text").value.trim();
    byId("link-text").value = "";
    if (text) this.acts.start(this.acts.deepLink(text) ?? text.replace(/^\/start\s*/, ""));
  }
}
