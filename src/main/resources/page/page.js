// The live page: fetches the state once, then lives on the event stream; after a lost stream it fetches again.

import {Chart} from "./chart.js";
import {step, time, utc} from "./format.js";
import {History} from "./history.js";
import {SeriesList} from "./list.js";
import {number, ratio, verdict} from "./numbers.js";
import {Rates} from "./rates.js";
import {Stream, get, seriesPath} from "./stream.js";
import * as tables from "./tables.js";

const PAGE = 1000;
const MOST = 20_000; // series the list takes in
const REMEMBERED = 30; // series whose past forecasts are kept while others are looked at
const MODELS_MILLIS = 500; // groups that train together are fetched together

const $ = id => document.getElementById(id);
const histories = new Map();
let selected = null;
let detail = null;
let groups = [];
const rates = new Rates();
let connected = false;
let behind = true; // events were missed: fetch everything
let status = null;
let modelsTimer = null;

const list = new SeriesList($("list"), $("rows"), $("search"), id => select(id));
const chart = new Chart($("chart"), readout);
const stream = new Stream({
  open: () => {
    connected = true;
    showState();
    behind ? refresh() : refreshDetail();
    behind = false;
  },
  lost: () => {
    connected = false;
    behind = true;
    rates.clear();
    showState();
  },
  status: now => {
    const readyAgain = now.ready && status !== null && !status.ready;
    status = now;
    if (readyAgain) {
      refresh();
    }
    rates.add(now);
    showState();
  },
  reading: summaries => {
    list.update(summaries);
    arrived();
  },
  forecast: forecast => {
    if (forecast.series === selected) {
      history(selected).reading(forecast, forecast.actual);
      showSeries();
    }
  },
  score: score => {
    if (score.series === selected) {
      history(selected).score(score);
    }
  },
  model: () => {
    modelsTimer ??= setTimeout(refreshModels, MODELS_MILLIS);
  },
});

function history(id) {
  let known = histories.get(id);
  histories.delete(id);
  known ??= new History();
  histories.set(id, known); // the last one is the one looked at last
  if (histories.size > REMEMBERED) {
    histories.delete(histories.keys().next().value);
  }
  return known;
}

// --- what is selected

function select(id, reveal = true) {
  if (id === selected) {
    list.select(id, reveal);
    return;
  }
  selected = id;
  detail = null;
  location.replace("#series=" + encodeURIComponent(id));
  document.title = id + " – Foretide";
  list.select(id, reveal);
  showSeries();
  showErrors();
  showModels();
  stream.watch(id);
}

function linked() {
  const id = new URLSearchParams(location.hash.slice(1)).get("series");
  if (id) {
    select(id);
  }
  return id;
}

/** The first series has come: show it. */
function arrived() {
  $("series-count").textContent = list.size.toLocaleString();
  $("empty").hidden = list.size > 0 || selected !== null;
  $("content").hidden = !$("empty").hidden;
  if (selected === null && list.first !== null) {
    select(list.first);
  } else if (selected !== null) {
    list.select(selected, false);
  }
}

// --- what is fetched

async function refresh() {
  await Promise.allSettled([refreshList(), refreshModels(), refreshDetail()]);
}

async function refreshList() {
  let after = null;
  try {
    for (let taken = 0; taken < MOST; taken += PAGE) {
      const page = await get(`/api/series?limit=${PAGE}` + (after === null ? "" : "&after=" + encodeURIComponent(after)));
      list.update(page.series);
      after = page.next;
      if (after === null) {
        break;
      }
    }
    note("");
  } catch (e) {
    note(e.message);
  }
  arrived();
}

async function refreshModels() {
  clearTimeout(modelsTimer);
  modelsTimer = null;
  groups = (await get("/api/models")).groups;
  showModels();
  const chips = groups.filter(g => g.serving > 0).map(g => {
    const chip = document.createElement("li");
    chip.append(g.group + " ", Object.assign(document.createElement("b"), {textContent: "v" + g.serving}));
    return chip;
  });
  if (chips.length > 6) {
    chips.splice(5, chips.length, Object.assign(document.createElement("li"), {textContent: `and ${chips.length - 5} more`}));
  }
  $("versions").replaceChildren(...chips);
  showSeries();
}

async function refreshDetail() {
  const id = selected;
  if (id === null) {
    return;
  }
  try {
    const fetched = await get(seriesPath(id));
    if (id !== selected) {
      return; // another one was chosen meanwhile
    }
    detail = fetched;
    history(id).detail(detail);
    note("");
  } catch (e) {
    if (id === selected) {
      note(e.message);
    }
  }
  showSeries();
  showErrors();
}

// --- what is shown

function showState() {
  const word = !connected ? "reconnecting" : status?.status ?? "connecting";
  const pill = $("state");
  pill.textContent = word;
  pill.className = "pill " + (!connected ? "lost" : status?.ready ? "good" : "waiting");
  pill.title = !connected ? "The event stream is lost; trying again" : status?.reason ?? "";
  document.body.classList.toggle("stale", !connected);
  if (status && !status.ready) {
    $("empty-reason").textContent = status.reason;
  }
}

function showRates() {
  const now = rates.now();
  put("readings-rate", now.readings);
  put("forecasts-rate", now.forecasts);
}

function showSeries() {
  if (selected === null) {
    return;
  }
  const known = history(selected);
  const forecast = known.forecast;
  const group = forecast?.model.group ?? list.get(selected)?.group;
  known.changes = (groups.find(g => g.group === group)?.changes ?? [])
    .filter(c => c.serving).map(c => ({at: Date.parse(c.at), version: c.version}));
  put("name", selected);
  if (!forecast) {
    ["now", "next", "relative", "anomalies"].forEach(id => put(id, "–"));
    ["facts", "now-at", "next-band", "relative-sub", "anomaly-at"].forEach(id => put(id, "\u00a0"));
    chart.show(null);
    return;
  }
  const levels = known.levels();
  const widest = levels.at(-1);
  put("facts", [forecast.status, forecast.source,
    forecast.model.version > 0 ? `${group} v${forecast.model.version}` : group + ", no model yet",
    `step ${step(forecast.step)}`, `${forecast.mean.length} steps ahead`].join(" · "));
  put("now", number(known.points.get(known.origin)?.actual));
  put("now-at", time(known.origin), utc(known.origin));
  put("next", number(forecast.mean[0]));
  put("next-band", widest ? `${number(forecast.lower[widest][0])} … ${number(forecast.upper[widest][0])} (${widest} %)` : "\u00a0");
  const anomalies = known.anomalies();
  put("anomalies", String(anomalies.length));
  put("anomaly-at", anomalies.length ? "last at " + time(Math.max(...anomalies)) : "\u00a0",
    anomalies.length ? utc(Math.max(...anomalies)) : "");
  $("anomalies").className = anomalies.length ? "bad" : "";
  $("bands").lastChild.textContent = levels.length ? `${levels.join(" and ")} % interval` : "no interval";
  chart.show(known);
}

function showErrors() {
  const leads = detail?.errors ?? [];
  tables.errors($("errors"), leads);
  const first = leads.find(lead => lead.lead === 1);
  put("relative", ratio(first?.relative));
  $("relative").className = verdict(first?.relative);
  put("relative-sub", first ? `${number(first.mae, 3)} against ${number(first.naiveMae, 3)}` : "\u00a0");
}

function showModels() {
  tables.models($("models"), groups, selected === null ? null : list.get(selected)?.group);
}

/** The line above the chart: what lies under the pointer. */
function readout(index, data) {
  const at = index === null ? null : data[0][index];
  if (at === null || at === undefined) {
    put("readout", note.text || "\u00a0", "");
    return;
  }
  const [, actual, past, pastLower, pastUpper, , mean] = data.map(column => column[index]);
  const parts = [time(at * 1000)];
  if (actual !== null) {
    parts.push("actual " + number(actual));
  }
  const forecast = past ?? mean;
  if (forecast !== null) {
    parts.push("forecast " + number(forecast));
    const lower = past !== null ? pastLower : data[data.length - 2][index];
    const upper = past !== null ? pastUpper : data[data.length - 1][index];
    if (lower !== null && upper !== null) {
      parts.push(`${number(lower)} … ${number(upper)}`);
    }
  }
  put("readout", parts.join(" · "), utc(at * 1000));
}

/** Something that cannot be shown now, and why. */
function note(text) {
  note.text = text;
  if (text || $("readout").classList.contains("note")) {
    put("readout", text || "\u00a0", "");
  }
  $("readout").classList.toggle("note", text !== "");
  if (text) {
    put("empty-reason", text);
  }
}

function put(id, text, title) {
  const element = $(id);
  if (element.textContent !== text) {
    element.textContent = text;
  }
  if (title !== undefined) {
    element.title = title;
  }
}

addEventListener("hashchange", linked);
showErrors();
tables.models($("models"), []);
if (!linked()) {
  stream.watch(null);
}
setInterval(showRates, 1000);
// The stream does not carry realised errors, nor the series that another instance owns.
setInterval(() => connected && !document.hidden && refreshDetail(), 5000);
setInterval(() => connected && !document.hidden && refreshList(), 20_000);
