// For those who run it: does it read, decide, commit, and does anything get lost?

import { ago, ask, h, number, panel, replace, table } from "/dom.js";

async function open() {
  const element = h("div");
  const load = async () => replace(element, whole(await ask("pipeline")));
  await load();
  return { title: "Pipeline", element, refresh: load };
}

const pairs = (object) => h("dl", null, Object.entries(object).map(([name, value]) =>
  h("div", null, h("dt", null, name.replaceAll("_", " ")), h("dd", null, typeof value === "number" ? number(value) : value ?? "–"))));

function whole(p) {
  const lag = p.partitions.reduce((sum, x) => sum + (x.lag ?? 0), 0);
  const { last_at, ...commits } = p.commits;
  const { file_bytes, reads_topics, ...dashboard } = p.dashboard;
  return [
    h("h1", null, "Pipeline"),
    h("p", null, `Forewarn ${p.version}, application ${p.application}, ${p.phase}. ${lag ? `${number(lag)} records wait.` : "Nothing waits."}`),
    p.problems.length > 0 && h("section", { class: "panel alarm" }, h("h2", null, "Not well"), h("ul", null, p.problems.map((x) => h("li", null, x)))),
    h("div", { class: "columns" },
      panel("Events", pairs(p.events), h("p", { class: "dim" }, "events = counted + duplicates + late + quarantined + rejected")),
      panel("Commits", pairs(commits), h("p", null, "The last one ", ago(last_at, p.as_of), ".")),
      panel("Size", pairs(p.size)),
      panel("Dashboard", pairs({ ...dashboard, file: `${number(file_bytes / 1048576)} MiB`, topics: reads_topics ? "read" : "not read" }),
        dashboard.rows_dropped + dashboard.rows_omitted > 0 && h("p", null, "Some panes have no history: raise dashboard.series, or give it a faster disk."))),
    panel("Partitions", table("Partitions", ["Partition", "Next offset", "Lag", "Hidden", "Trouble"], p.partitions.map((x) => [
      `${x.topic}/${x.partition}`, number(x.next_offset), x.lag === null ? "not known" : number(x.lag), number(x.hidden), x.trouble ?? "–"]))),
    Object.keys(p.rejected).length > 0 && panel("Rejected, by reason", pairs(p.rejected)),
    Object.keys(p.suppressed).length > 0 && panel("Cases kept back, by reason", pairs(p.suppressed)),
    h("p", null, h("a", { href: "/metrics" }, "Metrics"), " · ", h("a", { href: "/readyz" }, "readiness"), " · ", h("a", { href: "/healthz" }, "liveness")),
  ];
}

export const pipeline = { name: "pipeline", open };
