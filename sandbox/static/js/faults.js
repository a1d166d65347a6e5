import { attempt } from "./api.js";
import { byId, h } from "./dom.js";
import { toast } from "./popups.js";
import { t } from "./texts.js";

const FAULTS = [
  { text: "fault_500", fault: { kind: "500" } },
  { text: "fault_502", fault: { kind: "502" } },
  { text: "fault_429", fault: { kind: "429", retry_after: 5 } },
  { text: "fault_timeout", fault: { kind: "timeout" } },
  { text: "fault_disconnect", fault: { kind: "disconnect" } },
  { text: "fault_disconnect_after", fault: { kind: "disconnect", executed: true } },
  { text: "fault_slow", fault: { kind: "slow", ms: 3000 } },
  { text: "fault_403", fault: { kind: "403" } },
  { text: "fault_401", fault: { kind: "401" } },
];
const COUNTS = [
  { value: "1", text: "faults_once" },
  { value: "3", text: "faults_thrice" },
  { value: "", text: "faults_always" },
];
const SCOPES = [
  { value: "messages", text: "faults_messages" },
  { value: "*", text: "faults_all" },
];

/** The drawer with troubles on order. */
export class FaultsPanel {
  constructor(currentPerson) {
    this.currentPerson = currentPerson;
    this.count = choice("faults_count", COUNTS);
    this.scope = choice("faults_scope", SCOPES);
    this.waiting = h("ul", { className: "waiting" });
    this.rates = h("input", { type: "checkbox", onchange: () => this.setRates() });
    byId("faults-panel").replaceChildren(...this.parts());
  }

  /** Show what still waits to strike. */
  show(state) {
    this.rates.checked = state.rates.enabled;
    const lines = state.faults.map((fault) => h("li", {}, h("b", {}, titleOf(fault)), h("small", {}, left(fault))));
    this.waiting.replaceChildren(...(lines.length ? lines : [h("li", { className: "empty" }, t("faults_none"))]));
  }

  parts() {
    return [
      h("p", {}, t("faults_help")),
      h("div", { className: "row" }, this.count, this.scope),
      h("div", { className: "stack" }, FAULTS.map((item) => button(t(item.text), () => this.order(item.fault)))),
      h("h3", {}, t("faults_waiting")),
      this.waiting,
      button(t("faults_clear"), () => attempt("DELETE", "faults")),
      h("h3", {}, t("presses_title")),
      h(
        "div",
        { className: "stack" },
        button(t("press_same"), () => this.repeat(true)),
        button(t("press_resend"), () => this.repeat(false)),
        button(t("press_expire"), () => done(attempt("POST", "queries/expire"))),
      ),
      h("h3", {}, t("rates_title")),
      h("label", { className: "check" }, this.rates, h("span", {}, t("rates_on"))),
    ];
  }

  order(fault) {
    const count = this.count.querySelector("select").value;
    const method = this.scope.querySelector("select").value;
    return attempt("POST", "faults", { ...fault, method, count: count ? Number(count) : null });
  }

  repeat(sameId) {
    return done(attempt("POST", `people/${this.currentPerson()}/repeat`, { same_id: sameId }));
  }

  setRates() {
    return attempt("POST", "rates", { enabled: this.rates.checked });
  }
}

async function done(request) {
  if (await request) toast(t("done"));
}

function button(text, onclick) {
  return h("button", { type: "button", className: "quiet", onclick }, text);
}

function choice(title, options) {
  const select = h("select", {}, options.map(({ value, text }) => h("option", { value }, t(text))));
  return h("label", {}, h("span", {}, t(title)), select);
}

function titleOf(fault) {
  const same = FAULTS.find((item) => item.fault.kind === fault.kind && Boolean(item.fault.executed) === fault.executed);
  return same ? t(same.text) : fault.kind;
}

function left(fault) {
  return fault.count === null ? t("faults_until") : t("faults_left", { n: fault.count });
}
