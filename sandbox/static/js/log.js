import { attempt, call } from "./api.js";
import { clockTime } from "./dates.js";
import { byId, h } from "./dom.js";
import { fullName } from "./people.js";
import { t } from "./texts.js";

const KEEP = 200;

/** The call log: newest first, refusals in red. */
export class LogPanel {
  constructor() {
    this.last = 0;
    this.names = new Map();
    byId("only-refusals").onchange = (event) => byId("log").classList.toggle("only-refusals", event.target.checked);
    byId("log-clear").onclick = () => this.clear();
  }

  /** Learn the people's names. */
  know(people) {
    this.names = new Map(people.map((person) => [person.id, fullName(person)]));
  }

  /** Fetch what is new. */
  async refresh() {
    const { calls, newest } = await call("GET", `calls?after=${this.last}&limit=${KEEP}`);
    if (newest < this.last) {
      this.last = 0;
      byId("log").replaceChildren();
    }
    for (const entry of calls) this.add(entry);
    while (byId("log").children.length > KEEP) byId("log").lastChild.remove();
    byId("log-empty").hidden = byId("log").children.length > 0;
  }

  async clear() {
    await attempt("DELETE", "calls");
    byId("log").replaceChildren();
    byId("log-empty").hidden = false;
  }

  add(entry) {
    this.last = Math.max(this.last, entry.id);
    const code = entry.code || t("log_no_answer");
    const refusal = entry.ok ? null : h("p", { className: "log-reason" }, reason(entry));
    const head = h(
      "summary",
      {},
      h("span", { className: "log-method" }, entry.method),
      h("span", { className: "log-code" }, String(code)),
      h("small", {}, [clockTime(new Date(entry.at)), this.names.get(entry.chat_id), t("log_ms", { n: entry.ms })]
        .filter(Boolean).join(" · ")),
      refusal,
    );
    const details = h("details", {}, head, h("pre", { tabIndex: 0 }, JSON.stringify(entry.params, null, 1)));
    byId("log").prepend(h("li", { className: entry.ok ? "" : "refusal" }, details));
  }
}

function reason(entry) {
  return entry.fault ? t("log_fault") : entry.description;
}
