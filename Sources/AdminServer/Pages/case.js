// One case: the sentence first, then what to do and say, then why it is believed.

import { address, ago, ask, badge, copyButton, duration, h, link, moment, number, panel, percent, replace, table } from "/dom.js";
import { acting } from "/act.js";
import { chart } from "/chart.js";

async function open(parameters) {
  const id = parameters.id ?? "";
  // What somebody is writing stays when the rest is shown anew.
  const [above, below] = [h("div"), h("div")];
  const panelOfActs = await acting();
  const element = h("div", null, above, panelOfActs.element, below);
  let title = id;
  let sequence = -1;

  async function load() {
    const answer = await ask("case", { id });
    if (answer.events.length === 0) return;
    const last = answer.events.at(-1);
    if (last.data.sequence === sequence) return;
    sequence = last.data.sequence;
    title = last.data.title;
    replace(above, head(answer, last.data));
    replace(below, rest(answer, last));
    panelOfActs.shown(last.data);
  }

  await load();
  return { title, element, refresh: load };
}

function head(answer, data) {
  const now = answer.now;
  const isOpen = data.state === "open";
  return [
    h("div", { class: "head" },
      h("h1", null, data.headline || data.title),
      h("p", null, badge(data.severity), ` priority ${data.priority} · ${isOpen ? "open" : "resolved"} · opened `, ago(data.opened_at, now),
        isOpen ? null : [" · resolved ", ago(data.resolved_at, now), data.outcome && ` as ${data.outcome.replaceAll("_", " ")}`]),
      h("p", null, data.kind === "major" ? data.instance : link(address.instance(data.instance), data.instance), " · ",
        data.customer.accounts.map((a) => a.name).join(", ") || "no account known",
        [data.customer.tier, data.customer.environment].filter(Boolean).map((w) => ` · ${w}`)),
      data.title !== data.headline && h("p", { class: "dim" }, `At its opening: ${data.title}`),
      h("p", { class: "summary" }, data.summary)),
    h("div", { class: "columns" }, todo(data, now, isOpen), message(data)),
  ];
}

function rest(answer, event) {
  const data = event.data;
  return [
    panel("Evidence", evidence(data, answer)),
    panel("What happened", timeline(answer.events)),
    h("div", { class: "columns" }, affected(data), whyThis(data)),
    raw(answer, event),
  ];
}

function todo(data, now, isOpen) {
  const action = data.action;
  const late = isOpen && action.respond_by && new Date(action.respond_by) < new Date(now);
  return panel(isOpen ? "What to do" : "What was asked for", h("p", { class: "lead" }, action.text),
    h("p", null, "By ", h("strong", null, action.owner), data.assignment.manager && ` with ${data.assignment.manager}`,
      `, answer within ${duration(action.respond_within)}`,
      action.respond_by && [", ", h("span", { class: late ? "late" : "" }, late ? "was due " : "due ", ago(action.respond_by, now))], "."),
    action.runbook && h("p", null, "Runbook: ", outside(action.runbook, action.runbook)),
    data.links.length > 0 && h("ul", { class: "plain" }, data.links.map((l) => h("li", null, outside(l.href, l.title)))),
    data.remarks?.acknowledged_by && h("p", null, `Acknowledged by ${data.remarks.acknowledged_by}.`),
    data.ticket && h("p", null, `Ticket: ${data.ticket}`), data.known_error && h("p", null, `Known error: ${data.known_error}`));
}

/** Only addresses of the web become links. */
function outside(href, text) {
  return /^https?:\/\//i.test(href) ? h("a", { href, rel: "noreferrer noopener", target: "_blank" }, text) : h("span", null, `${text} (${href})`);
}

function message(data) {
  const text = data.customer_message;
  if (!text) return panel("What to say", h("p", { class: "dim" }, "No account is known to write to."));
  return panel("What to say", h("blockquote", { lang: text.language }, h("strong", null, text.title), "\n\n", text.text),
    copyButton("Copy for the customer", `${text.title}\n\n${text.text}`));
}

function evidence(data, answer) {
  const series = data.evidence.series.filter((x) => x.points?.length);
  const opened = new Date(data.opened_at) / 1000;
  const ended = data.resolved_at ? new Date(data.resolved_at) / 1000 : Infinity;
  const charts = series.map((x) => {
    const time = x.points.map((p) => new Date(p.pane) / 1000);
    const unit = x.unit ?? "";
    const drawn = {
      time, step: 60, unit, lines: [{ name: "measured", values: x.points.map((p) => p.value), style: "mean" }],
      band: { low: time.map(() => x.low ?? 0), high: time.map(() => x.high ?? null) },
      marks: [{ from: opened, to: Math.min(ended, time.at(-1)), text: "open" }],
    };
    const first = x.points[0].value, last = x.points.at(-1).value;
    const sentence = `From ${number(first)} to ${number(last)} ${unit} in ${x.points.length} minutes; usually ${number(x.level)}.`;
    return chart(drawn, { title: x.name, sentence });
  });
  const alerts = data.evidence.alerts ?? [];
  const trend = data.evidence.trend;
  return [
    charts.length ? charts : h("p", { class: "dim" }, "No minutes were kept for what leads this case."),
    h("ul", null, data.reasons.map((r) => h("li", null, r.text, h("span", { class: "dim" }, ` (${r.code.replaceAll("_", " ")}, seen ${moment(r.at)})`)))),
    trend && h("p", null, trend.signal
      ? `${trend.signal} goes by ${number(trend.slope_per_hour)} ${trend.unit ?? ""} an hour (95 % sure of ${number(trend.ci95[0])} to ${number(trend.ci95[1])}); its limit is ${number(trend.limit)} ${trend.unit ?? ""}.`
      : `${trend.transaction} grows by ${number(trend.slope_ms_per_hour)} ms an hour (95 % sure of ${number(trend.ci95[0])} to ${number(trend.ci95[1])}); its limit is ${number(trend.limit_ms)} ms.`),
    data.forecast && h("p", null, `It reaches the limit about ${moment(data.forecast.limit_at.mid)}, between ${moment(data.forecast.limit_at.low)} and ${moment(data.forecast.limit_at.high)}.`),
    alerts.length > 0 && table("Alerts", ["Alert", "Domain", "Severity", "Count", "Usually", "Items"], alerts.map((a) => [
      h("span", null, a.alert, a.summary && h("div", { class: "dim" }, a.summary)), a.domain, badge(a.severity), number(a.count), number(a.expected), (a.items ?? []).join(", ")])),
  ];
}

function timeline(events) {
  return h("ol", { class: "timeline" }, [...events].reverse().map((e) => {
    const change = e.data.change ?? {};
    return h("li", null, h("time", { datetime: e.time }, moment(e.time)), h("div", null, h("strong", null, change.type ?? e.type), " ",
      badge(e.data.severity), ` risk ${percent(e.data.risk)}`, h("p", null, change.note || change.because || e.data.summary)));
  }));
}

function affected(data) {
  const items = data.affected.items;
  return panel(`Affected items (${data.affected.count})`, items.length
    ? table("Affected items", ["Item", "Product", "Account", "Health"], items.map((i) => [
      h("span", null, i.ci, i.install_base_item && h("div", { class: "dim" }, i.install_base_item)),
      [i.product, i.offering].filter(Boolean).join(", ") || "–", i.account ?? "–", i.health === "normal" ? "normal" : badge(i.health)]))
    : h("p", { class: "dim" }, "No item is known."));
}

function whyThis(data) {
  return panel("Why this priority", h("ul", null, data.priority_reasons.map((r) => h("li", null, r))),
    h("p", null, `Impact ${data.impact}, urgency ${data.urgency}, confidence ${data.confidence}.`),
    h("h3", null, "Risk"), h("ul", null, data.risk_contributions.map((c) => h("li", null, `${c.domain === "base" ? "there without any finding" : c.domain}: ${percent(c.risk)}`))),
    h("h3", null, "Completeness"), h("p", null, data.completeness.missing.length
      ? `${percent(data.completeness.score)}. The customer model does not say: ${data.completeness.missing.join(", ").replaceAll("_", " ")}.`
      : `${percent(data.completeness.score)}: nothing is missing.`));
}

function raw(answer, event) {
  const text = JSON.stringify(event, null, 2);
  const command = `kcat -C -e -q -b BROKERS -t ${answer.topic} -X isolation.level=read_committed | grep ${event.data.case_id}`;
  return h("details", { class: "panel" }, h("summary", null, "The event as it was emitted"),
    h("div", null, copyButton("Copy the event", text), h("pre", null, text)), h("div", null, h("p", null, "The same from Kafka:"), h("pre", null, command), copyButton("Copy the command", command)));
}

export const caseRecord = { name: "cases", open, missing: "No such case is kept." };
