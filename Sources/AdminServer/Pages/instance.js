// One customer's instance: what is wrong, since when, and the metrics under it.

import { address, ago, ask, badge, h, link, millis, moment, number, panel, percent, replace, riskWord, s, table } from "/dom.js";
import { Cursor, chart } from "/chart.js";
import { why } from "/customers.js";

const ranges = { 3: "3 h", 12: "12 h", 24: "24 h", 168: "7 days" };
const chartsAtMost = 16;
const fewOfAKind = 6;

async function open(parameters) {
  const name = parameters.name ?? "";
  const hours = parameters.hours in ranges ? Number(parameters.hours) : 12;
  const element = h("div");
  let version = 0;

  async function load() {
    const mine = ++version;
    const detail = await ask("instance", { name });
    const leads = await Promise.all(detail.cases.filter((c) => c.state === "open").slice(0, 4).map((c) => ask("case", { id: c.case_id })));
    const shown = mixed(detail.series).slice(0, chartsAtMost);
    const series = await Promise.all(shown.map((x) => ask("series", { instance: name, kind: x.kind, subject: x.subject, hours })));
    if (mine !== version) return;
    replace(element, whole(detail, leads, shown.map((x, i) => ({ ...x, ...series[i] })), name, hours));
  }

  await load();
  return {
    title: name, element,
    // What somebody reads with the cursor, or has opened, is not taken from under it.
    refresh: async () => { if (!element.matches(":hover") && !element.querySelector("details[open]")) await load(); },
  };
}

/** A few of each kind before more of any. */
function mixed(series) {
  const counts = {};
  const few = series.filter((x) => (counts[x.kind] = (counts[x.kind] ?? 0) + 1) <= fewOfAKind);
  return [...few, ...series.filter((x) => !few.includes(x))];
}

function whole(detail, leads, series, name, hours) {
  const now = detail.now;
  const cursor = new Cursor();
  const end = Math.max(0, ...series.map((x) => x.time.at(-1) ?? 0)) || Math.floor(new Date(now) / 1000);
  const span = { from: end - hours * 3600, to: end };
  const marks = detail.cases.map((c) => ({
    from: new Date(c.opened_at) / 1000, to: c.state === "open" ? end : new Date(c.updated_at) / 1000,
    text: `${c.severity}: ${c.title}`,
  }));
  const health = detail.health;
  const events = leads.map((l) => l.events.at(-1)).filter(Boolean);
  const transactions = series.filter((x) => x.kind === "transaction").sort((a, b) => share(health, b) - share(health, a));
  const usage = series.filter((x) => x.kind === "usage");
  const alerts = series.filter((x) => x.kind === "alerts");
  const signals = series.filter((x) => x.kind === "signal");
  const all = { cursor, span, marks };
  return [
    head(detail, name, now), standing(detail, leads, now),
    h("nav", { class: "ranges", "aria-label": "Range of the charts" }, Object.entries(ranges).map(([value, word]) =>
      h("a", { href: address.instance(name) + `&hours=${value}`, "aria-current": Number(value) === hours && "true" }, word))),
    h("div", { class: "columns" },
      panel("Risk", riskChart(detail, all), contributions(health)),
      usage.map((x) => panel("Usage", usageChart(x, all)))),
    panel("Top transactions", transactions.length
      ? h("div", { class: "columns" }, transactions.map((x) => transactionChart(x, health, events, all)))
      : h("p", { class: "dim" }, "No transaction has a history here yet.")),
    panel("Alerts by domain", firing(health), alerts.length
      ? h("div", { class: "columns" }, alerts.map((x) => alertChart(x, all)))
      : h("p", { class: "dim" }, "No alert came while there is a history.")),
    signals.length > 0 && panel("Signals", h("div", { class: "columns" }, signals.map((x) => signalChart(x, health, all)))),
    panel("Install base", installBase(health)),
    panel("Cases", cases(detail, now)),
  ];
}

function head(detail, name, now) {
  const facts = [detail.accounts || "no account known", detail.tier, detail.environment].filter(Boolean).join(" · ");
  const people = [detail.owner && `handled by ${detail.owner}`, detail.manager && `account manager ${detail.manager}`].filter(Boolean).join(", ");
  return h("div", { class: "head" }, h("h1", null, name), h("p", null, facts, people && h("span", { class: "dim" }, ` · ${people}`)),
    h("p", { class: "dim" }, "Health last told ", ago(detail.told_at, now), ". ",
      detail.accounts && [link(address.call(detail.accounts), "Call card"), " · "], link(address.report(name), "Page for a meeting"),
      detail.owner && [" · ", link(address.brief(detail.owner), `Brief of ${detail.owner}`)]));
}

function standing(detail, leads, now) {
  const open = detail.cases.filter((c) => c.state === "open");
  const learning = detail.health?.learning ?? [];
  return [
    open.length
      ? h("section", { class: "panel alarm" }, h("h2", null, open.length === 1 ? "One open case" : `${open.length} open cases`),
        h("ul", { class: "plain" }, open.map((c) => h("li", null, badge(c.severity), " ", link(address.case(c.case_id), why(c, detail.instance)),
          h("span", { class: "dim" }, " · priority ", String(c.priority), " · opened ", ago(c.opened_at, now), " · ", c.owner)))))
      : h("p", { class: "calm" }, "Nothing is wrong with it as far as Forewarn sees."),
    learning.length > 0 && h("section", { class: "panel" }, h("h2", null, "Still learning"),
      h("ul", { class: "plain" }, learning.map((l) => h("li", null, l.what.replaceAll("_", " "), l.until ? `, until about ${moment(l.until)}` : ", as soon as enough came")))),
  ];
}

function share(health, series) {
  return health?.top_transactions?.find((t) => t.transaction === series.subject)?.share ?? 0;
}

function riskChart(detail, { cursor, span, marks }) {
  const points = detail.risk_history.map(([t, r]) => [new Date(t) / 1000, r]);
  const before = points.filter(([t]) => t <= span.from).at(-1);
  const shown = points.filter(([t]) => t > span.from);
  if (before) shown.unshift([span.from, before[1]]);
  const last = shown.at(-1) ?? points.at(-1);
  if (last) shown.push([span.to, last[1]]);
  const step = span.to - span.from;
  const data = { time: shown.map(([t]) => t), step, unit: "", lines: [{ name: "risk", values: shown.map(([, r]) => r), style: "mean", isStep: true }], marks };
  const sentence = detail.risk === null ? "Not told yet." : `Risk is ${percent(detail.risk)}, ${riskWord(detail.risk)}.`;
  return chart(data, { title: "Risk over time", sentence, cursor, zero: true, top: 1, format: percent, axis: percent, ...span });
}

const domainWord = (domain) => domain === "base" ? "there without any finding" : domain;

function contributions(health) {
  const parts = (health?.contributions ?? []).filter((c) => c.risk > 0);
  if (!parts.length) return null;
  let x = 0;
  const total = parts.reduce((sum, c) => sum + c.risk, 0);
  const bars = parts.map((c, i) => {
    const bar = s("rect", { class: `part part${i % 6}`, x: `${100 * x}%`, width: `${100 * c.risk / Math.max(total, 1)}%`, height: 14 });
    x += c.risk / Math.max(total, 1);
    return bar;
  });
  return h("div", null, h("h3", null, "What it is made of"),
    s("svg", { class: "parts", width: "100%", height: 14, "aria-hidden": "true" }, s("rect", { class: "back", width: "100%", height: 14 }), bars),
    h("ul", { class: "plain parts" }, parts.map((c, i) => h("li", null,
      s("svg", { width: 10, height: 10, "aria-hidden": "true" }, s("rect", { class: `part part${i % 6}`, width: 10, height: 10 })), ` ${domainWord(c.domain)} ${percent(c.risk)}`))));
}

function transactionChart(series, health, events, { cursor, span, marks }) {
  const told = health?.top_transactions?.find((t) => t.transaction === series.subject);
  const trend = events.map((e) => e.data.evidence?.trend).find((t) => t?.transaction === series.subject);
  const forecast = events.map((e) => e.data.forecast).find((f) => f?.transaction === series.subject);
  // While something is the matter, the usual is that of before.
  const last = series.value.at(-1), level = told?.usual_ms ?? series.level.at(-1);
  const data = {
    time: series.time, step: series.step_seconds, unit: "ms", marks,
    lines: [{ name: "90 % under", values: series.p90, style: "p90" }, { name: "mean", values: series.value, style: "mean" }],
    band: series.level.some((v) => v !== null) ? { low: series.low, high: series.high } : null,
  };
  if (forecast) {
    data.limit = forecast.limit_ms;
    const seconds = (t) => new Date(t) / 1000;
    if (seconds(forecast.limit_at.high) > seconds(forecast.as_of) + 60) data.forecast = {
      from: seconds(forecast.as_of), start: trend?.level_ms ?? last, value: forecast.limit_ms,
      low: seconds(forecast.limit_at.low), mid: seconds(forecast.limit_at.mid), high: seconds(forecast.limit_at.high),
    };
  }
  const sentence = [
    last === undefined ? "Nothing came in this time." : `Takes ${millis(last)}${level ? `, usually ${millis(level)}` : ""}.`,
    told && `Carries ${percent(told.share)} of the load.`,
    forecast && `Reaches its limit of ${millis(forecast.limit_ms)} about ${moment(forecast.limit_at.mid)}.`,
  ].filter(Boolean).join(" ");
  return chart(data, { title: series.subject, sentence, cursor, format: millis, ...span });
}

function usageChart(series, { cursor, span, marks }) {
  const last = series.value.at(-1), level = series.level.at(-1);
  const data = {
    time: series.time, step: series.step_seconds, unit: "requests a minute", marks,
    lines: [{ name: "usually", values: series.level, style: "p90" }, { name: "requests", values: series.value, style: "mean" }],
  };
  // A drop is far below what is usual; how far is a line, as above there is no such bound at most hours.
  if (series.low.some((v) => v !== null)) data.lines.unshift({ name: "a drop is below", values: series.low, style: "limit" });
  const sentence = last === undefined ? "Nothing came in this time." : `${number(last)} requests a minute${level ? `, at this hour usually ${number(level)}` : ""}.`;
  return chart(data, { title: "Requests", sentence, cursor, zero: true, ...span });
}

function alertChart(series, { cursor, span, marks }) {
  const total = series.count.reduce((sum, n) => sum + n, 0);
  const data = { time: series.time, step: series.step_seconds, unit: "alerts a minute", bars: series.value, barsName: "alerts", usual: series.usual, marks };
  const usually = series.usual === null ? "" : `, usually ${number(series.usual * (span.to - span.from) / 60)}`;
  return chart(data, { title: series.subject, sentence: `${number(total)} ${total === 1 ? "alert" : "alerts"} in this time${usually}.`, cursor, zero: true, ...span });
}

function signalChart(series, health, { cursor, span, marks }) {
  const told = health?.signals?.find((x) => x.signal === series.subject);
  const unit = told?.unit ?? "";
  const format = (v) => unit ? `${number(v)} ${unit}` : number(v);
  const last = series.value.at(-1), level = told?.usual ?? series.level.at(-1);
  const data = {
    time: series.time, step: series.step_seconds, unit, marks,
    lines: [{ name: "value", values: series.value, style: "mean" }],
    band: series.level.some((v) => v !== null) ? { low: series.low, high: series.high } : null,
  };
  if (typeof told?.limit === "number") data.limit = told.limit;
  const isKnown = level !== null && level !== undefined;
  const sentence = last === undefined ? "Nothing came in this time."
    : `Is ${format(last)}${isKnown ? `, usually ${format(level)}` : ""}${data.limit !== undefined ? `; its limit is ${format(data.limit)}` : ""}.`;
  return chart(data, { title: series.subject, sentence, cursor, format, ...span });
}

function firing(health) {
  const counts = (object) => Object.entries(object ?? {}).filter(([, n]) => n > 0).map(([domain, n]) => `${n} ${domain}`).join(", ");
  const [now, behind] = [counts(health?.firing), counts(health?.alerts)];
  return h("p", null, now && `Firing when last told: ${now}. `, behind && `Behind what was found: ${behind}. `, !now && !behind && "No alert is behind what was found.");
}

function installBase(health) {
  const items = health?.items ?? [];
  if (!items.length) return h("p", { class: "dim" }, "The customer model names no item of this instance.");
  return [
    table("Install base items", ["Configuration item", "Install base item", "Health"], items.map((i) => [i.ci, i.install_base_item,
      i.health === "normal" ? h("span", { class: "dim" }, "normal") : badge(i.health)])),
    health.items_count > items.length && h("p", { class: "dim" }, `${items.length} of ${health.items_count}, those that a case touches first.`),
  ];
}

function cases(detail, now) {
  if (!detail.cases.length) return h("p", { class: "dim" }, "It had no case.");
  return [
    table("Cases", ["Case", "State", "Opened", "Changed", "Ended as"], detail.cases.map((c) => [
      h("span", null, badge(c.severity), " ", link(address.case(c.case_id), why(c, detail.instance))),
      c.state, ago(c.opened_at, now), ago(c.updated_at, now), c.outcome ?? "–"])),
    detail.cases_total > detail.cases.length && h("p", null, link("/cases?" + new URLSearchParams({ instance: detail.instance }), `All ${detail.cases_total} cases`)),
  ];
}

export const instance = { name: "customers", open, missing: "Nothing was heard of this instance." };
