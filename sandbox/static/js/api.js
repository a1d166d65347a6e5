import { t } from "./texts.js";
import { toast } from "./popups.js";

/** What the stand-in refuses with, by a part of it, and the text that says it. */
const REASONS = {
  "the file is larger": "refused_too_large",
  "Request Entity Too Large": "refused_too_large",
  "Bad Request: file must be non-empty": "refused_empty_file",
  "Bad Request: IMAGE_PROCESS_FAILED": "refused_no_picture",
  "Bad Request: PHOTO_INVALID_DIMENSIONS": "refused_no_picture",
  "too big for a photo": "refused_big_photo",
  "the message is empty": "refused_empty",
  "the person has blocked the bot": "refused_blocked",
  "nothing was sent yet": "refused_nothing_sent",
  "no button": "refused_no_button",
  "a person needs a name": "refused_no_name",
};

/** Call an endpoint of the stand-in; raises Error with its words when it refuses. */
export async function call(verb, path, body) {
  const options = { method: verb };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const response = await fetch(`/sandbox/${path}`, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

/** Call an endpoint and tell the person when it refuses; returns null then. */
export async function attempt(verb, path, body) {
  try {
    return await call(verb, path, body);
  } catch (error) {
    toast(t("failed", { reason: reason(error.message) }), true);
    return null;
  }
}

/** Say in the reader's language why the stand-in refused; words it has no translation of stay as they are. */
export function reason(message) {
  const key = Object.keys(REASONS).find((part) => message.includes(part));
  return key ? t(REASONS[key]) : message;
}

/** Call back with the topics that changed, again and again, also after a lost connection. */
export function listen(changed, connected) {
  const source = new EventSource("/sandbox/events");
  source.onmessage = (event) => changed(new Set(JSON.parse(event.data)));
  source.onopen = () => connected(true);
  source.onerror = () => connected(false);
}
