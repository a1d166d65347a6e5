import { byId, closable, h, toggle } from "./dom.js";
import { t } from "./texts.js";

const KINDS = [
  { kind: "photo", accept: "image/png,image/jpeg,image/gif,image/webp", text: "attach_photo" },
  { kind: "document", accept: "", text: "attach_document" },
  { kind: "sticker", accept: "image/webp,image/png", text: "attach_sticker" },
  { kind: "voice", accept: "audio/*", text: "attach_voice" },
];

/** The line one writes in; keeps what was typed for each person. */
export class Composer {
  constructor(acts) {
    this.acts = acts;
    this.field = byId("text");
    this.person = null;
    byId("composer").onsubmit = (event) => {
      event.preventDefault();
      this.send();
    };
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("input", () => this.grow());
    this.wireAttach();
    this.wireCommands();
  }

  /** Turn to a person: put what was typed for them back. */
  turnTo(person) {
    if (person === this.person) return;
    this.person = person;
    this.field.value = sessionStorage.getItem(`draft ${person}`) ?? "";
    this.grow();
  }

  /** Show the commands menu of this chat. */
  showCommands(commands) {
    const button = byId("commands-button");
    button.hidden = !commands.length;
    byId("commands").replaceChildren(
      ...commands.map(({ command, description }) =>
        h(
          "button",
          { type: "button", onclick: () => this.command(command) },
          h("span", {}, description),
          h("small", {}, `/${command}`),
        ),
      ),
    );
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    }
  }

  async send() {
    const text = this.field.value.trim();
    if (!text) return;
    this.clear();
    await this.acts.send(text);
  }

  clear() {
    this.field.value = "";
    this.grow();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 140)}px`;
    byId("send").classList.toggle("ready", this.field.value.trim() !== "");
    if (this.person !== null) sessionStorage.setItem(`draft ${this.person}`, this.field.value);
  }

  command(command) {
    toggle(byId("commands"), byId("commands-button"), false);
    this.field.focus();
    this.acts.send(`/${command}`);
  }

  wireCommands() {
    const button = byId("commands-button");
    button.onclick = () => toggle(byId("commands"), button);
    closable(byId("commands"), button);
  }

  wireAttach() {
    const [menu, button, file] = [byId("attach"), byId("attach-button"), byId("file")];
    button.onclick = () => toggle(menu, button);
    closable(menu, button);
    const choices = KINDS.map(({ kind, accept, text }) => choice(t(text), () => this.pick(kind, accept)));
    menu.replaceChildren(...choices, choice(t("attach_contact"), () => this.shareContact()));
    file.onchange = () => this.sendFile(file);
  }

  shareContact() {
    toggle(byId("attach"), byId("attach-button"), false);
    this.acts.shareContact();
  }

  pick(kind, accept) {
    toggle(byId("attach"), byId("attach-button"), false);
    const file = byId("file");
    file.dataset.kind = kind;
    file.accept = accept;
    file.click();
  }

  async sendFile(input) {
    const [file] = input.files;
    if (!file) return;
    const form = new FormData();
    form.append("kind", input.dataset.kind);
    form.append("caption", this.field.value.trim());
    form.append("file", file);
    input.value = "";
    this.clear();
    await this.acts.sendFile(form);
  }
}

function choice(text, onclick) {
  return h("button", { type: "button", onclick }, text);
}
