// Whom to call, worst first.

import { address, ago, ask, badge, cellOf, h, length, link, replace, riskBar, severities } from "/dom.js";
import { sparkline } from "/chart.js";

const rowsAtATime = 50;
const groups = { "": "nothing", accounts: "account", tier: "tier", owner: "owner" };

async function open(parameters, overviewNow) {
  const state = { ...parameters };
  const body = h("div");
  const tiles = h("div", { class: "tiles" });
  const count = h("p", { class: "dim", role: "status" });
  const more = h("p", { class: "more" });
  const held = h("p", { class: "held" });
  let shown = null;
  let waiting = null;

  async function load() {
    const { group, ...filter } = state;
    return ask("customers", { ...filter, limit: state.limit ?? rowsAtATime });
  }

  /** The address says what is shown, so that it can be sent to somebody. */
  async function change(values) {
    Object.assign(state, values);
    for (const name of Object.keys(state)) if (!state[name]) delete state[name];
    const query = new URLSearchParams(state).toString();
    history.replaceState(null, "", query ? `/?${query}` : "/");
    show(await load());
  }

  function show(answer) {
    shown = answer;
    waiting = null;
    replace(held);
    replace(body, answer.items.length ? list(answer, state.group ?? "") : nothing(answer, state, overviewNow(), () => change(cleared(state))));
    replace(count, answer.total > answer.items.length ? `${answer.items.length} of ${answer.total}, the worst first` : `${answer.total} shown, the worst first`);
    const limit = Number(state.limit ?? rowsAtATime);
    replace(more, answer.total > answer.items.length && limit < 200
      ? h("button", { type: "button", onclick: () => change({ limit: String(Math.min(200, limit * 2)) }) }, "Show more")
      : answer.total > answer.items.length ? "These are all that are listed at a time: search for others." : null);
    replace(tiles, overviewTiles(overviewNow(), change));
  }

  /** Rows never move under the pointer or the focus: a new order waits until it is wanted. */
  function offer(answer) {
    const order = (a) => a.items.map((i) => i.instance).join("\n");
    const isBusy = body.matches(":hover") || body.contains(document.activeElement);
    if (!isBusy || order(answer) === order(shown)) {
      const focused = document.activeElement?.dataset?.instance;
      show(answer);
      if (focused) body.querySelector(`[data-instance="${CSS.escape(focused)}"]`)?.focus();
      return;
    }
    waiting = answer;
    replace(held, h("button", { type: "button", onclick: () => show(waiting) }, "The order has changed: show it"));
  }

  show(await load());
  const briefs = h("p", { class: "dim" }, "Before the first call: ", link(address.brief(state.owner ?? ""), state.owner ? `the brief of ${state.owner}` : "the brief"), ".");
  const element = h("div", null, h("h1", null, "Customers"), briefs, tiles, filters(state, change), count, held, body, more);
  return { title: "Customers", element, refresh: async () => offer(await load()) };
}

const cleared = (state) => Object.fromEntries(Object.keys(state).filter((n) => n !== "group").map((n) => [n, ""]));

function overviewTiles(o, change) {
  if (!o) return [];
  const open = severities.filter((x) => o.open_cases[x] > 0);
  const total = open.reduce((sum, x) => sum + o.open_cases[x], 0);
  return [
    h("button", { type: "button", class: "tile" + (o.at_risk ? " alarm" : ""), onclick: () => change({ state: "at-risk" }) },
      h("b", null, String(o.at_risk)), h("span", null, `of ${o.instances} at risk`)),
    h("a", { class: "tile", href: "/cases?state=open" }, h("b", null, String(total)),
      h("span", null, "open cases"), open.map((x) => h("span", { class: "part" }, badge(x), ` ${o.open_cases[x]}`))),
    h("button", { type: "button", class: "tile", onclick: () => change({ state: "learning" }) },
      h("b", null, String(o.learning)), h("span", null, "still learning")),
    h("div", { class: "tile" }, h("b", null, ago(o.last_case_at, o.now)), h("span", null, "last case opened")),
  ];
}

function filters(state, change) {
  const field = (label, name, control) => h("label", null, h("span", null, label), control(name));
  const text = (name) => h("input", { type: "text", value: state[name] ?? "", onchange: (e) => change({ [name]: e.target.value.trim() }) });
  const choice = (options) => (name) => h("select", { onchange: (e) => change({ [name]: e.target.value }) },
    Object.entries(options).map(([value, word]) => h("option", { value, selected: (state[name] ?? "") === value }, word)));
  let typing;
  const search = h("input", {
    type: "search", value: state.q ?? "", placeholder: "instance or account",
    oninput: (e) => { clearTimeout(typing); typing = setTimeout(() => change({ q: e.target.value.trim() }), 250); },
  });
  return h("form", { class: "filters", role: "search", onsubmit: (e) => e.preventDefault() },
    h("label", null, h("span", null, "Search"), search),
    field("State", "state", choice({ "": "all", "at-risk": "at risk", learning: "learning" })),
    field("Tier", "tier", text), field("Environment", "environment", text), field("Owner", "owner", text),
    field("Group by", "group", choice(groups)));
}

function nothing(answer, state, overview, clear) {
  const isFiltered = Object.keys(state).some((n) => n !== "group" && n !== "limit");
  if (isFiltered) {
    return h("section", { class: "panel" }, h("p", null, "No customer matches. "), h("button", { type: "button", onclick: clear }, "Clear the filter"));
  }
  const text = overview?.phase === "running"
    ? "Nothing was heard of any customer yet. They appear with their first events."
    : "Nothing is known yet: Forewarn is starting.";
  return h("section", { class: "panel" }, h("p", null, text));
}

function list(answer, group) {
  const now = answer.now;
  const calm = answer.items.every((i) => !i.open_cases) && !answer.offset
    ? h("p", { class: "calm" }, "No customer in this list is at risk.") : null;
  const columns = ["Customer", "Why", "Risk", "Response times, 24 h", "Limit reached", "Open cases", "Changed"];
  const bodies = [];
  const parts = new Map();
  for (const item of answer.items) {
    const key = group ? item[group] || "not said" : "";
    if (!parts.has(key)) parts.set(key, []);
    parts.get(key).push(item);
  }
  for (const [name, items] of parts) {
    bodies.push(h("tbody", null,
      group && h("tr", { class: "group" }, h("th", { scope: "rowgroup", colspan: columns.length }, `${name} `, h("span", { class: "dim" }, `${items.length}, ${items.filter((i) => i.open_cases).length} at risk`))),
      items.map((item) => row(item, now, columns))));
  }
  return [calm, h("div", { class: "scroll" }, h("table", { class: "list", "aria-label": "Customers, the worst first" },
    h("thead", null, h("tr", null, columns.map((c) => h("th", { scope: "col" }, c)))), bodies))];
}

function row(item, now, columns) {
  const worst = item.worst;
  const left = worst?.limit_at ? (new Date(worst.limit_at) - new Date(now)) / 1000 : null;
  const cells = [
    h("div", null,
      h("a", { class: "row", href: address.instance(item.instance), "data-instance": item.instance }, item.instance),
      h("div", { class: "dim" }, [item.accounts || "no account known", item.tier, item.environment].filter(Boolean).join(" · "))),
    worst ? h("div", null, badge(worst.severity), " ", link(address.case(worst.case_id), why(worst, item.instance)),
      h("div", { class: "dim" }, `${worst.owner}${worst.manager ? `, ${worst.manager}` : ""}`))
      : item.learning ? h("span", { class: "dim" }, "still learning what is usual") : h("span", { class: "dim" }, "nothing unusual"),
    riskBar(item.risk), sparkline(item.spark),
    left === null ? h("span", { class: "dim" }, "–") : left > 0 ? `in ${length(left)}` : "now",
    String(item.open_cases),
    ago(worst?.updated_at ?? item.told_at, now),
  ];
  return h("tr", { class: item.open_cases ? "open" : "" }, cells.map((cell, i) => cellOf(cell, columns[i])));
}

/** A headline without the name that stands beside it. */
export function why(entry, instance) {
  const text = entry.headline || entry.title;
  return text.startsWith(instance + ": ") ? text.slice(instance.length + 2) : text;
}

export const customers = { name: "customers", open };
