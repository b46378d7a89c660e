"use strict";
(() => {
  const report = JSON.parse(document.getElementById("report").textContent);
  const $ = id => document.getElementById(id);
  const FONT = "12px system-ui, sans-serif";
  const objects = ({columns, rows}) => rows.map(row => Object.fromEntries(columns.map((name, i) => [name, row[i]])));
  const [results, intervals] = [objects(report.results), objects(report.intervals)];
  const OWN = "foretide";
  const MEAN = "mean";
  const plots = new Map();

  const style = getComputedStyle(document.documentElement);
  const color = name => style.getPropertyValue("--" + name).trim();
  const methodColor = method => color(method) || color("other");
  const label = level => Number((level * 100).toPrecision(6)) + " %";

  // --- text

  const format = options => new Intl.DateTimeFormat(undefined, {timeZone: "UTC", hourCycle: "h23", ...options});
  const clock = format({hour: "2-digit", minute: "2-digit", second: "2-digit"});
  const minute = format({hour: "2-digit", minute: "2-digit"});
  const day = format({day: "numeric", month: "short"});
  const month = format({month: "short", year: "numeric"});
  const date = format({day: "numeric", month: "short", year: "numeric"});
  const utc = millis => new Date(millis).toISOString().replace(".000Z", "").replace("Z", "").replace("T", " ");

  /** Labels of a time axis whose ticks lie `increment` seconds apart; days and years where they begin. */
  function ticks(seconds, increment) {
    const shown = increment < 60 ? clock : increment < 86_400 ? minute : increment < 28 * 86_400 ? day : month;
    let before = null;
    return seconds.map(s => {
      const text = shown.format(s * 1000);
      const below = shown === month ? "" : shown === day ? String(new Date(s * 1000).getUTCFullYear()) : date.format(s * 1000);
      const changed = below !== before;
      before = below;
      return changed && below ? text + "\n" + below : text;
    });
  }

  function put(parent, name, text, className) {
    const element = parent.appendChild(document.createElement(name));
    element.textContent = text;
    if (className) {
      element.className = className;
    }
    return element;
  }

  // --- charts

  const axis = () => ({font: FONT, labelFont: FONT, labelSize: 20, stroke: color("faint"), grid: {stroke: color("grid"), width: 1}, ticks: {show: false}});
  const size = box => ({width: Math.max(200, box.clientWidth), height: Math.max(120, box.clientHeight)});

  function draw(id, options, data) {
    plots.get(id)?.destroy();
    const box = $(id);
    plots.set(id, new uPlot({...size(box), legend: {show: false}, ...options}, data, box));
  }

  const timeAxis = () => ({...axis(), space: 90, size: 42, values: (_, splits, _axis, _space, increment) => ticks(splits, increment)});
  const valueAxis = (name, extra) => ({...axis(), size: 62, label: name, ...extra});
  const leadAxis = () => ({...axis(), label: "lead, steps ahead", incrs: [1, 2, 3, 4, 5, 6, 8, 10, 12, 24, 48, 96, 168, 336], size: 30});
  const inUtc = seconds => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC");

  /** Buttons that show the value under the pointer, and hide their line. */
  function legend(list, entries, plot) {
    list.replaceChildren();
    const values = entries.map((entry, i) => {
      const button = put(list.appendChild(document.createElement("li")), "button", "");
      button.type = "button";
      button.setAttribute("aria-pressed", "true");
      put(button, "i", "", "line").style.borderColor = entry.color;
      put(button, "span", entry.name);
      const value = put(button, "b", "");
      button.addEventListener("click", () => {
        const show = !plot().series[i + 1].show;
        plot().setSeries(i + 1, {show});
        button.setAttribute("aria-pressed", String(show));
      });
      return value;
    });
    return chart => values.forEach((value, i) => {
      const at = chart.cursor.idx;
      value.textContent = at === null || at === undefined ? "" : number(chart.data[i + 1][at]);
    });
  }

  // --- forecasts and weights of one series

  let trace = null;

  /** The same with a point of nothing in each gap, so that no line is drawn across it. */
  function withGaps(whole) {
    const steps = whole.at.slice(1).map((at, i) => at - whole.at[i]).sort((a, b) => a - b);
    const longest = 6 * steps[Math.floor(steps.length / 2)];
    const after = new Set(whole.at.map((_, i) => i).filter(i => whole.at[i + 1] - whole.at[i] > longest));
    const spread = (values, gap) => values.flatMap((value, i) => after.has(i) ? [value, gap(i)] : [value]);
    const column = values => spread(values, () => null);
    return {
      ...whole,
      at: spread(whole.at, i => (whole.at[i] + whole.at[i + 1]) / 2),
      actual: column(whole.actual),
      leads: whole.leads.map(lead => ({
        lead: lead.lead,
        forecast: column(lead.forecast),
        lower: lead.lower.map(column),
        upper: lead.upper.map(column),
        weights: lead.weights.map(column),
      })),
    };
  }

  function traceLead() {
    return trace.leads.find(lead => lead.lead === Number($("lead").value)) ?? trace.leads[0];
  }

  function showTrace() {
    trace = withGaps(report.traces[Number($("trace").value)]);
    const before = $("lead").value;
    $("lead").replaceChildren();
    trace.leads.forEach(lead => put($("lead"), "option", lead.lead).value = lead.lead);
    if (trace.leads.some(lead => String(lead.lead) === before)) {
      $("lead").value = before;
    }
    showLead();
  }

  function showLead() {
    const lead = traceLead();
    $("lead-name").textContent = `forecast ${lead.lead} ${lead.lead === 1 ? "step" : "steps"} before`;
    $("bands").hidden = trace.levels.length === 0;
    $("bands").lastChild.textContent = trace.levels.map(label).join(" and ") + " interval";
    drawForecast(lead);
    drawWeights(lead);
  }

  function drawForecast(lead) {
    const seconds = trace.at.map(at => at / 1000);
    const widest = trace.levels.length - 1;
    const outside = trace.actual.map((actual, i) =>
      widest >= 0 && actual !== null && lead.lower[widest][i] !== null
        && (actual < lead.lower[widest][i] || actual > lead.upper[widest][i]) ? actual : null);
    const line = {points: {show: false}, spanGaps: false};
    const hidden = {...line, stroke: "transparent", width: 0};
    const data = [seconds, trace.actual, lead.forecast, outside];
    const series = [
      {},
      {...line, stroke: color("actual"), width: 1.25},
      {...line, stroke: color("forecast"), width: 1.5},
      {stroke: color("bad"), paths: () => null, points: {show: true, size: 6, width: 1.5, stroke: color("bad"), fill: color("bad-soft")}},
    ];
    const bands = [];
    trace.levels.forEach((_, i) => {
      data.push(lead.lower[i], lead.upper[i]);
      series.push(hidden, hidden);
      bands.push({series: [series.length - 1, series.length - 2], fill: color("band")});
    });
    draw("forecast-chart", {
      series, bands, tzDate: inUtc,
      padding: [24, 12, 0, 0],
      cursor: {drag: {x: true, y: false}, sync: {key: "time"}, points: {size: 7}, y: false},
      scales: {x: {time: true}, y: {range: chart => range(chart, widest)}},
      axes: [timeAxis(), valueAxis(trace.series)],
      hooks: {draw: [drawVersions], setCursor: [readout], setScale: [zoomWeights]},
    }, data);
  }

  /** Of what is seen: all of actual and forecast, and the bands but for their wildest 2 %. */
  function range(chart, widest) {
    const [from, to] = chart.series[0].idxs ?? [0, trace.at.length - 1];
    const seen = column => column.slice(from, to + 1).filter(value => value !== null);
    const ends = [];
    [1, 2].forEach(i => seen(chart.data[i]).forEach(value => ends.push(value)));
    let low = ends.reduce((a, b) => Math.min(a, b), Infinity);
    let high = ends.reduce((a, b) => Math.max(a, b), -Infinity);
    if (widest >= 0) {
      const lower = seen(chart.data[4 + 2 * widest]).sort((a, b) => a - b);
      const upper = seen(chart.data[5 + 2 * widest]).sort((a, b) => a - b);
      low = Math.min(low, lower[Math.floor(lower.length * 0.02)] ?? low);
      high = Math.max(high, upper[Math.floor((upper.length - 1) * 0.98)] ?? high);
    }
    return low <= high ? uPlot.rangeNum(low, high, 0.06, true) : [0, 1];
  }

  function zoomWeights(chart, key) {
    const other = plots.get("weight-chart");
    if (key === "x" && other && (other.scales.x.min !== chart.scales.x.min || other.scales.x.max !== chart.scales.x.max)) {
      other.setScale("x", {min: chart.scales.x.min, max: chart.scales.x.max});
    }
  }

  function zoomForecast(chart, key) {
    const other = plots.get("forecast-chart");
    if (key === "x" && other && (other.scales.x.min !== chart.scales.x.min || other.scales.x.max !== chart.scales.x.max)) {
      other.setScale("x", {min: chart.scales.x.min, max: chart.scales.x.max});
    }
  }

  /** A new network is a line with its version; new heads, of which there are many, a tick at the foot. */
  function drawVersions(chart) {
    const {ctx, bbox} = chart;
    const scale = devicePixelRatio;
    let labelled = -Infinity;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = color("mark");
    ctx.font = `600 ${12 * scale}px system-ui, sans-serif`;
    ctx.textAlign = "center";
    for (const version of trace.versions) {
      const x = chart.valToPos(version.at / 1000, "x", true);
      if (x < bbox.left || x > bbox.left + bbox.width) {
        continue;
      }
      const full = version.kind !== "linear";
      ctx.lineWidth = (full ? 1.5 : 1) * scale;
      ctx.globalAlpha = full ? 1 : 0.6;
      ctx.setLineDash(full ? [3 * scale, 3 * scale] : []);
      ctx.beginPath();
      ctx.moveTo(x, full ? bbox.top : bbox.top + bbox.height - 7 * scale);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      if (full && x - labelled > 38 * scale) {
        ctx.fillText("v" + version.version, x, bbox.top - 6 * scale);
        labelled = x;
      }
    }
    ctx.restore();
  }

  function readout(chart) {
    const i = chart.cursor.idx;
    if (i === null || i === undefined) {
      $("readout").textContent = "drag to zoom, double-click to see all";
      return;
    }
    const lead = traceLead();
    const parts = [utc(trace.at[i]), "actual " + number(trace.actual[i]), "forecast " + number(lead.forecast[i])];
    trace.levels.forEach((level, l) =>
      parts.push(`${label(level)}: ${number(lead.lower[l][i])} … ${number(lead.upper[l][i])}`));
    $("readout").textContent = parts.join(" · ");
  }

  function drawWeights(lead) {
    const used = trace.experts.map((name, i) => ({name, i, color: methodColor(name)}))
      .filter(expert => lead.weights[expert.i]?.some(weight => weight !== null && weight !== 0));
    const show = legend($("weight-legend"), used, () => plots.get("weight-chart"));
    draw("weight-chart", {
      series: [{}, ...used.map(expert => ({stroke: expert.color, width: 1.5, points: {show: false}}))],
      tzDate: inUtc,
      padding: [8, 12, 0, 0],
      cursor: {drag: {x: true, y: false}, sync: {key: "time"}, points: {size: 6}, y: false},
      scales: {x: {time: true}, y: {range: (_, low, high) => [Math.min(0, low ?? 0), Math.max(1, high ?? 1)]}},
      axes: [timeAxis(), valueAxis("weight")],
      hooks: {setCursor: [show], setScale: [zoomForecast]},
    }, [trace.at.map(at => at / 1000), ...used.map(expert => lead.weights[expert.i])]);
  }

  // --- errors and intervals

  const scored = () => results.length ? JSON.parse($("scored").value) : [null, null];
  const mine = rows => rows.filter(row => row.file === scored()[0] && row.series === scored()[1]);

  function showScores() {
    const rows = mine(results);
    const measure = $("measure").value;
    const methods = [...new Set(rows.map(row => row.method))].map(name => ({name, color: methodColor(name)}));
    const value = (method, lead) => rows.find(row => row.method === method && row.lead === lead)?.[measure] ?? null;
    const leads = [...new Set(rows.map(row => row.lead).filter(lead => lead !== MEAN))].sort((a, b) => a - b);
    const show = legend($("error-legend"), methods, () => plots.get("error-chart"));
    const points = leads.length < 32;
    draw("error-chart", {
      series: [{}, ...methods.map(({name, color}) => ({stroke: color, width: name === OWN ? 3 : 1.5, points: {show: points, size: name === OWN ? 7 : 5, stroke: color, fill: color}}))],
      padding: [8, 12, 0, 0],
      cursor: {drag: {x: false, y: false}, y: false},
      scales: {x: {time: false, range: leadRange(leads)}, y: {range: (_, low, high) => uPlot.rangeNum(0, high || 1, 0.05, true)}},
      axes: [leadAxis(), valueAxis($("measure").selectedOptions[0].textContent)],
      hooks: {setCursor: [show]},
    }, [leads, ...methods.map(method => leads.map(lead => value(method.name, lead)))]);
    errorTable(methods, leads, value, rows);
    showIntervals();
  }

  const leadRange = leads => () => leads.length > 1 ? [leads[0], leads.at(-1)] : [0, 2];
  /** The first, a quarter, half, three quarters and the last. */
  const some = leads => leads.length <= 5 ? leads
    : [...new Set([0, 1, 2, 3, 4].map(i => leads[Math.max(0, Math.round(i * leads.length / 4) - 1)]))];

  function head(table, first, leads, last) {
    const row = table.tHead.appendChild(document.createElement("tr"));
    put(row, "th", first);
    leads.forEach(lead => put(row, "th", lead === MEAN ? MEAN : "lead " + lead, "number"));
    last.forEach(name => put(row, "th", name, "number"));
  }

  function clear(table) {
    table.tHead.replaceChildren();
    table.tBodies[0].replaceChildren();
    return table;
  }

  function named(row, name, swatch) {
    const cell = put(row, "td", "");
    put(cell, "i", "").style.background = swatch;
    cell.append(name);
  }

  function errorTable(methods, leads, value, rows) {
    const table = clear($("error-table"));
    const columns = [...some(leads), MEAN];
    head(table, "method", columns, ["÷ naive", "scored"]);
    const best = columns.map(lead => Math.min(...methods.map(method => value(method.name, lead) ?? Infinity)));
    const naive = value("naive", MEAN);
    for (const method of methods) {
      const row = table.tBodies[0].insertRow();
      named(row, method.name, method.color);
      columns.forEach((lead, i) => put(row, "td", number(value(method.name, lead), 3), "number" + (value(method.name, lead) === best[i] ? " best" : "")));
      const ofNaive = naive ? value(method.name, MEAN) / naive : NaN;
      put(row, "td", ratio(ofNaive), "number " + verdict(ofNaive));
      const n = rows.find(each => each.method === method.name && each.lead === MEAN)?.n;
      put(row, "td", n === undefined ? "–" : n.toLocaleString(), "number");
    }
  }

  function showIntervals() {
    const rows = mine(intervals);
    $("intervals").hidden = rows.length === 0;
    if (rows.length === 0) {
      return;
    }
    $("intervals-of").textContent = "of " + $("scored").selectedOptions[0].textContent;
    const levels = [...new Set(rows.map(row => row.level))].sort((a, b) => a - b);
    const leads = [...new Set(rows.map(row => row.lead).filter(lead => lead !== MEAN))].sort((a, b) => a - b);
    const find = (level, lead) => rows.find(row => row.level === level && row.lead === lead);
    const palette = ["linear", "foretide", "lstm", "lags", "seasonal", "lookback"];
    const own = i => color(palette[i % palette.length]);
    const series = [{}];
    const data = [leads];
    const entries = [];
    levels.forEach((level, i) => {
      series.push({stroke: own(i), width: 2, points: {show: leads.length < 32, size: 5, stroke: own(i), fill: own(i)}});
      data.push(leads.map(lead => find(level, lead)?.coverage ?? null));
      entries.push({name: `inside the ${label(level)} interval`, color: own(i)});
    });
    levels.forEach((level, i) => {
      series.push({stroke: own(i), width: 1, dash: [5, 4], points: {show: false}});
      data.push(leads.map(() => level));
    });
    const show = legend($("coverage-legend"), entries, () => plots.get("coverage-chart"));
    const nominal = $("coverage-legend").appendChild(document.createElement("li"));
    put(nominal, "i", "", "line nominal").style.borderColor = color("faint");
    put(nominal, "span", "nominal");
    draw("coverage-chart", {
      series,
      padding: [8, 12, 0, 0],
      cursor: {drag: {x: false, y: false}, y: false},
      scales: {x: {time: false, range: leadRange(leads)}, y: {range: (_, low, high) => [Math.max(0, Math.min(low, levels[0]) - 0.05), Math.min(1.005, Math.max(high, levels.at(-1)) + 0.03)]}},
      axes: [leadAxis(), valueAxis("share of the targets", {values: (_, splits) => splits.map(split => split > 1 ? "" : Math.round(split * 100) + " %")})],
      hooks: {setCursor: [show]},
    }, data);
    const table = clear($("interval-table"));
    const columns = [...some(leads), MEAN];
    head(table, "interval", columns, []);
    levels.forEach((level, i) => {
      for (const [name, at, text] of [["coverage", "coverage", value => value === null ? "–" : (100 * value).toFixed(1) + " %"], ["width, z-scored", "width", value => number(value, 3)]]) {
        const row = table.tBodies[0].insertRow();
        named(row, `${label(level)} ${name}`, own(i));
        columns.forEach(lead => put(row, "td", text(find(level, lead)?.[at] ?? null), "number"));
      }
    });
  }

  // --- trainings and protocol

  function showTrainings() {
    const rows = report.training;
    $("models").hidden = rows.length === 0;
    const promoted = rows.filter(row => row.outcome === "promoted").length;
    $("models-count").textContent = `${rows.length}, of which ${promoted} promoted`;
    const MOST = 500;
    for (const training of rows.slice(0, MOST)) {
      const row = $("model-table").tBodies[0].insertRow();
      row.title = training.file;
      put(row, "td", utc(Date.parse(training.at)));
      put(row, "td", training.group);
      put(row, "td", training.version > 0 ? "v" + training.version : "–", "version");
      put(row, "td", training.kind);
      put(row, "td", training.outcome, training.outcome === "promoted" ? "good" : training.outcome === "failed" ? "bad" : "");
      put(row, "td", number(training.seconds, 3), "number");
      put(row, "td", training.reason, "reason");
    }
    if (rows.length > MOST) {
      const cell = put($("model-table").tBodies[0].insertRow(), "td", `and ${rows.length - MOST} more`);
      cell.colSpan = 7;
    }
  }

  function showProtocol() {
    const cost = report.cost;
    const rows = Object.entries(report.protocol);
    if (cost.readings > 0) {
      rows.push(["cost of a reading", `${number(cost.microsPerReadingP50, 3)} µs median, ${number(cost.microsPerReadingP99, 3)} µs at the 99th percentile, without training`]);
      rows.push(["readings", `${cost.readings.toLocaleString()}, ${Math.round(cost.readingsPerSecond ?? 0).toLocaleString()} a second`]);
    }
    for (const [name, value] of rows) {
      put($("protocol"), "dt", name);
      put($("protocol"), "dd", value);
    }
  }

  // --- choices

  function fill(select, entries) {
    const files = new Set(entries.map(entry => entry.file));
    const groups = new Map();
    for (const entry of entries) {
      let parent = select;
      if (files.size > 1) {
        parent = groups.get(entry.file) ?? select.appendChild(document.createElement("optgroup"));
        parent.label = entry.file;
        groups.set(entry.file, parent);
      }
      put(parent, "option", entry.text).value = entry.value;
    }
  }

  function choices() {
    fill($("trace"), report.traces.map((each, i) => ({file: each.file, text: each.series, value: String(i)})));
    const seen = new Map();
    for (const row of results) {
      seen.set(JSON.stringify([row.file, row.series]), row);
    }
    const count = file => [...seen.values()].filter(row => row.file === file && row.series !== MEAN).length;
    fill($("scored"), [...seen]
      .filter(([, row]) => row.series !== MEAN || count(row.file) !== 1)
      .sort(([, a], [, b]) => (b.series === MEAN) - (a.series === MEAN))
      .map(([value, row]) => ({file: row.file, value, text: row.series === MEAN ? `mean of ${count(row.file)} series` : row.series})));
    const files = new Set(results.map(row => row.file));
    const series = [...seen.values()].filter(row => row.series !== MEAN).length;
    const forecasts = results.filter(row => row.method === OWN && row.lead === MEAN && row.series !== MEAN)
      .reduce((sum, row) => sum + row.n, 0);
    $("scope").textContent = results.length
      ? `${[...files].slice(0, 3).join(", ")}${files.size > 3 ? ` and ${files.size - 3} more files` : ""} · ${series} series · ${forecasts.toLocaleString()} forecasts scored · times in UTC`
      : "";
  }

  function showAll() {
    if (report.traces.length) {
      showTrace();
    }
    if (results.length) {
      showScores();
    }
  }

  $("nothing").hidden = results.length > 0;
  $("errors").hidden = $("intervals").hidden = results.length === 0;
  $("forecasts").hidden = report.traces.length === 0;
  choices();
  showTrainings();
  showProtocol();
  showAll();
  $("trace").addEventListener("change", showTrace);
  $("lead").addEventListener("change", showLead);
  $("scored").addEventListener("change", showScores);
  $("measure").addEventListener("change", showScores);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showAll);
  new ResizeObserver(() => plots.forEach((plot, id) => plot.setSize(size($(id))))).observe(document.querySelector("main"));
})();
