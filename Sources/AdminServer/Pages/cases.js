// All cases: open ones first, the worst first.

import { address, ago, ask, badge, h, link, replace, severities, table } from "/dom.js";
import { why } from "/customers.js";

async function open(parameters) {
  const state = { ...parameters };
  const body = h("div");
  const count = h("p", { class: "dim", role: "status" });

  const load = () => ask("cases", { ...state, limit: state.limit ?? 100 });

  async function change(values) {
    Object.assign(state, values);
    for (const name of Object.keys(state)) if (!state[name]) delete state[name];
    const query = new URLSearchParams(state).toString();
    history.replaceState(null, "", query ? `/cases?${query}` : "/cases");
    show(await load());
  }

  function show(answer) {
    const now = answer.now;
    replace(count, answer.total > answer.items.length ? `${answer.items.length} of ${answer.total}` : `${answer.total} shown`);
    replace(body, answer.items.length
      ? table("Cases", ["Case", "Instance", "Customer", "State", "Priority", "Owner", "Opened", "Changed"], answer.items.map((c) => [
        h("span", null, badge(c.severity), " ", h("a", { class: "row", href: address.case(c.case_id) }, why(c, c.instance))),
        c.kind === "major" ? c.instance : link(address.instance(c.instance), c.instance), c.accounts || "–",
        c.state === "open" ? "open" : c.outcome?.replaceAll("_", " ") ?? "resolved", String(c.priority), c.owner || "–", ago(c.opened_at, now), ago(c.updated_at, now)]))
      : h("section", { class: "panel" }, h("p", null, Object.keys(state).length ? "No case matches. " : "There was no case yet. "),
        Object.keys(state).length ? h("button", { type: "button", onclick: () => change(Object.fromEntries(Object.keys(state).map((n) => [n, ""]))) }, "Clear the filter") : null));
  }

  let typing;
  const choice = (name, label, options) => h("label", null, h("span", null, label), h("select", { onchange: (e) => change({ [name]: e.target.value }) },
    options.map(([value, word]) => h("option", { value, selected: (state[name] ?? "") === value }, word))));
  const filters = h("form", { class: "filters", role: "search", onsubmit: (e) => e.preventDefault() },
    h("label", null, h("span", null, "Search"), h("input", {
      type: "search", value: state.q ?? "", placeholder: "instance, account, title, owner",
      oninput: (e) => { clearTimeout(typing); typing = setTimeout(() => change({ q: e.target.value.trim() }), 250); },
    })),
    choice("state", "State", [["", "all"], ["open", "open"], ["resolved", "resolved"]]),
    choice("severity", "At least", [["", "any severity"], ...severities.map((x) => [x, x])]),
    state.instance && h("p", null, `of ${state.instance} `, link("/cases", "show all")));

  show(await load());
  return {
    title: "Cases", element: h("div", null, h("h1", null, "Cases"), filters, count, body),
    refresh: async () => { if (!body.matches(":hover") && !body.contains(document.activeElement)) show(await load()); },
  };
}

export const cases = { name: "cases", open };
