// What somebody needs before the first call of a day, and when a customer rings: whom, why, and what to say.

import { address, ago, ask, badge, copyButton, h, length, link, moment, panel } from "/dom.js";
import { why } from "/customers.js";

const casesAtMost = 30;
const endedWithinHours = 24;

/** The newest event of each case. */
async function details(list) {
  const answers = await Promise.all(list.slice(0, casesAtMost).map((c) => ask("case", { id: c.case_id })));
  return answers.map((a) => a.events.at(-1)?.data).filter(Boolean);
}

const isRecent = (c, now) => new Date(now) - new Date(c.updated_at) < endedWithinHours * 3600000;
const plural = (n, one, many = one + "s") => `${n} ${n === 1 ? one : many}`;

// MARK: The morning brief

async function openBrief({ owner = "" }) {
  const [customers, open, ended] = await Promise.all([
    ask("customers", { owner, limit: 200 }), ask("cases", { state: "open", q: owner, limit: 200 }), ask("cases", { state: "resolved", q: owner, limit: 200 }),
  ]);
  const now = customers.now;
  const mine = (c) => [c.owner, c.manager].join(" ").toLowerCase().includes(owner.toLowerCase());
  const cases = await details(open.items.filter(mine));
  const over = ended.items.filter((c) => mine(c) && isRecent(c, now));
  const learning = customers.items.filter((i) => i.learning);
  const whom = owner || "everybody";
  const text = briefText(whom, cases, over, customers.total, learning.length, now);
  const element = h("div", null,
    h("h1", null, `Brief of ${whom}`),
    h("p", null, `${moment(now)}. ${plural(customers.total, "customer instance")}, ${plural(cases.length, "open case")}, ${over.length} over in the last ${endedWithinHours} h, ${learning.length} still learning.`),
    h("p", { class: "actions" }, copyButton("Copy as text", text), " ",
      h("a", { href: `mailto:?subject=${encodeURIComponent(`Customers on ${moment(now)}`)}&body=${encodeURIComponent(text.slice(0, 1800))}` }, "As a mail")),
    cases.length === 0 && h("p", { class: "calm" }, "Nobody needs a call today, as far as Forewarn sees."),
    cases.map((c) => callPanel(c, now)),
    over.length > 0 && panel(`Over in the last ${endedWithinHours} h`, h("ul", null, over.map((c) => h("li", null, link(address.case(c.case_id), c.headline), h("span", { class: "dim" }, ` · ${c.accounts || c.instance} · `, ago(c.updated_at, now)))))));
  return { title: `Brief of ${whom}`, element };
}

function callPanel(c, now) {
  const accounts = c.customer.accounts.map((a) => a.name).join(", ") || c.instance;
  return panel(`Call ${accounts}`,
    h("p", null, badge(c.severity), " ", link(address.case(c.case_id), c.headline), h("span", { class: "dim" }, " · priority ", String(c.priority), " · since ", ago(c.opened_at, now))),
    h("p", null, h("strong", null, "Do: "), c.action.text, c.action.respond_by && [" Answer ", ago(c.action.respond_by, now), "."]),
    say(c));
}

function say(c) {
  if (!c.customer_message) return h("p", { class: "dim" }, "There is no text for the customer: no account is known.");
  return h("div", null, h("blockquote", { lang: c.customer_message.language }, c.customer_message.text), copyButton("Copy for the customer", `${c.customer_message.title}\n\n${c.customer_message.text}`));
}

function briefText(whom, cases, over, total, learning, now) {
  const lines = [`Brief of ${whom}, ${moment(now)}`, `${plural(total, "customer instance")}, ${plural(cases.length, "open case")}, ${learning} still learning.`, ""];
  for (const c of cases) {
    lines.push(`* ${c.customer.accounts.map((a) => a.name).join(", ") || c.instance} (${c.severity}, priority ${c.priority}): ${c.headline}`, `  Do: ${c.action.text}`);
    if (c.customer_message) lines.push(`  Say: ${c.customer_message.text}`);
    lines.push("");
  }
  if (!cases.length) lines.push("Nobody needs a call today, as far as Forewarn sees.", "");
  for (const c of over) lines.push(`* over: ${c.accounts || c.instance}: ${c.headline}`);
  return lines.join("\n");
}

export const brief = { name: "customers", open: openBrief };

// MARK: The call card

async function openCall({ account = "" }) {
  const customers = await ask("customers", { account, limit: 50 });
  const now = customers.now;
  const lists = await Promise.all(customers.items.map((i) => ask("cases", { instance: i.instance, limit: 20 })));
  const cases = lists.flatMap((l) => l.items);
  const open = await details(cases.filter((c) => c.state === "open"));
  const over = cases.filter((c) => c.state !== "open" && isRecent(c, now));
  const element = h("div", null,
    h("h1", null, `${account || "Nobody"} is calling`),
    h("p", null, customers.items.length ? ["Their instances: ", customers.items.map((i, n) => [n ? ", " : "", link(address.instance(i.instance), i.instance)]), "."] : "No instance of such an account is known."),
    open.length === 0 && customers.items.length > 0 && h("p", { class: "calm" }, "We know of nothing that is wrong. Ask what they see and since when."),
    open.map((c) => panel(c.instance, h("p", { class: "lead" }, "We know: ", link(address.case(c.case_id), why(c, c.instance))),
      h("p", null, badge(c.severity), " since ", h("time", { datetime: c.opened_at }, moment(c.opened_at)), ` (for ${length((new Date(now) - new Date(c.opened_at)) / 1000)}). `, h("strong", null, c.action.owner), " is on it."),
      c.forecast && h("p", null, `It may get worse: the limit is reached about ${moment(c.forecast.limit_at.mid)}.`),
      h("h3", null, "Say"), say(c))),
    over.length > 0 && panel(`Over in the last ${endedWithinHours} h`, h("ul", null, over.map((c) => h("li", null, link(address.case(c.case_id), why(c, c.instance)), " ", ago(c.updated_at, now))))),
    h("p", { class: "dim" }, "Tell no customer about another one: headlines and shared items are for us, the quoted texts are for them."));
  return { title: `Call of ${account}`, element };
}

export const call = { name: "customers", open: openCall };
