// Shows how far a submission is; without scripts the page loads itself again instead.
"use strict";
const live = document.getElementById("live");
const told = document.getElementById("told");
const bar = document.getElementById("bar");

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

function show(state) {
  if (state.state !== "queued" && state.state !== "running") {
    told.textContent = live.dataset.over;
    location.reload();
    return;
  }
  let text = live.dataset.next;
  if (state.state === "queued" && state.before) text = live.dataset.queued;
  if (state.step === "reading") text = live.dataset.reading;
  if (state.step === "running" && state.cell) text = live.dataset.running;
  if (state.step === "checking") text = live.dataset.checking;
  if (state.state === "queued") text += " " + (state.about ? live.dataset.wait : state.before ? live.dataset.unknown : "");
  told.textContent = filled(text, state);
  if (state.step === "running" && state.cells) {
    bar.max = state.cells;
    bar.value = state.cell;
  } else {
    bar.removeAttribute("value");
  }
}

const events = new EventSource(live.dataset.events);
events.onmessage = (event) => show(JSON.parse(event.data));
