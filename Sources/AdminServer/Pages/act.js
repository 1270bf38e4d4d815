// What people say. It goes to the control topic; what comes of it comes back as an event of the case, or in the list of silences.

import { ask, h, replace } from "/dom.js";

const askAgainMillis = 500;
const patienceMillis = 60000;
const lengths = { "30m": "30 minutes", "2h": "2 hours", "8h": "8 hours", "1d": "a day", "7d": "a week" };

const kept = {
  get: (store, name) => { try { return store.getItem(name) ?? ""; } catch { return ""; } },
  set: (store, name, value) => { try { store.setItem(name, value); } catch { /* It is asked again then. */ } },
};

/** A field of an act: the record's member, its words, whether it has to be there. `choices`: one of them; `isList`: several with commas between. */
export const field = (member, label, isNeeded = false, more = {}) => ({ member, label, isNeeded, ...more });
export const howLong = field("for", "For how long", true, { choices: lengths, usual: "2h" });

function control(f) {
  if (!f.choices) return h("input", { type: "text", required: f.isNeeded, maxlength: 400, value: f.value });
  return h("select", null, Object.entries(f.choices).map(([value, word]) => h("option", { value, selected: value === f.usual }, word)));
}

/**
 * A panel with a button for each act that is possible, a form for the one that is chosen, and what became of the last ones.
 * An act has a `name`, the members of its record that are `said` already, and `fields` for the others; `done` is told when one is applied.
 */
export async function actPanel(done = () => {}) {
  const may = await ask("acting").catch(() => null);
  if (!may) return { element: null, mayAct: false, offer() {}, begin() {} };
  if (may.by === "nobody") {
    return { element: h("section", { class: "panel" }, h("h2", null, "Act"), h("p", { class: "dim" }, may.why)), mayAct: false, offer() {}, begin() {} };
  }
  const form = h("div");
  const said = h("ul", { class: "plain", role: "status", "aria-label": "What became of it" });
  const buttons = h("div", { class: "acts" });

  const offer = (acts) => replace(buttons, acts.map((a) => h("button", { type: "button", onclick: () => begin(a) }, a.name)));

  function begin(act) {
    const controls = act.fields.map((f) => ({ ...f, control: control(f) }));
    const name = may.by === "token" && h("input", { type: "text", required: true, maxlength: 100, value: kept.get(localStorage, "name"), autocomplete: "username" });
    const token = may.by === "token" && h("input", { type: "password", required: true, value: kept.get(sessionStorage, "token"), autocomplete: "current-password" });
    const labelled = (word, control) => control && h("label", null, h("span", null, word), control);
    const whole = h("form", { class: "filters", onsubmit: (event) => {
      event.preventDefault();
      const record = { ...act.said };
      for (const f of controls) {
        const text = f.control.value.trim();
        const list = f.isList ? text.split(",").map((x) => x.trim()).filter(Boolean) : null;
        if (text) record[f.member] = list ?? text;
      }
      if (name) { record.by = name.value.trim(); kept.set(localStorage, "name", record.by); kept.set(sessionStorage, "token", token.value); }
      cancel();
      send(act, record, token?.value);
    }, onkeydown: (event) => { if (event.key === "Escape") cancel(); } },
    controls.map((f) => labelled(f.isNeeded ? f.label : `${f.label} (may be empty)`, f.control)), labelled("Your name", name), labelled("Token", token),
    h("button", { type: "submit" }, act.name), h("button", { type: "button", class: "quiet", onclick: cancel }, "Cancel"));
    replace(form, h("h3", null, act.name), act.hint && h("p", { class: "dim" }, act.hint), whole);
    (controls[0]?.control ?? whole.querySelector("input, button")).focus();
  }

  function cancel() {
    replace(form);
    buttons.querySelector("button")?.focus();
  }

  async function send(act, record, token) {
    const line = h("li", { "data-state": "pending" }, `${act.name}: on its way …`);
    said.prepend(line);
    while (said.children.length > 5) said.lastChild.remove();
    const tell = (state, text) => { line.dataset.state = state; line.textContent = `${act.name}: ${text}`; if (state === "applied") done(); };
    try {
      const answer = await fetch("/api/v1/act", {
        method: "POST", body: JSON.stringify(record), signal: AbortSignal.timeout(10000),
        headers: { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      });
      const became = await answer.json().catch(() => ({}));
      if (!answer.ok) return tell("refused", `refused: ${became.error ?? `status ${answer.status}`}`);
      await follow(became.id, tell);
    } catch {
      tell("failed", "Forewarn does not answer; nobody knows whether it was taken. Look at it before you say it again.");
    }
  }

  async function follow(id, tell) {
    const end = Date.now() + patienceMillis;
    while (Date.now() < end) {
      const now = await ask("act", { id });
      if (now.state !== "pending") return tell(now.state, now.text ?? now.state);
      await new Promise((resolve) => setTimeout(resolve, askAgainMillis));
    }
    tell("failed", "nothing was heard of it yet.");
  }

  const who = may.by === "user" ? h("p", { class: "dim" }, `You act as ${may.user}.`) : null;
  return { element: h("section", { class: "panel" }, h("h2", null, "Act"), who, buttons, form, said), mayAct: true, offer, begin };
}

/** What may be said of a case, as it is now. */
function ofCase(data) {
  const isOpen = data.state === "open";
  const [comment, why] = [field("comment", "Comment"), field("comment", "Why")];
  const say = (name, kind, more, ...fields) => ({ name, said: { kind, case_id: data.case_id, ...more }, fields });
  const last = (name, kind, text) => ({ name, said: { kind, instance: data.instance }, fields: [text, howLong] });
  const items = Object.fromEntries(data.affected.items.map((i) => [i.ci, i.ci]));
  return [
    say("Acknowledge", "acknowledge", {}, comment),
    say("Note", "feedback", {}, field("comment", "Note", true)),
    say("It was right", "feedback", { verdict: "true" }, field("cause", "What was behind it")),
    say("It was wrong", "feedback", { verdict: "false" }, why),
    say("It was expected", "feedback", { verdict: "expected" }, why),
    say("Link a ticket", "feedback", {}, field("ticket", "Ticket number", true)),
    isOpen && say("Add items", "affected", {}, field("add", "Configuration items that it affects too, with commas between", true, { isList: true }), comment),
    isOpen && Object.keys(items).length > 0 && say("Remove an item", "affected", {}, field("remove", "Configuration item that it does not affect", true, { choices: items, isList: true }), comment),
    isOpen && say("Close", "close", {}, why),
    data.kind !== "major" && last("Silence the customer", "silence", field("comment", "Why", true)),
    data.kind !== "major" && last("Maintenance", "maintenance", field("comment", "What is done", true)),
  ].filter(Boolean);
}

/** The panel of a case. `shown(data)` tells it how the case is now. */
export async function acting() {
  const panel = await actPanel();
  let offered = "";
  // Buttons stay under the finger while they are the same.
  return { element: panel.element, shown: (data) => {
    const acts = ofCase(data);
    const now = JSON.stringify(acts);
    if (now !== offered) panel.offer(acts);
    offered = now;
  } };
}
