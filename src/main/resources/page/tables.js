// The tables of one series: errors and weights by lead.

import {make} from "./dom.js";
import {number, ratio, share, verdict} from "./numbers.js";

const LEADS = 10; // rows of weights

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
export function errors(table, leads, nothing) {
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
  }), nothing);
  const levels = leads[0] ? Object.keys(leads[0].coverage).sort((a, b) => a - b) : [];
  table.tHead.rows[0].cells[3].textContent = levels.length ? `inside ${levels.join(", ")} %` : "coverage";
}

/** Weights of the experts: a bar for each lead, one piece for each expert. */
export function weights(table, key, byExpert) {
  const experts = Object.keys(byExpert);
  const horizon = experts.length ? byExpert[experts[0]].length : 0;
  const leads = Array.from({length: Math.min(LEADS, horizon)}, (_, i) =>
    horizon <= LEADS ? i : Math.round(i * (horizon - 1) / (LEADS - 1)));
  fill(table, leads.map(lead => row => {
    const shares = experts.map(expert => [expert, byExpert[expert][lead] ?? 0]).sort(([, a], [, b]) => b - a);
    const text = shares.filter(([, weight]) => weight >= 0.005).map(([expert, weight]) => `${expert} ${share(weight)}`).join(", ");
    cell(row, lead + 1);
    const td = cell(row, "");
    td.title = text;
    const bar = td.appendChild(make("div", "", "shares"));
    for (const expert of experts) {
      const piece = bar.appendChild(make("i", "", "expert " + expert));
      piece.style.width = 100 * (byExpert[expert][lead] ?? 0) + "%";
    }
    td.append(make("span", text, "unseen"));
    cell(row, `${shares[0][0]} ${share(shares[0][1])}`);
  }), "No forecast yet.");
  if (key.experts !== experts.join()) {
    key.experts = experts.join();
    key.replaceChildren(...experts.map(expert => {
      const item = make("span", "");
      item.append(make("i", "", "swatch expert " + expert), expert);
      return item;
    }));
  }
}
