// The two tables under the chart.

import {time, utc} from "./format.js";
import {number, ratio, verdict} from "./numbers.js";

const MOST = 100; // rows

function cell(row, text, className) {
  const td = row.insertCell();
  td.textContent = text;
  if (className) {
    td.className = className;
  }
  return td;
}

function fill(table, rows, nothing) {
  const body = document.createElement("tbody");
  if (rows.length === 0) {
    const td = cell(body.insertRow(), nothing, "nothing");
    td.colSpan = table.tHead.rows[0].cells.length;
  }
  rows.forEach(add => add(body.insertRow()));
  table.tBodies[0].replaceWith(body);
}

/** Errors by lead: two bars on one scale, the ratio, and realised coverage beside nominal. */
export function errors(table, leads) {
  const most = Math.max(...leads.flatMap(lead => [lead.mae, lead.naiveMae]), 0) || 1;
  const bar = (box, kind, value) => {
    const line = box.appendChild(document.createElement("div"));
    line.className = "bar " + kind;
    line.appendChild(document.createElement("i")).style.width = (100 * (value ?? 0)) / most + "%";
    line.appendChild(document.createElement("span")).textContent = number(value, 3);
    line.title = (kind === "ours" ? "Foretide " : "naive ") + number(value);
  };
  fill(table, leads.map(lead => row => {
    cell(row, lead.lead);
    const bars = cell(row, "");
    bar(bars, "ours", lead.mae);
    bar(bars, "naive", lead.naiveMae);
    cell(row, ratio(lead.relative), verdict(lead.relative));
    const coverage = Object.entries(lead.coverage).sort(([a], [b]) => a - b);
    const td = cell(row, coverage.map(([, real]) => Math.round(100 * real) + "%").join("  ") || "–", "coverage");
    td.title = coverage.map(([level, real]) => `the ${level} % interval covered ${(100 * real).toFixed(1)} %`).join("\n");
  }), "No forecast has met its value yet.");
  const levels = leads[0] ? Object.keys(leads[0].coverage).sort((a, b) => a - b) : [];
  table.tHead.rows[0].cells[3].textContent = levels.length ? `inside ${levels.join(", ")} %` : "coverage";
}

/** Model versions, newest first within the group; the group of the selected series comes first. */
export function models(table, groups, first) {
  const ordered = [...groups].sort((a, b) => (b.group === first) - (a.group === first));
  const rows = ordered.flatMap(group => group.versions.map(version => row => {
    const serving = version.version === group.serving;
    row.className = serving ? "serving" : "";
    cell(row, group.group);
    cell(row, "v" + version.version, "version");
    const trained = version.trainedAt ? Date.parse(version.trainedAt) : null;
    cell(row, trained === null ? "–" : time(trained)).title = trained === null ? "" : utc(trained);
    const {linear, lstm, seasonal} = version.holdout;
    for (const error of [linear, lstm, seasonal]) {
      cell(row, number(error, 3), verdict(error));
    }
    cell(row, serving ? "serving" : version.outcome, serving ? "good" : "");
    row.title = Object.entries(version.metadata).map(([key, value]) => `${key}: ${value}`).join("\n");
  }));
  fill(table, rows.slice(0, MOST), "No model yet: forecasts are naive until the first training.");
}
