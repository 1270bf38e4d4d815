// What people say about a case. It goes to the control topic; what comes of it comes back as an event of the case.

import { ask, h, replace } from "/dom.js";

const askAgainMillis = 500;
const patienceMillis = 60000;

/** What may be said: its words, and what has to be said with it. */
const acts = [
  { name: "Acknowledge", kind: "acknowledge", text: ["comment", "Comment", false] },
  { name: "Note", kind: "feedback", text: ["comment", "Note", true] },
  { name: "It was right", kind: "feedback", said: { verdict: "true" }, text: ["cause", "What was behind it", false] },
  { name: "It was wrong", kind: "feedback", said: { verdict: "false" }, text: ["comment", "Why", false] },
  { name: "It was expected", kind: "feedback", said: { verdict: "expected" }, text: ["comment", "Why", false] },
  { name: "Link a ticket", kind: "feedback", text: ["ticket", "Ticket number", true] },
  { name: "Close", kind: "close", text: ["comment", "Why", false], isForOpen: true },
  { name: "Silence the customer", kind: "silence", text: ["comment", "Why", true], lasts: true },
  { name: "Maintenance", kind: "maintenance", text: ["comment", "What is done", true], lasts: true },
];
const lengths = { "30m": "30 minutes", "2h": "2 hours", "8h": "8 hours", "1d": "a day", "7d": "a week" };

const kept = {
  get: (store, name) => { try { return store.getItem(name) ?? ""; } catch { return ""; } },
  set: (store, name, value) => { try { store.setItem(name, value); } catch { /* It is asked again then. */ } },
};

/** The panel of a case. `shown(data)` tells it how the case is now. */
export async function acting() {
  const may = await ask("acting").catch(() => null);
  if (!may) return { element: null, shown() {} };
  if (may.by === "nobody") {
    return { element: h("section", { class: "panel" }, h("h2", null, "Act"), h("p", { class: "dim" }, may.why)), shown() {} };
  }
  const form = h("div");
  const said = h("ul", { class: "plain", role: "status", "aria-label": "What became of it" });
  const buttons = h("div", { class: "acts" });
  let data = null;

  function shown(now) {
    const isNew = data?.state !== now.state || data?.kind !== now.kind;
    data = now;
    if (!isNew) return;
    const possible = acts.filter((a) => (data.state === "open" || !a.isForOpen) && (data.kind !== "major" || !a.lasts));
    replace(buttons, possible.map((a) => h("button", { type: "button", onclick: () => begin(a) }, a.name)));
  }

  function begin(act) {
    const [member, label, isNeeded] = act.text;
    const text = h("input", { type: "text", required: isNeeded, maxlength: 400 });
    const length = act.lasts && h("select", null, Object.entries(lengths).map(([value, word]) => h("option", { value, selected: value === "2h" }, word)));
    const name = may.by === "token" && h("input", { type: "text", required: true, maxlength: 100, value: kept.get(localStorage, "name"), autocomplete: "username" });
    const token = may.by === "token" && h("input", { type: "password", required: true, value: kept.get(sessionStorage, "token"), autocomplete: "current-password" });
    const field = (word, control) => control && h("label", null, h("span", null, word), control);
    const whole = h("form", { class: "filters", onsubmit: (event) => {
      event.preventDefault();
      const subject = act.lasts ? { instance: data.instance, for: length.value } : { case_id: data.case_id };
      const record = { kind: act.kind, ...subject, ...act.said };
      if (text.value.trim()) record[member] = text.value.trim();
      if (name) { record.by = name.value.trim(); kept.set(localStorage, "name", record.by); kept.set(sessionStorage, "token", token.value); }
      replace(form);
      buttons.querySelector("button")?.focus();
      send(act, record, token?.value);
    }, onkeydown: (event) => { if (event.key === "Escape") cancel(); } },
    field(isNeeded ? label : `${label} (may be empty)`, text), field("For how long", length), field("Your name", name), field("Token", token),
    h("button", { type: "submit" }, act.name), h("button", { type: "button", class: "quiet", onclick: cancel }, "Cancel"));
    replace(form, h("h3", null, act.name), whole);
    text.focus();
  }

  function cancel() {
    replace(form);
    buttons.querySelector("button")?.focus();
  }

  async function send(act, record, token) {
    const line = h("li", { "data-state": "pending" }, `${act.name}: on its way …`);
    said.prepend(line);
    while (said.children.length > 5) said.lastChild.remove();
    const tell = (state, text) => { line.dataset.state = state; line.textContent = `${act.name}: ${text}`; };
    try {
      const answer = await fetch("/api/v1/act", {
        method: "POST", body: JSON.stringify(record), signal: AbortSignal.timeout(10000),
        headers: { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      });
      const became = await answer.json().catch(() => ({}));
      if (!answer.ok) return tell("refused", `refused: ${became.error ?? `status ${answer.status}`}`);
      await follow(became.id, tell);
    } catch {
      tell("failed", "Forewarn does not answer; nobody knows whether it was taken. Look at the case before you say it again.");
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
  return { element: h("section", { class: "panel" }, h("h2", null, "Act"), who, buttons, form, said), shown };
}
