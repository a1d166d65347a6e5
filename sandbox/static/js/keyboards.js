import { byId, h } from "./dom.js";
import { toast } from "./popups.js";
import { link } from "./rich.js";
import { t } from "./texts.js";

/** Return the inline keyboard of a message. */
export function inlineKeyboard(message, acts) {
  const rows = message.reply_markup.inline_keyboard.map((row) =>
    h("div", { className: "inline-row" }, row.map((button) => inlineButton(message, button, acts))),
  );
  return h("div", { className: "inline" }, rows);
}

function inlineButton(message, button, acts) {
  if (button.url) return link(button.url, [button.text, h("span", { className: "corner" }, "↗")], acts, "inline-button");
  const element = h("button", { type: "button", className: "inline-button" }, button.text);
  element.onclick = () => press(message, button, element, acts);
  return element;
}

async function press(message, button, element, acts) {
  if (button.callback_data !== undefined) await acts.tap(message.message_id, button, element);
  else if (button.copy_text) {
    await navigator.clipboard.writeText(button.copy_text.text);
    toast(t("copied"));
  } else toast(t("button_idle"));
}

/** Show the keyboard below the chat, or none. */
export function replyKeyboard(markup, hidden, acts) {
  const place = byId("keyboard");
  const rows = markup?.keyboard ?? [];
  byId("keyboard-button").hidden = !rows.length;
  byId("keyboard-button").setAttribute("aria-expanded", String(!hidden));
  byId("text").placeholder = markup?.input_field_placeholder ?? t("text_hint");
  place.hidden = hidden || !rows.length;
  place.replaceChildren(
    ...rows.map((row) =>
      h(
        "div",
        { className: "keyboard-row" },
        row.map((button) => h("button", { type: "button", onclick: () => acts.tapBelow(button) }, button.text)),
      ),
    ),
  );
}
