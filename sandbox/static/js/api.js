import { t } from "./texts.js";
import { toast } from "./popups.js";

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
    toast(t("failed", { reason: error.message }), true);
    return null;
  }
}

/** Call back with the topics that changed, again and again, also after a lost connection. */
export function listen(changed, connected) {
  const source = new EventSource("/sandbox/events");
  source.onmessage = (event) => changed(new Set(JSON.parse(event.data)));
  source.onopen = () => connected(true);
  source.onerror = () => connected(false);
}
