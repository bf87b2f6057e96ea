// What the pages do by themselves: follow the database, let times count, answer keys, upload files.
// Everything they show comes from the server as HTML; without this script they work, and stand still.

import { all, one, put, toast } from "./dom.js";
import "./ticks.js";
import "./times.js";

const htmx = window.htmx;

// A part that people opened or closed stays so while the page around it is brought up to date.
htmx.registerExtension("keep-open", {
  htmx_before_morph_attr: (element, detail) => !(element.tagName === "DETAILS" && detail.attrName === "open"),
});

// ---- Live: regions ask for themselves again when a job of theirs has changed. ----
// The first change is shown at once. While changes keep coming, or the server has much to do, regions rest longer.
const SHORTEST = 120, LONGEST = 1000; // milliseconds of rest between two requests of one region
const regions = new Map(); // by id: how many requests are on their way, whether to ask again, when it began, its rest

function stateOf(region) {
  if (!regions.has(region.id)) regions.set(region.id, { asking: 0, again: false, began: 0, rest: SHORTEST });
  return regions.get(region.id);
}

function refresh(region) {
  const state = stateOf(region);
  state.again = state.asking > 0 || document.hidden;
  if (!state.again) htmx.trigger(region, "refresh");
}

const regionOf = (event) => event.detail.ctx?.target?.closest?.("[data-live]");

// Whatever asks for a region counts, also people: what they ask for replaces what the region asked for by itself.
document.addEventListener("htmx:before:request", (event) => {
  const region = regionOf(event);
  if (!region) return;
  const state = stateOf(region);
  if (event.target !== region && state.asking) htmx.trigger(region, "htmx:abort");
  state.asking += 1;
  state.began = performance.now();
});

document.addEventListener("htmx:finally:request", (event) => {
  const region = regionOf(event);
  if (!region) return;
  const state = stateOf(region);
  const took = performance.now() - state.began;
  if (event.detail.ctx.response?.status === 503) state.again = true; // the server had no time for it
  setTimeout(() => {
    state.asking = Math.max(0, state.asking - 1);
    if (state.asking) return;
    state.rest = state.again ? Math.min(LONGEST, state.rest * 1.5) : SHORTEST;
    const now = document.getElementById(region.id);
    if (state.again && now) refresh(now);
  }, Math.min(LONGEST, Math.max(state.rest, 3 * took)));
});

const refreshAll = () => all("[data-live]").forEach(refresh);

function jobsChanged(states) {
  const ids = new Set(states.map((state) => state.id));
  for (const region of all("[data-live]")) {
    if (region.dataset.live === "jobs" || ids.has(region.dataset.job)) refresh(region);
  }
}

// Only a page that is seen listens: browsers allow a server six connections, however many pages are open.
let stream = null;

function tell(state, text) {
  const live = one("#live");
  if (live.dataset.state !== state) Object.assign(live, { textContent: text }).dataset.state = state;
}

function follow() {
  if (stream || document.hidden) return;
  const job = one("[data-live='job']")?.dataset.job;
  const opened = new EventSource(job ? `/api/stream?job_id=${job}` : "/api/stream");
  stream = opened;
  // From "hello" and from "reload" on every change is told; what happened before, since the page was made, was not.
  opened.addEventListener("hello", () => {
    tell("on", "Live");
    if (!one("[data-final]")) refreshAll();
  });
  opened.addEventListener("reload", () => {
    tell("on", "Live");
    refreshAll();
  });
  opened.addEventListener("jobs", (event) => jobsChanged(JSON.parse(event.data)));
  opened.addEventListener("error", () => {
    tell("lost", "Reconnecting");
    if (opened.readyState !== EventSource.CLOSED || stream !== opened) return; // the browser tries again by itself
    stream = null;
    setTimeout(follow, 3000);
  });
}

function leave() {
  stream?.close();
  stream = null;
}

addEventListener("pagehide", leave);
addEventListener("pageshow", follow);
document.addEventListener("visibilitychange", () => (document.hidden ? leave() : follow()));
function reason(ctx) {
  try {
    return JSON.parse(ctx.text).detail;
  } catch {
    return ctx?.response ? `The server refused this (${ctx.response.status}).` : "The server does not answer.";
  }
}
for (const name of ["htmx:response:error", "htmx:error"]) {
  document.addEventListener(name, (event) => {
    const ctx = event.detail?.ctx;
    if (ctx?.response?.status === 422 || event.target.matches?.("[data-live]")) return;
    toast(reason(ctx));
  });
}

// ---- Copying. ----
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1200);
  } catch {
    toast("The browser does not let this page copy.");
  }
});

// A line of a list is a link as a whole, also where something with a hint of its own lies above it.
document.addEventListener("click", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (row && !event.target.closest("a, button, input, .tick") && !String(getSelection())) one(".row-link", row).click();
});

// ---- Keys. ----
const PLACES = { p: "/", j: "/jobs", e: "/events", l: "/limits", c: "/schedules", s: "/system" };
let going = 0;

function step(by) {
  const links = all("[data-row] .row-link");
  const at = links.indexOf(document.activeElement);
  links[Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, textarea, select")) return;
  const goes = Date.now() - going < 1000;
  going = 0;
  if (goes && PLACES[event.key]) location.assign(PLACES[event.key]);
  else if (event.key === "g") going = Date.now();
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "?") one("#keys").showModal();
  else if (event.key === "/") {
    event.preventDefault();
    const search = one("[data-search]");
    if (search) search.focus();
    else location.assign("/jobs#search");
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-keys]")) one("#keys").showModal();
});
if (location.hash === "#search") one("[data-search]")?.focus();

// ---- Filters: what is empty stays out of the address. ----
document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (!ctx.sourceElement.matches("[data-clean]")) return;
  for (const [name, value] of [...ctx.request.body]) if (!value) ctx.request.body.delete(name);
});

// ---- Files: a chosen file is sent at once; the form then carries its reference. ----
document.addEventListener("change", (event) => {
  const box = event.target.closest?.("[data-upload]");
  const file = event.target.files?.[0];
  if (box && file) upload(box, file);
});

function upload(box, file) {
  const [reference, bar, told] = [one("input[type=hidden]", box), one("progress", box), one("output", box)];
  const buttons = all(".buttons button", box.form ?? box.closest("form"));
  const request = new XMLHttpRequest();
  const busy = (on) => {
    bar.hidden = !on;
    buttons.forEach((button) => (button.disabled = on));
  };
  request.upload.onprogress = (event) => (bar.value = event.loaded / Math.max(event.total, 1));
  request.onload = () => {
    busy(false);
    const answer = JSON.parse(request.responseText || "{}");
    if (request.status === 201) {
      reference.value = JSON.stringify(answer.document);
      put(told, `${file.name}, stored`);
      one("[data-clear]", box).hidden = false;
    } else put(told, `Not stored: ${answer.detail ?? request.status}`);
  };
  request.onerror = () => {
    busy(false);
    put(told, "Not stored: the server does not answer");
  };
  busy(true);
  put(told, file.name);
  request.open("POST", `/api/documents?name=${encodeURIComponent(file.name)}`);
  request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
  request.send(file);
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-clear]")?.closest("[data-upload]");
  if (!box) return;
  all("input", box).forEach((input) => (input.value = ""));
  put(one("output", box), "");
  event.target.hidden = true;
});

follow();
