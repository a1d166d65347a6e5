import { attempt } from "./api.js";
import { fullWords, now } from "./dates.js";
import { byId, h } from "./dom.js";
import { t } from "./texts.js";

const STEPS = [
  { step: "hour", text: "step_hour" },
  { step: "day", text: "step_day" },
  { step: "working_day", text: "step_working_day" },
  { step: "month", text: "step_month" },
];
const TICK_MS = 5000;

/** Make the clock's buttons and keep its words fresh. */
export function wireClock(refresh) {
  const shift = async (step) => {
    if (await attempt("POST", "clock", { step })) await refresh();
  };
  byId("steps").replaceChildren(
    ...STEPS.map(({ step, text }) => h("button", { type: "button", onclick: () => shift(step) }, t(text))),
  );
  setInterval(showNow, TICK_MS);
}

/** Write the stand-in's date in words. */
export function showNow() {
  const words = fullWords(now());
  if (byId("now").textContent === words) return;
  byId("now").textContent = words;
  byId("now").dateTime = now().toISOString();
}
