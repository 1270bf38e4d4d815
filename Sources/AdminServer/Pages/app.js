// Which page is shown, how all is, and when to ask again.

import { ask, clock, h, length, minute, moment, replace } from "/dom.js";
import { customers } from "/customers.js";
import { instance } from "/instance.js";
import { caseRecord } from "/case.js";
import { cases } from "/cases.js";
import { pipeline } from "/pipeline.js";
import { brief, call } from "/brief.js";
import { report } from "/report.js";
import { estate } from "/estate.js";
import { silences } from "/silences.js";

const pages = {
  "/": customers, "/instance": instance, "/case": caseRecord, "/cases": cases, "/pipeline": pipeline, "/brief": brief, "/call": call,
  "/report": report, "/estate": estate, "/silences": silences,
};
// While nothing is told: how often it is asked whether there is anything new; and while it is, whether Forewarn still answers.
const askEveryMillis = 1000;
const askAnywayMillis = 10000;
const listenAgainMillis = 30000;

const main = document.getElementById("main");
let current = null;
let revision = null;
let answeredAt = null;
let lastOverview = null;
let visits = 0;

/** Shows what the address says. */
async function show(isNew = true) {
  const visit = ++visits;
  const page = pages[location.pathname] ?? customers;
  const parameters = Object.fromEntries(new URLSearchParams(location.search));
  for (const a of document.querySelectorAll("header nav a")) {
    if (a.dataset.page === page.name) a.setAttribute("aria-current", "page");
    else a.removeAttribute("aria-current");
  }
  const slow = isNew && setTimeout(() => {
    if (visit === visits) replace(main, h("p", { class: "wait" }, "Waiting for Forewarn's answer …"));
  }, 1500);
  try {
    const view = await page.open(parameters, () => lastOverview);
    if (visit !== visits) return;
    document.title = `${view.title} · Forewarn`;
    replace(main, view.element);
    current = view;
    view.shown?.();
    if (isNew) { scrollTo(0, 0); main.focus({ preventScroll: true }); }
  } catch (error) {
    if (visit !== visits) return;
    current = null;
    document.title = "Forewarn";
    replace(main, h("section", { class: "panel" }, h("h1", null, "Not found, or no answer"),
      h("p", null, page.missing ?? "Forewarn does not answer: ", " ", error.name === "Error" ? error.message : "")));
  } finally {
    clearTimeout(slow);
  }
}

export function go(href) {
  history.pushState(null, "", href);
  show();
}

// MARK: How all is

let isLooking = false;
let lookAgain = false;

async function look() {
  // One at a time, and once more when something was told meanwhile.
  if (isLooking) { lookAgain = true; return; }
  isLooking = true;
  lookedAt = Date.now();
  try {
    const overview = await ask("overview");
    answeredAt = Date.now();
    lastOverview = overview;
    tell(overview);
    if (revision !== null && overview.revision !== revision) await current?.refresh?.(overview).catch(() => {});
    revision = overview.revision;
    document.body.dataset.revision = revision;
  } catch (error) {
    tellSilence(error);
  } finally {
    isLooking = false;
  }
  if (lookAgain) { lookAgain = false; await look(); }
}

// MARK: Being told that there is something new

let feed = null;
let isTold = false;
let lookedAt = 0;
let listenedAt = 0;

function listen() {
  if (feed || document.hidden || Date.now() - listenedAt < listenAgainMillis) return;
  listenedAt = Date.now();
  feed = new EventSource("/api/v1/events");
  feed.addEventListener("open", () => { isTold = true; document.body.dataset.told = "yes"; });
  feed.addEventListener("changed", () => look());
  feed.addEventListener("error", () => {
    // The browser tries again by itself, unless it was refused.
    if (feed?.readyState === EventSource.CLOSED) feed = null;
    hearNothing();
    look();
  });
}

function hearNothing() {
  isTold = false;
  document.body.dataset.told = "no";
}

/** A page that nobody sees leaves its place to others. */
function leave() {
  feed?.close();
  feed = null;
  listenedAt = 0;
  hearNothing();
}

const strip = document.getElementById("strip");
let told = "";

/** Only what has changed is said again, as it is read out. */
function say(kind, text) {
  if (told === kind + text) return;
  told = kind + text;
  strip.className = "strip " + kind;
  document.body.classList.toggle("stale", kind === "bad");
  replace(strip, h("span", { class: "mark", "aria-hidden": "true" }, { good: "●", busy: "◐", warn: "▲", bad: "◆" }[kind]),
    h("span", null, text));
}

function tell(o) {
  document.getElementById("asof").textContent =
    `Read at ${minute(o.as_of)}${o.decided_through ? `; decided through ${moment(o.decided_through)}` : ""} ${clock.isLocal ? "local time" : "UTC"}.`;
  const behind = o.decided_through ? (new Date(o.as_of) - new Date(o.decided_through)) / 1000 : null;
  if (o.phase === "starting" || o.phase === "teaching") {
    return say("busy", `Forewarn is starting${o.problems.length ? ": " + o.problems.join("; ") : ""}. What is shown is of before.`);
  }
  if (o.phase !== "running" && o.phase !== "alone") return say("busy", `Forewarn is ${o.phase}.`);
  const feeds = o.silent_feeds.map((f) => `nothing comes of topic ${f.topic} (${f.silent} of ${f.of} instances silent): their usage is not judged`);
  const problems = [...o.problems, ...feeds];
  if (!o.reads_topics) problems.push("the topics of cases are not read at the moment: cases may be missing");
  if (problems.length) return say("warn", problems.join("; "));
  if (behind !== null && behind > o.usual_lag_seconds) {
    return say("warn", `Decided through ${moment(o.decided_through)}, ${length(behind)} ago: what came later is not judged yet.`);
  }
  const banner = o.banner ? ` ${o.banner}` : "";
  const learning = o.learning ? `, ${o.learning} still learning` : "";
  const alone = o.phase === "alone" ? " From the topics of cases and health alone: the minutes are in the daemon's own dashboard." : "";
  say("good", `Live. ${o.instances} ${o.instances === 1 ? "instance" : "instances"} watched${learning}.${banner}${alone}`);
}

function tellSilence() {
  const since = answeredAt ? ` since ${minute(answeredAt)}; what is shown is of then` : "";
  say("bad", `Forewarn does not answer${since}. It is asked again every few seconds.`);
}

// MARK: Keys and links

addEventListener("popstate", () => show());
document.addEventListener("click", (event) => {
  const a = event.target.closest?.("a[href]");
  if (!a || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const url = new URL(a.href);
  if (url.origin !== location.origin || !(url.pathname in pages) || a.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  go(url.pathname + url.search);
});

const zone = document.getElementById("zone");
function nameZone() { zone.textContent = clock.isLocal ? "Local time" : "UTC"; }
zone.addEventListener("click", () => {
  clock.isLocal = !clock.isLocal;
  try { localStorage.setItem("zone", clock.isLocal ? "local" : "utc"); } catch { /* It is forgotten then. */ }
  nameZone();
  show(false);
  if (lastOverview) tell(lastOverview);
});

let afterG = false;
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches?.("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const target = afterG && { h: "/", c: "/cases", e: "/estate", s: "/silences", p: "/pipeline" }[event.key];
  afterG = event.key === "g";
  if (target) return go(target);
  if (event.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) { event.preventDefault(); search.focus(); }
  } else if (event.key === "j" || event.key === "k") {
    const rows = [...document.querySelectorAll("a.row")];
    const at = rows.indexOf(document.activeElement);
    const next = at < 0 ? 0 : at + (event.key === "j" ? 1 : -1);
    rows[Math.max(0, Math.min(rows.length - 1, next))]?.focus();
  }
});

nameZone();
look().then(() => show());
listen();
setInterval(() => {
  if (document.hidden) return;
  listen();
  if (!isTold || Date.now() - lookedAt >= askAnywayMillis) look();
}, askEveryMillis);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return leave();
  listen();
  look();
});
