// Charts as SVG: lines with a band, bars, steps and sparklines. Each has a sentence, a cursor by pointer or arrow keys that all charts of
// a page share, and its values as a table.

import { h, minute, moment, number, replace, s } from "/dom.js";

const height = 190;
const margin = { left: 52, right: 20, top: 10, bottom: 24 };

/** Round steps of an axis: at most `count` between two values. */
function ticks(low, high, count) {
  const raw = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((v) => v >= raw);
  const found = [];
  for (let v = Math.ceil(low / step) * step; v <= high + step * 1e-6; v += step) found.push(v);
  return found;
}

const timeSteps = [60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800];
function timeTicks(from, to, count) {
  const step = timeSteps.find((v) => (to - from) / v <= count) ?? 604800;
  const found = [];
  for (let t = Math.ceil(from / step) * step; t <= to; t += step) found.push(t);
  return { step, found };
}

/** Pieces of a line between holes: longer ones than three steps are holes, where nothing is known. */
function pieces(times, values, step) {
  const found = [];
  let piece = null;
  let last = null;
  times.forEach((t, i) => {
    if (values[i] === null || values[i] === undefined) { piece = null; return; }
    if (!piece || t - last > 3 * step) { piece = []; found.push(piece); }
    piece.push([t, values[i]]);
    last = t;
  });
  return found;
}

/** Charts of a page that follow one cursor. */
export class Cursor {
  charts = [];
  move(time) { for (const chart of this.charts) chart(time); }
}

/**
 * data: { time: [s], step, unit, lines: [{name, values, style}], band: {low, high}, bars, usual, limit, forecast: {from, start, value, low, mid, high}, marks: [{from, to, text}] }
 * options: { title, sentence, cursor, zero, from, to, format }
 */
export function chart(data, options) {
  const holder = h("div", { class: "plot", tabindex: 0, role: "img", "aria-label": `${options.title}. ${options.sentence}` });
  const readout = h("p", { class: "readout" });
  const figure = h("figure", { class: "chart" },
    h("figcaption", null, h("h3", null, options.title), h("p", { class: "dim" }, options.sentence)),
    holder, readout, values(data, options));
  let width = 0;
  let scale = null;
  const rest = legend(data, options);
  replace(readout, rest);

  function draw() {
    width = holder.clientWidth;
    if (width < 40) return;
    const drawn = plot(data, options, width);
    scale = drawn.scale;
    replace(holder, drawn.svg);
  }
  new ResizeObserver(() => { if (holder.clientWidth !== width) draw(); }).observe(holder);

  let at = null;
  function point(time) {
    holder.querySelector(".cursor")?.remove();
    if (time === null || !scale || !data.time.length) { at = null; return replace(readout, rest); }
    at = nearest(data.time, time);
    const x = scale.x(data.time[at]);
    holder.firstChild?.append(s("line", { class: "cursor", x1: x, x2: x, y1: margin.top, y2: height - margin.bottom }));
    replace(readout, h("strong", null, moment(data.time[at] * 1000)), spoken(data, options, at));
  }
  const cursor = options.cursor ?? new Cursor();
  cursor.charts.push(point);
  holder.addEventListener("pointermove", (event) => {
    if (scale) cursor.move(scale.time(event.clientX - holder.getBoundingClientRect().left));
  });
  holder.addEventListener("pointerleave", () => cursor.move(null));
  holder.addEventListener("blur", () => cursor.move(null));
  holder.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    if (!step || !data.time.length) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(data.time.length - 1, (at ?? data.time.length) + step));
    cursor.move(data.time[next]);
    readout.setAttribute("aria-live", "polite");
  });
  return figure;
}

function nearest(times, time) {
  let low = 0, high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < time) low = middle + 1; else high = middle;
  }
  return low > 0 && time - times[low - 1] < times[low] - time ? low - 1 : low;
}

function columns(data) {
  const found = (data.lines ?? []).map((l) => [l.name, l.values, l.style]);
  if (data.bars) found.push([data.barsName ?? "alerts", data.bars, "bars"]);
  if (data.band) found.push(["usual from", data.band.low, "band"], ["usual to", data.band.high, "band"]);
  return found;
}

function spoken(data, options, at) {
  const format = options.format ?? ((v) => `${number(v)} ${data.unit}`);
  return columns(data).filter(([, values]) => values[at] !== null && values[at] !== undefined)
    .map(([name, values]) => h("span", null, ` ${name} `, h("b", null, format(values[at]))));
}

function legend(data) {
  const keys = (data.lines ?? []).map((l) => [l.name, l.style]);
  if (data.bars) keys.push([data.barsName ?? "alerts", "bars"]);
  if (data.usual) keys.push(["usually", "p90"]);
  if (data.band) keys.push(["usual range", "band"]);
  if (data.limit !== undefined) keys.push(["limit", "limit"]);
  if (data.forecast) keys.push(["forecast", "cone"]);
  if (data.marks?.length) keys.push(["open case", "mark"]);
  return keys.map(([name, style]) => h("span", { class: "key" },
    s("svg", { width: 16, height: 10, "aria-hidden": "true" }, style === "band" || style === "bars" || style === "cone" || style === "mark"
      ? s("rect", { class: style, width: 16, height: 10 }) : s("line", { class: "line " + style, x1: 0, x2: 16, y1: 5, y2: 5 })),
    ` ${name}`));
}

/** Where values and times lie in the drawing. */
function scaleOf(data, options, width) {
  const all = [...columns(data).flatMap(([, v]) => v), data.limit, data.forecast?.value].filter((v) => v !== null && v !== undefined);
  let low = options.zero ? 0 : Math.min(...all), high = options.top ?? Math.max(...all);
  if (!all.length) [low, high] = [0, 1];
  if (options.zero !== true) { const room = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1; low = low < 0 ? low - room : Math.max(0, low - room); high += room; }
  else if (options.top === undefined) high = high * 1.05 || 1;
  const from = options.from ?? data.time[0] ?? 0;
  const to = Math.max(options.to ?? 0, data.time.at(-1) ?? 1, data.forecast ? Math.min(data.forecast.mid, (data.time.at(-1) ?? 0) + ((data.time.at(-1) ?? 0) - from)) : 0);
  const w = width - margin.left - margin.right, hgt = height - margin.top - margin.bottom;
  return {
    low, high, from, to,
    x: (t) => margin.left + w * (t - from) / (to - from || 1),
    y: (v) => margin.top + hgt * (1 - (v - low) / (high - low || 1)),
    time: (x) => from + (to - from) * (x - margin.left) / w,
  };
}

const short = (v) => v >= 10000 ? `${number(v / 1000)}k` : number(v);

function plot(data, options, width) {
  const scale = scaleOf(data, options, width);
  const { x, y } = scale;
  const svg = s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  for (const v of ticks(scale.low, scale.high, 4)) {
    svg.append(s("line", { class: "grid", x1: margin.left, x2: width - margin.right, y1: y(v), y2: y(v) }),
      s("text", { class: "axis", x: margin.left - 6, y: y(v) + 4, "text-anchor": "end" }, options.axis ? options.axis(v) : short(v)));
  }
  const { step, found } = timeTicks(scale.from, scale.to, Math.max(3, Math.floor(width / 110)));
  for (const t of found) {
    svg.append(s("text", { class: "axis", x: x(t), y: height - 8, "text-anchor": "middle" }, step >= 86400 ? moment(t * 1000).split(",").slice(0, 2).join(",") : minute(t * 1000)));
  }
  for (const mark of data.marks ?? []) {
    const from = Math.max(mark.from, scale.from), to = Math.min(mark.to, scale.to);
    if (to >= from) svg.append(s("rect", { class: "mark", x: x(from), y: margin.top, width: Math.max(2, x(to) - x(from)), height: height - margin.top - margin.bottom }, s("title", null, mark.text)));
  }
  if (data.band) {
    for (const piece of pieces(data.time, data.band.low.map((low, i) => low === null || data.band.high[i] === null ? null : [low, data.band.high[i]]), data.step)) {
      const upper = piece.map(([t, [, high]]) => `${x(t).toFixed(1)},${y(high).toFixed(1)}`);
      const lower = piece.map(([t, [low]]) => `${x(t).toFixed(1)},${y(Math.max(low, scale.low)).toFixed(1)}`).reverse();
      svg.append(s("polygon", { class: "band", points: [...upper, ...lower].join(" ") }));
    }
  }
  if (data.bars) {
    const bar = Math.max(1, (x(scale.from + data.step) - x(scale.from)) * 0.85);
    data.time.forEach((t, i) => {
      if (data.bars[i] > 0) svg.append(s("rect", { class: "bars", x: x(t), y: y(data.bars[i]), width: bar, height: Math.max(0, y(scale.low) - y(data.bars[i])) }));
    });
  }
  if (data.usual) {
    svg.append(s("line", { class: "line p90", x1: margin.left, x2: width - margin.right, y1: y(data.usual), y2: y(data.usual) }));
  }
  if (data.limit !== undefined) {
    svg.append(s("line", { class: "line limit", x1: margin.left, x2: width - margin.right, y1: y(data.limit), y2: y(data.limit) }));
  }
  if (data.forecast) svg.append(cone(data, scale));
  for (const line of data.lines ?? []) {
    for (const piece of pieces(data.time, line.values, data.step)) {
      const points = line.isStep
        ? piece.flatMap(([t, v], i) => i ? [[t, piece[i - 1][1]], [t, v]] : [[t, v]]) : piece;
      if (points.length === 1) svg.append(s("circle", { class: "dot " + line.style, cx: x(points[0][0]), cy: y(points[0][1]), r: 2 }));
      else svg.append(s("polyline", { class: "line " + line.style, points: points.map(([t, v]) => `${x(t).toFixed(1)},${y(v).toFixed(1)}`).join(" ") }));
    }
  }
  return { svg, scale };
}

/** From the newest value to when it meets the limit, at the earliest and at the latest. */
function cone(data, { x, y, to }) {
  const { from, start, value, low, mid, high } = data.forecast;
  const at = (end) => {
    const until = Math.min(end, to);
    return `${x(until).toFixed(1)},${y(start + (value - start) * (until - from) / (end - from || 1)).toFixed(1)}`;
  };
  return s("g", null,
    s("polygon", { class: "cone", points: `${x(from)},${y(start)} ${at(low)} ${x(Math.min(high, to)).toFixed(1)},${y(value).toFixed(1)} ${at(high)}` }),
    s("polyline", { class: "line forecast", points: `${x(from)},${y(start)} ${at(mid)}` }));
}

/** The same values for who cannot see the drawing, or wants to copy them. */
function values(data, options) {
  const details = h("details", { class: "values" }, h("summary", null, "Values as a table"));
  details.addEventListener("toggle", () => {
    if (!details.open || details.querySelector("table")) return;
    const shown = columns(data);
    details.append(h("div", { class: "scroll" }, h("table", { "aria-label": options.title },
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "time"), shown.map(([name]) => h("th", { scope: "col" }, data.unit ? `${name} (${data.unit})` : name)))),
      h("tbody", null, data.time.map((t, i) => h("tr", null, h("td", null, moment(t * 1000)), shown.map(([, v]) => h("td", null, number(v[i])))))))));
  });
  return details;
}

/** How many times its usual an instance took, by the half hour of a day: a line about one, and a sentence. */
export function sparkline(points) {
  const known = points.filter((p) => p !== null);
  if (!known.length) return h("span", { class: "dim" }, "no history yet");
  const top = Math.max(1500, ...known), bottom = Math.min(800, ...known);
  const y = (v) => 22 - 20 * (v - bottom) / (top - bottom);
  const last = known.at(-1);
  const parts = pieces(points.map((_, i) => i), points, 1);
  const word = last >= 1100 ? `now ${(last / 1000).toFixed(1)}× its usual response time` : "response times as usual";
  return h("span", { class: "spark", role: "img", "aria-label": word, title: `${word}; the last 24 h` },
    s("svg", { width: 100, height: 24, viewBox: "0 0 100 24" },
      s("line", { class: "grid", x1: 0, x2: 100, y1: y(1000), y2: y(1000) }),
      parts.map((part) => s("polyline", { class: "line " + (last >= 1100 ? "alarm" : "mean"), points: part.map(([i, v]) => `${(i * 100 / 47).toFixed(1)},${y(v).toFixed(1)}`).join(" ") }))),
    h("span", { class: last >= 1100 ? "" : "dim" }, ` ${(last / 1000).toFixed(1)}×`));
}
