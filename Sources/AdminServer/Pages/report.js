// One page for a customer meeting: how it went, what happened, what was done. Made to be printed.

import { ask, badge, h, millis, moment, number, percent, riskWord } from "/dom.js";
import { chart } from "/chart.js";

const days = 7;
const casesAtMost = 6;
const chartsAtMost = 2;

async function open({ name = "" }) {
  const detail = await ask("instance", { name });
  const now = detail.now;
  const since = new Date(new Date(now) - days * 86400000);
  const share = (x) => detail.health?.top_transactions?.find((t) => t.transaction === x.subject)?.share ?? 0;
  const top = detail.series.filter((x) => x.kind === "transaction").sort((a, b) => share(b) - share(a)).slice(0, chartsAtMost);
  const series = await Promise.all(top.map((x) => ask("series", { instance: name, kind: x.kind, subject: x.subject, hours: days * 24 })));
  const cases = detail.cases.filter((c) => new Date(c.updated_at) > since);
  const told = await Promise.all(cases.slice(0, casesAtMost).map((c) => ask("case", { id: c.case_id })));
  const element = h("article", { class: "sheet" },
    h("p", { class: "actions" }, h("button", { type: "button", onclick: () => print() }, "Print")),
    h("h1", null, detail.accounts || name),
    h("p", null, `${name}${detail.tier ? `, ${detail.tier}` : ""}; ${moment(since)} to ${moment(now)}. `,
      detail.risk === null ? null : `Health today: ${percent(1 - detail.risk)}, risk ${riskWord(detail.risk)}.`),
    h("h2", null, "How it went"),
    h("ul", null, figures(series, top, cases)),
    h("div", { class: "columns" }, series.map((x, i) => drawing(x, top[i].subject))),
    h("h2", null, "What happened, and what we did"),
    told.length ? h("ul", { class: "plain" }, told.map((t) => happened(t.events.at(-1)?.data))) : h("p", null, "Nothing that needed a case."),
    cases.length > told.length && h("p", { class: "dim" }, `And ${cases.length - told.length} more.`));
  return { title: `${detail.accounts || name}, ${days} days`, element };
}

function figures(series, top, cases) {
  const lines = series.map((x, i) => {
    const total = x.count.reduce((sum, n) => sum + n, 0);
    const mean = x.value.reduce((sum, v, k) => sum + v * x.count[k], 0) / (total || 1);
    return h("li", null, `${top[i].subject}: ${millis(mean)} on average over ${number(total)} requests.`);
  });
  const minutes = cases.filter((c) => c.state !== "open").length;
  return [lines, h("li", null, `${cases.length} ${cases.length === 1 ? "case" : "cases"}, ${minutes} of them over.`)];
}

function drawing(x, subject) {
  return chart({
    time: x.time, step: x.step_seconds, unit: "ms", lines: [{ name: "mean", values: x.value, style: "mean" }],
    band: x.high.some((v) => v !== null) ? { low: x.low, high: x.high } : null,
  }, { title: subject, sentence: "Mean response time, and what is usual.", format: millis });
}

/** In the words that are meant for the customer, where there are any. */
function happened(data) {
  if (!data) return null;
  return h("li", null, badge(data.severity), ` ${moment(data.opened_at)}: `, data.customer_message?.text ?? data.headline,
    data.state === "open" ? " We are on it." : "");
}

export const report = { name: "customers", open, missing: "Nothing was heard of this instance." };
