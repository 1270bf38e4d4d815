// Elements, and what all pages say alike. Whatever comes from outside becomes text, never markup.

/** An element: attributes, listeners (`onclick`), and children that are nodes, texts, lists or nothing. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same in SVG. */
export function s(tag, attributes, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(9)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

export function replace(element, ...children) {
  element.replaceChildren(...children.flat(9).filter((c) => c !== null && c !== undefined && c !== false));
}

// MARK: Asking

export class Missing extends Error {}

export async function ask(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== "" && value != null) query.set(name, value);
  const answer = await fetch(`/api/v1/${path}${query.size ? "?" + query : ""}`, { signal: AbortSignal.timeout(10000) });
  if (answer.status === 404) throw new Missing(path);
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? `status ${answer.status}`);
  const said = await answer.json();
  // All times are those of the events; where nobody decides in this process, the clock has to do.
  said.now = said.decided_through ?? said.as_of;
  return said;
}

// MARK: Addresses

export const address = {
  instance: (name) => "/instance?" + new URLSearchParams({ name }),
  case: (id) => "/case?" + new URLSearchParams({ id }),
  brief: (owner) => "/brief?" + new URLSearchParams({ owner }),
  call: (account) => "/call?" + new URLSearchParams({ account }),
  report: (name) => "/report?" + new URLSearchParams({ name }),
};

/** A link to one of our pages. */
export function link(href, ...children) {
  return h("a", { href }, ...children);
}

// MARK: Times

export const clock = { isLocal: false };
try { clock.isLocal = localStorage.getItem("zone") === "local"; } catch { /* Nothing is kept then. */ }

function part(date, options) {
  return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: clock.isLocal ? undefined : "UTC" }).format(date);
}

export function minute(time) {
  return part(new Date(time), { hour: "2-digit", minute: "2-digit" });
}

export function moment(time) {
  return part(new Date(time), { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

/** "12 min", of a length in seconds. */
export function length(seconds) {
  const n = Math.abs(seconds);
  if (n < 45) return `${Math.round(n)} s`;
  if (n < 5400) return `${Math.max(1, Math.round(n / 60))} min`;
  if (n < 129600) return `${Math.round(n / 3600)} h`;
  return `${Math.round(n / 86400)} days`;
}

/** A moment as people say it, seen from another one; the exact one on hovering. */
export function ago(time, now) {
  if (!time) return h("span", { class: "dim" }, "–");
  const seconds = (new Date(now ?? Date.now()) - new Date(time)) / 1000;
  const text = seconds < 0 ? `in ${length(seconds)}` : seconds < 45 ? "just now" : `${length(Math.max(60, seconds))} ago`;
  return h("time", { datetime: time, title: moment(time) }, text);
}

// MARK: Words

export const severities = ["critical", "major", "minor", "warning", "info"];
const shapes = { critical: "◆", major: "▲", minor: "●", warning: "■", info: "○" };

/** Colour, shape and word. */
export function badge(severity) {
  return h("span", { class: `badge ${severity in shapes ? severity : "info"}` },
    h("span", { "aria-hidden": "true" }, shapes[severity] ?? "○"), " ", severity);
}

export function riskWord(risk) {
  return risk === null ? "unknown" : risk >= 0.85 ? "high" : risk >= 0.5 ? "raised" : risk >= 0.2 ? "some" : "low";
}

export function riskBar(risk) {
  if (risk === null) return h("span", { class: "dim" }, "not told yet");
  const fill = s("rect", { class: "fill " + riskWord(risk), width: Math.max(1, 60 * risk), height: 8, rx: 2 });
  return h("span", { class: "risk" },
    s("svg", { width: 60, height: 8, "aria-hidden": "true" }, s("rect", { class: "back", width: 60, height: 8, rx: 2 }), fill),
    ` ${percent(risk)} `, h("span", { class: "dim" }, riskWord(risk)));
}

export function percent(share) { return `${Math.round(share * 100)} %`; }

export function number(value) {
  if (value === null || value === undefined) return "–";
  if (value !== 0 && Math.abs(value) < 0.01) return value.toLocaleString("en-US", { maximumSignificantDigits: 2 });
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

export function millis(value) {
  return value === null || value === undefined ? "–" : value >= 10000 ? `${number(value / 1000)} s` : `${number(value)} ms`;
}

/** `PT30M` as people say it. */
export function duration(text) {
  const found = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text ?? "");
  if (!found) return text ?? "";
  const words = [["day", "days"], ["h", "h"], ["min", "min"], ["s", "s"]];
  return words.map(([one, many], i) => found[i + 1] && `${found[i + 1]} ${found[i + 1] === "1" ? one : many}`)
    .filter(Boolean).join(" ");
}

export function panel(title, ...children) {
  return h("section", { class: "panel" }, title && h("h2", null, title), ...children);
}

/** A cell with its column's name, for narrow screens; a single short word is not broken. */
export function cellOf(content, column) {
  const isShort = typeof content === "string" && content.length < 14 && !content.includes(" ");
  return h("td", { "data-label": column, class: isShort && "short" }, content);
}

export function table(label, columns, rows) {
  return h("div", { class: "scroll" }, h("table", { "aria-label": label },
    h("thead", null, h("tr", null, columns.map((c) => h("th", { scope: "col" }, c)))),
    h("tbody", null, rows.map((cells) => h("tr", null, cells.map((cell, i) => cellOf(cell, columns[i])))))));
}

/** Copies a text, and says so. */
export function copyButton(what, text) {
  const button = h("button", { type: "button", onclick: async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      // Without a secure context there is no clipboard: the text is selected for the reader's own keys.
      const shown = button.parentElement?.querySelector("pre, blockquote");
      if (shown) getSelection().selectAllChildren(shown);
      button.textContent = "Selected: press Ctrl-C";
    }
    setTimeout(() => { button.textContent = what; }, 3000);
  } }, what);
  return button;
}
