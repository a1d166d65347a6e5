import { clockTime } from "./dates.js";
import { h, icon } from "./dom.js";
import { inlineKeyboard } from "./keyboards.js";
import { showPicture } from "./popups.js";
import { rich } from "./rich.js";
import { decimal, t } from "./texts.js";

/** Return the bubble of a message with its buttons below. */
export function bubble(message, acts) {
  const side = message.from_bot ? "from-bot" : "from-person";
  const body = h("div", { className: "bubble" }, content(message, acts), foot(message));
  if (message.photo && !message.caption) body.classList.add("bare");
  if (message.edited) body.classList.add("edited");
  const article = h("article", { className: `message ${side}`, tabIndex: -1 }, body);
  article.dataset.id = message.message_id;
  if (message.reply_markup) article.append(inlineKeyboard(message, acts));
  return article;
}

function content(message, acts) {
  return [
    message.forward_origin ? h("p", { className: "forwarded" }, t("forwarded")) : null,
    message.reply_to_message ? quote(message.reply_to_message) : null,
    attachment(message),
    words(message, acts),
  ];
}

function words(message, acts) {
  const text = message.text ?? message.caption;
  if (text === undefined) return null;
  return h("div", { className: "words" }, rich(text, message.entities ?? message.caption_entities, acts));
}

function quote(message) {
  const text = message.text ?? message.caption ?? message.document?.file_name;
  return h("p", { className: "quote" }, text ?? (message.contact ? t("contact_title") : t("photo_alt")));
}

function attachment(message) {
  if (message.photo) return photo(message.photo.at(-1));
  if (message.sticker) {
    return h("img", { className: "sticker", src: fileAddress(message.sticker), alt: t("sticker_alt") });
  }
  if (message.document) return fileLine(message.document, message.document.file_name, "file");
  if (message.voice) return fileLine(message.voice, t("voice_title"), "voice");
  if (message.contact) return contact(message.contact);
  return message.text === undefined ? h("p", { className: "words" }, t("unknown_content")) : null;
}

function photo(size) {
  const image = h("img", { src: fileAddress(size), alt: t("photo_alt"), width: size.width, height: size.height });
  const open = () => showPicture(fileAddress(size), t("photo_alt"));
  return h("button", { type: "button", className: "photo", onclick: open }, image);
}

function fileLine(file, name, sign) {
  return h(
    "a",
    { className: "file", href: fileAddress(file), download: name },
    h("span", { className: "file-icon" }, icon(sign)),
    h("span", { className: "file-name" }, h("b", {}, name), h("small", {}, sizeWords(file.file_size))),
  );
}

function contact(person) {
  const name = [person.first_name, person.last_name].filter(Boolean).join(" ");
  return h(
    "div",
    { className: "file" },
    h("span", { className: "avatar avatar-1", "aria-hidden": "true" }, person.first_name.slice(0, 1)),
    h("span", { className: "file-name" }, h("b", {}, name), h("small", {}, person.phone_number)),
  );
}

function foot(message) {
  const date = new Date(message.date * 1000);
  return h(
    "span",
    { className: "foot" },
    message.edited ? `${t("edited")} ` : null,
    h("time", { dateTime: date.toISOString() }, clockTime(date)),
    message.from_bot ? null : h("span", { className: "ticks", role: "img", "aria-label": t("sent") }, "✓✓"),
  );
}

function fileAddress(file) {
  return `/sandbox/files/${encodeURIComponent(file.file_id)}`;
}

function sizeWords(bytes) {
  if (bytes < 1024) return t("size_b", { n: bytes });
  if (bytes < 1024 * 1024) return t("size_kb", { n: Math.round(bytes / 1024) });
  return t("size_mb", { n: decimal(bytes / 1024 / 1024) });
}
