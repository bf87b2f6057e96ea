// Tick boxes of the list of jobs: how many are ticked, and all of a page at once. Without this script the form works.

import { all, one, put } from "./dom.js";

const counts = new Map(); // by the list's filter: how many match, once somebody ticks

async function count(form) {
  const filter = new URLSearchParams(all("input[type=hidden]", form).map((input) => [input.name, input.value])).toString();
  if (!counts.has(filter)) {
    counts.set(filter, "");
    const answer = await fetch(`/jobs/matching?${filter}`);
    if (answer.ok) counts.set(filter, await answer.text());
    else counts.delete(filter);
    tell();
  } else put(one("[data-matching]", form), counts.get(filter));
}

function tell() {
  const form = one("#ticked");
  if (!form) return;
  const boxes = all(".tick input[name=id]"), ticked = boxes.filter((box) => box.checked).length;
  const everything = one("[data-all]", form)?.checked;
  const page = one("[data-page]");
  page.checked = ticked > 0 && ticked === boxes.length;
  page.indeterminate = ticked > 0 && !page.checked;
  put(one("[data-ticked]", form), everything ? "to" : ticked ? `or the ${ticked} that ${ticked === 1 ? "is" : "are"} ticked, to` : "tick jobs, or all of them, to");
  for (const button of all("button", form)) button.disabled = !everything && !ticked;
  if (everything || ticked) count(form);
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-page]")) {
    for (const box of all(".tick input[name=id]")) box.checked = event.target.checked;
  }
  if (event.target.closest?.(".tick, #ticked")) tell();
});
document.addEventListener("htmx:after:swap", tell);
addEventListener("pageshow", tell);
tell();
