// The live page: fetches the state once, then lives on the event stream; after a lost stream it fetches again.

import {Catalog} from "./catalog.js";
import {commands} from "./commands.js";
import {$, announce, put} from "./dom.js";
import {History} from "./history.js";
import {SeriesList} from "./list.js";
import {ModelTable} from "./models.js";
import {showGroupErrors, showGroups, showModel, showOverview, showVersions} from "./overview.js";
import {Rates} from "./rates.js";
import {SeriesPanel} from "./series.js";
import {Stream, get, seriesPath} from "./stream.js";

const REMEMBERED = 30; // series whose past forecasts are kept while others are looked at
const MODELS_MILLIS = 500; // versions that come together are fetched together
const TYPING_MILLIS = 150;
const DETAIL_MILLIS = 5000;
const LIST_MILLIS = 20_000;

const histories = new Map();
const models = new Map(); // group -> what /api/models says of it
let selected = null;
let detail = null;
let connected = false;
let behind = true; // events were missed: fetch everything
let status = null;
let overview = null;
let shownGroup = null; // whose models are shown
let modelsTimer = null;
let typing = null;

const rates = new Rates();
const panel = new SeriesPanel();
const modelTable = new ModelTable($("models"));
const catalog = new Catalog(listed, e => panel.note(e.message));
const list = new SeriesList($("list"), $("rows"), catalog, id => select(id));
const enableCommands = commands(group, () => setTimeout(refreshModels, MODELS_MILLIS));
const stream = new Stream({
  open: () => {
    connected = true;
    showState();
    if (!behind && status?.ready) {
      refreshDetail();
    }
  },
  lost: () => {
    connected = false;
    behind = true;
    rates.clear();
    showState();
  },
  status: now => {
    const readyAgain = now.ready && !status?.ready;
    status = now;
    if (now.ready && (behind || readyAgain)) {
      behind = false;
      refresh();
    }
    rates.add(now);
    showState();
  },
  reading: summaries => {
    catalog.update(summaries);
    list.draw();
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
  model: change => {
    if (change.serving) {
      serves(change);
    }
    if (change.group === group()) {
      modelsTimer ??= setTimeout(refreshModels, MODELS_MILLIS);
    }
  },
});

function history(id) {
  const known = histories.get(id) ?? new History();
  histories.delete(id);
  histories.set(id, known); // the last one is the one looked at last
  if (histories.size > REMEMBERED) {
    histories.delete(histories.keys().next().value);
  }
  return known;
}

/** Model group of the selected series; null while it is not known. */
function group() {
  return selected === null ? null
    : detail?.group ?? histories.get(selected)?.forecast?.model.group ?? catalog.get(selected)?.group ?? null;
}

// --- what is selected

function select(id, reveal = true) {
  if (id === selected) {
    list.select(id, reveal);
    return;
  }
  selected = id;
  detail = null;
  panel.note("");
  location.replace("#series=" + encodeURIComponent(id));
  document.title = id + " – Foretide";
  list.select(id, reveal);
  showSeries();
  panel.showDetail(null, history(id));
  stream.watch(id);
}

function linked() {
  const id = new URLSearchParams(location.hash.slice(1)).get("series");
  if (id) {
    select(id);
  }
  return id;
}

// --- what is looked for

function search() {
  $("elsewhere").hidden = true; // until it is known what there is
  clearTimeout(typing);
  typing = setTimeout(() => ask({search: $("search").value.trim()}), TYPING_MILLIS);
}

async function ask(change) {
  await catalog.ask(change);
  list.toTop();
  announce($("found").textContent, true);
}

function listed() {
  const {search, group: chosen, status: wanted} = catalog.query;
  const all = !search && !chosen && !wanted;
  panel.note("");
  put("found", catalog.total === 1 ? "1 series" : catalog.total.toLocaleString() + " series" + (all ? "" : " found"));
  put("badge-is", list.badge.is);
  // A series of another instance is not in the list of this one, and yet within reach.
  const elsewhere = search !== "" && !catalog.rows.some(series => series.id === search);
  $("elsewhere").hidden = !elsewhere;
  put("elsewhere", elsewhere ? `Open “${search}” on any instance` : "");
  showEmpty();
  if (selected === null && catalog.rows.length > 0) {
    select(catalog.rows[0].id);
  } else {
    list.select(selected, false);
  }
}

$("search").addEventListener("input", search);
$("search").addEventListener("keydown", event => {
  if (event.key === "Enter" && !$("elsewhere").hidden && catalog.rows.length === 0) {
    $("elsewhere").click();
  } else if (event.key === "ArrowDown" || event.key === "Enter") {
    event.preventDefault();
    list.focus();
  }
});
$("elsewhere").addEventListener("click", () => select(catalog.query.search));
for (const filter of ["group", "status", "sort"]) {
  $(filter).addEventListener("change", event => {
    ask({[filter]: event.target.value});
    showOverviewTiles();
  });
}
addEventListener("keydown", event => {
  const writes = event.target.closest?.("input, select, textarea, dialog");
  if (event.key === "/" && !writes && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    $("search").focus();
    $("search").select();
  }
});

// --- what is fetched

async function refresh() {
  await Promise.allSettled([catalog.refresh(), refreshOverview(), refreshAllModels(), refreshDetail()]);
}

async function refreshOverview() {
  overview = await get("/api/overview");
  showGroups($("group"), overview, catalog.query.group);
  showOverviewTiles();
}

/** Once: all groups. From then on each decision is told, and the group shown is fetched alone. */
async function refreshAllModels() {
  models.clear();
  for (const one of (await get("/api/models")).groups) {
    models.set(one.group, one);
  }
  showModels();
}

async function refreshModels() {
  clearTimeout(modelsTimer);
  modelsTimer = null;
  const of = group();
  if (of !== null) {
    const answer = await get("/api/models?group=" + encodeURIComponent(of)).catch(() => ({groups: []}));
    answer.groups.forEach(one => models.set(one.group, one));
    showModels();
  }
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
    panel.note("");
    panel.showDetail(detail, history(id));
  } catch (e) {
    if (id === selected) {
      panel.note(e.message);
    }
  }
  showSeries();
}

// --- what is shown

function serves({group: of, version}) {
  const known = models.get(of);
  models.set(of, known ? {...known, serving: version} : {group: of, serving: version, versions: [], changes: []});
  showVersions($("versions"), models);
  if (of === group()) {
    announce(`Version ${version} of ${of} serves now`);
  }
}

/** Nothing to show yet: says what is waited for. */
function showEmpty() {
  const {search, group: chosen, status: wanted} = catalog.query;
  const empty = selected === null && status !== null && catalog.rows.length === 0 && !search && !chosen && !wanted;
  $("empty").hidden = !empty;
  $("content").hidden = $("overview").hidden = empty;
}

function showState() {
  const word = !connected ? "reconnecting" : status?.status ?? "connecting";
  put("state", word, !connected ? "The event stream is lost; trying again" : status?.reason ?? "");
  $("state").className = "pill " + (!connected ? "lost" : status?.ready ? "good" : "waiting");
  document.body.classList.toggle("stale", !connected);
  if (status) {
    put("empty-reason", status.ready ? "Forecasts appear here as soon as a series has two readings." : status.reason);
  }
  showEmpty();
}

function showRates() {
  const now = rates.now();
  put("readings-rate", now.readings);
  put("forecasts-rate", now.forecasts === "–" ? "\u00a0" : now.forecasts + " forecasts/s");
  showModel(group(), models.get(group()));
}

function showOverviewTiles() {
  if (overview) {
    showOverview(overview, catalog.query.group);
    showGroupErrors(overview, group());
  }
}

function showSeries() {
  if (selected === null) {
    return;
  }
  const known = history(selected);
  known.changes = (models.get(group())?.changes ?? [])
    .filter(change => change.serving).map(change => ({at: Date.parse(change.at), version: change.version}));
  panel.show(selected, known, group() ?? "");
  if (group() !== shownGroup) {
    showModels();
    refreshModels();
  }
}

function showModels() {
  const of = shownGroup = group();
  put("models-of", (of === null ? "" : `of ${of}, `) + "squared error ÷ naive on the newest holdout");
  modelTable.show(of, models.get(of));
  showOverviewTiles();
  showVersions($("versions"), models);
  enableCommands();
  showRates();
  showSeries();
}

addEventListener("hashchange", linked);
panel.showDetail(null, null);
showModels();
if (!linked()) {
  stream.watch(null);
}
setInterval(showRates, 1000);
// The stream does not carry realised errors, nor the series that another instance owns.
const looked = () => connected && status?.ready && !document.hidden;
setInterval(() => looked() && (refreshDetail(), refreshOverview().catch(() => {})), DETAIL_MILLIS);
setInterval(() => looked() && catalog.refresh(), LIST_MILLIS);
