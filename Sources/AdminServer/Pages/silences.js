// What is silenced, or not learned, by whom and until when; and its end.

import { actPanel, field, howLong } from "/act.js";
import { address, ago, ask, h, link, moment, panel, replace, table } from "/dom.js";

const words = { instance: "instance", ci: "configuration item", account: "account", offering: "offering", alert: "alert" };
const pageRows = 100;
/** The daemon tells how it stands once a second, and answers may be half a second old. */
const toldAfterMillis = 2000;

async function open(parameters) {
  const list = h("div");
  const acts = await actPanel(() => { load(); setTimeout(load, toldAfterMillis); });
  const offset = Number(parameters.offset ?? 0);

  async function load() { replace(list, shown(await ask("silences", { offset, limit: pageRows }), acts, offset)); }

  const about = Object.entries(words).map(([member, word]) => field(member, word[0].toUpperCase() + word.slice(1)));
  const hint = "All that is filled in has to match.";
  const alertHint = `${hint} An alert's name may have * for any text.`;
  const unlearned = `${hint} From now on nothing is learned as normal; cases are told as ever.`;
  acts.offer([
    ["Silence something", "silence", "Why", alertHint, about], ["Announce maintenance", "maintenance", "What is done", alertHint, about],
    ["Do not learn from something", "exclude", "What is not usual", unlearned, about.slice(0, -1)],
  ].map(([name, kind, why, hint, about]) => ({ name, hint, said: { kind }, fields: [...about, howLong, field("comment", why, true)] })));
  await load();
  return {
    title: "Silences", element: h("div", null, h("h1", null, "Silences, maintenance and exclusions"), list, acts.element),
    refresh: async () => { if (!list.contains(document.activeElement) && !list.matches(":hover")) await load(); },
  };
}

/** "instance acme-prod, alert disk_*" */
function subject(about) {
  return Object.entries(about).map(([name, value], i) => [i ? ", " : "", `${words[name] ?? name} `,
    name === "instance" ? link(address.instance(value), value) : h("strong", null, value)]);
}

function shown(answer, acts, offset) {
  if (!answer.known) return panel(null, h("p", null, "What is silenced is in the daemon's own dashboard only."));
  if (!answer.items.length) return panel(null, h("p", null, "Nothing is silenced: every case is told, and everything is learned from."));
  const page = (to, word) => link(`/silences?offset=${to}`, word);
  return panel(null,
    h("p", { class: "dim", role: "status" }, `${answer.items.length} of ${answer.total}, what ends first comes first.`),
    table("Silences, maintenance and exclusions", ["What", "Kind", "By", "Why", "From", "Until", ...(acts.mayAct ? ["End"] : [])], answer.items.map((s) => [
      h("span", null, subject(s.about)), s.kind, s.by, s.comment || "–", s.state === "later" ? ago(s.from, answer.now) : moment(s.from),
      h("span", null, moment(s.until), h("div", { class: "dim" }, ago(s.until, answer.now))),
      ...(acts.mayAct ? [h("button", { type: "button", "aria-label": `End ${s.kind} of ${Object.values(s.about).join(", ")}`, onclick: () => acts.begin(ending(s, answer.now)) }, "End it")] : [])])),
    offset > 0 && page(Math.max(0, offset - pageRows), "The ones before"), " ",
    offset + answer.items.length < answer.total && page(offset + pageRows, "The next ones"));
}

/** A record of the same id whose end is past takes its place. */
function ending(silence, now) {
  const what = Object.entries(silence.about).map(([name, value]) => `${words[name] ?? name} ${value}`).join(", ");
  return {
    name: `End ${silence.kind}`, hint: `Of ${what}. ${silence.kind === "exclude" ? "What comes then is learned again." : "What still holds then opens its case."}`,
    said: { kind: silence.kind, id: silence.id, until: now, ...silence.about }, fields: [field("comment", "Why")],
  };
}

export const silences = { name: "silences", open };
