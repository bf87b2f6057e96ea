// Ages and durations count on, in the same words as formats.py writes them.

import { all, put } from "./dom.js";

const two = (number) => String(number).padStart(2, "0");

function duration(seconds) {
  seconds = Math.max(0, seconds);
  if (seconds < 0.9995) return `${(seconds * 1000).toFixed(0)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  if (whole < 86400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(whole / 86400)} d ${Math.floor((whole % 86400) / 3600)} h`;
}

function age(time, now) {
  const passed = (now - time) / 1000;
  const seconds = Math.abs(passed);
  if (seconds < 1) return "now";
  const [size, unit] = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]].find(([size]) => seconds >= size);
  const text = `${Math.floor(seconds / size)} ${unit}`;
  return passed > 0 ? `${text} ago` : `in ${text}`;
}

// How far the clock that the figures are by is before this one. What a page tells is older by its way here, so the largest
// difference is the truest; a page begins at its first byte, not when this script has come.
const begun = performance.getEntriesByType("navigation")[0];
let ahead = Number(document.body.dataset.clock) - (performance.timeOrigin + (begun?.responseStart ?? performance.now()));
const clock = () => Date.now() + ahead;

// All figures of a page are of one moment.
function tick() {
  for (const told of all("[data-clock]")) ahead = Math.max(ahead, Number(told.dataset.clock) - Date.now());
  const now = clock();
  for (const element of all("time[datetime]")) put(element, age(Date.parse(element.dateTime), now));
  for (const element of all("[data-since]")) put(element, duration((now - Date.parse(element.dataset.since)) / 1000));
  for (const element of all("[data-until]")) put(element, duration((Date.parse(element.dataset.until) - now) / 1000));
  for (const trace of all(".trace[data-running]")) stretch(trace, (now - Date.parse(trace.dataset.zero)) / 1000);
}

// The axis of a job that goes on grows, and its bars keep their places on it.
function stretch(trace, span) {
  if (!(span > Number(trace.dataset.span))) return;
  for (const bar of all("rect[data-from]", trace)) {
    const from = Number(bar.dataset.from);
    const to = bar.dataset.to ? Number(bar.dataset.to) : span;
    bar.setAttribute("x", `${(100 * from) / span}%`);
    bar.setAttribute("width", `${(100 * Math.max(0, to - from)) / span}%`);
  }
  for (const mark of all("[data-tick]", trace)) {
    if (Number(mark.dataset.tick)) put(mark, duration(span * Number(mark.dataset.tick)));
  }
}

setInterval(() => {
  if (!document.hidden) tick();
}, 250);

document.addEventListener("htmx:after:swap", tick);

document.addEventListener("pointerover", (event) => {
  const time = event.target.closest?.("time[datetime]");
  if (time) time.title = new Date(time.dateTime).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "long" });
});

tick();
