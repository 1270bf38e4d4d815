// All customers at once: how many are at risk, by tier and by account; what several share; how cases ended.

import { address, ask, badge, h, length, link, panel, percent, replace, riskBar, table } from "/dom.js";

/** More of the fleet at risk than this is a sign of something common. */
const acceptedShare = 0.1;
/** Fewer ended cases say nothing about how good the warnings are. */
const outcomesForAShare = 20;

const outcomeWords = {
  solved: "solved: what was found is back to normal", unknown: "unknown: nobody said that it is over",
  withdrawn: "withdrawn: closed by a person, or part of a larger case", question: "a question: is this the new normal?",
};

async function open() {
  const element = h("div");
  const load = async () => replace(element, whole(await ask("estate")));
  await load();
  return { title: "Estate", element, refresh: async () => { if (!element.contains(document.activeElement)) await load(); } };
}

function whole(estate) {
  const sum = (name) => estate.tiers.reduce((total, g) => total + g[name], 0);
  const [all, atRisk] = [sum("instances"), sum("at_risk")];
  const share = all ? atRisk / all : 0;
  return [
    h("h1", null, "Estate"),
    h("p", { class: share > acceptedShare ? "panel alarm" : "calm" }, all
      ? `${percent(share)} of ${all} instances are at risk (${atRisk}). ${share > acceptedShare ? `More than ${percent(acceptedShare)}: look for what they share.` : `At most ${percent(acceptedShare)} is as it should be.`}`
      : "Nothing was heard of any customer yet."),
    panel("Shared by several customers", estate.shared.length
      ? h("ul", { class: "plain" }, estate.shared.map((c) => h("li", null, badge(c.severity), " ", link(address.case(c.case_id), c.headline || c.title), h("span", { class: "dim" }, ` · ${c.accounts}`))))
      : h("p", { class: "dim" }, "No open case is of several customers.")),
    panel("By service offering", groups(estate.tiers, "Offering", (name) => name ? link("/?" + new URLSearchParams({ tier: name }), name) : "not said")),
    panel("By account", groups(estate.accounts, "Account", (name) => name ? link(address.call(name), name) : "no account known"),
      estate.accounts_total > estate.accounts.length && h("p", { class: "dim" }, `${estate.accounts.length} of ${estate.accounts_total}, the worst first.`)),
    panel(`How cases ended, last ${estate.outcome_days} days`, outcomes(estate)),
    panel(`Were the warnings right? Last ${estate.outcome_days} days`, warnings(estate)),
  ];
}

function groups(list, name, shown) {
  if (!list.length) return h("p", { class: "dim" }, "Nothing yet.");
  return table(name, [name, "Instances", "At risk", "Open cases", "Worst case", "Highest risk", "Learning"], list.map((g) => [
    shown(g.name), String(g.instances), g.at_risk ? `${g.at_risk} (${percent(g.at_risk / g.instances)})` : "0", String(g.open_cases),
    g.worst ? badge(g.worst) : h("span", { class: "dim" }, "none"), riskBar(g.risk), String(g.learning)]));
}

const resolutionWords = {
  recovered: "recovered", prevented: "prevented: what was predicted did not come", came_true: "came true: what was predicted came, and is over",
  expired: "expired", new_normal: "perhaps the new normal", closed_by: "closed by a person", false: "called false by a person",
  superseded: "part of a larger case", rule_removed: "its rule is off",
};

function outcomes(estate) {
  const list = estate.outcomes;
  const total = list.reduce((sum, o) => sum + o.cases, 0);
  if (!total) return h("p", { class: "dim" }, "No case has ended yet.");
  const why = estate.resolutions.filter((r) => r.resolution);
  return [
    h("ul", null, list.map((o) => h("li", null, `${o.cases} of ${total} `, outcomeWords[o.outcome] ?? o.outcome ?? "not said",
      total >= outcomesForAShare && ` (${percent(o.cases / total)})`))),
    why.length > 0 && h("p", null, `Why: ${why.map((r) => `${r.cases} ${resolutionWords[r.resolution] ?? r.resolution}`).join("; ")}.`),
    total < outcomesForAShare && h("p", { class: "dim" }, `Not enough for shares yet: from ${outcomesForAShare} ended cases on.`),
  ];
}

const notEnough = (n) => h("span", { class: "dim" }, `not enough yet (n = ${n}, from ${outcomesForAShare} on)`);

/** A share with what it is of, or that this is not enough yet. */
function share(part, of, word) {
  if (of < outcomesForAShare) return notEnough(of);
  return `${percent(part / of)} ${word} (${part} of n = ${of})`;
}

function warnings(estate) {
  const said = (verdict) => estate.verdicts.find((v) => v.verdict === verdict)?.cases ?? 0;
  const [right, wrong, f] = [said("true"), said("false"), estate.forecasts];
  const came = f.early + f.within + f.late;
  const lead = estate.lead;
  const pairs = {
    "Precision, of cases that people judged": share(right, right + wrong, "were right"),
    "Forecasts of a limit that came, within what was said first": [share(f.within, came, "came within"), came > 0 && `; ${f.early} earlier, ${f.late} later`],
    "Forecasts of a limit that were prevented": `${f.prevented} of ${f.cases}`,
    "How long before it came it was said": lead.cases < outcomesForAShare ? notEnough(lead.cases) : `${length(lead.median_seconds)}, the median of n = ${lead.cases}`,
  };
  return h("dl", { class: "wide" }, Object.entries(pairs).map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))));
}

export const estate = { name: "estate", open };
