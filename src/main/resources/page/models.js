// Versions of one group, newest first, each with the report of its training.

import {make, put} from "./dom.js";
import {ago, time, utc} from "./format.js";
import {number, verdict} from "./numbers.js";

const NS = "http://www.w3.org/2000/svg";

/** The table keeps which reports are open while versions come and go. */
export class ModelTable {
  #table;
  #group = null;
  #open = new Set();
  #shown = "";

  constructor(table) {
    this.#table = table;
    table.addEventListener("click", event => this.#toggle(event.target.closest("button")));
  }

  /** @param models one group of /api/models, or undefined */
  show(group, models) {
    if (group !== this.#group) {
      this.#group = group;
      this.#open.clear();
    }
    const shown = JSON.stringify([group, models ?? null]);
    if (shown === this.#shown) {
      return;
    }
    this.#shown = shown;
    const focused = document.activeElement?.closest("#models") ? document.activeElement.dataset.version : null;
    const body = document.createElement("tbody");
    for (const version of models?.versions ?? []) {
      body.append(this.#row(version, version.version === models.serving), this.#report(version));
    }
    if (body.rows.length === 0) {
      const cell = body.insertRow().insertCell();
      cell.colSpan = this.#table.tHead.rows[0].cells.length;
      cell.className = "nothing";
      cell.textContent = "No model yet: forecasts are naive until the first training.";
    }
    this.#table.tBodies[0].replaceWith(body);
    if (focused) {
      body.querySelector(`button[data-version="${focused}"]`)?.focus();
    }
  }

  #row(version, serving) {
    const row = document.createElement("tr");
    row.className = serving ? "serving" : "";
    const button = make("button", "v" + version.version, "version");
    button.type = "button";
    button.dataset.version = version.version;
    button.setAttribute("aria-expanded", this.#open.has(version.version));
    button.setAttribute("aria-controls", "report-" + version.version);
    button.title = "Report of this version";
    row.insertCell().append(button);
    const made = version.trainedAt ?? version.importedAt;
    const at = row.insertCell();
    put(at, made ? time(Date.parse(made)) : "–", made ? utc(Date.parse(made)) : "");
    const outcome = row.insertCell();
    outcome.append(make("span", serving ? "serving" : version.outcome, "outcome " + (serving ? "serving" : version.outcome)));
    for (const expert of ["linear", "lstm", "seasonal"]) {
      const error = version.holdout[expert];
      const cell = row.insertCell();
      cell.textContent = number(error, 3);
      cell.className = verdict(error) + (expert === "seasonal" ? " spare" : "");
    }
    const why = row.insertCell();
    why.className = "why spare"; // the report has it
    put(why, version.report.reason ?? "", version.report.reason ?? "");
    return row;
  }

  #report(version) {
    const row = document.createElement("tr");
    row.id = "report-" + version.version;
    row.className = "report";
    row.hidden = !this.#open.has(version.version);
    const cell = row.insertCell();
    cell.colSpan = this.#table.tHead.rows[0].cells.length;
    const list = cell.appendChild(document.createElement("dl"));
    for (const [name, value] of facts(version)) {
      const pair = list.appendChild(document.createElement("div"));
      pair.append(make("dt", name), make("dd", value));
    }
    if (version.report.losses.length > 1) {
      cell.append(curve(version.report.losses));
    }
    return row;
  }

  #toggle(button) {
    const version = Number(button?.dataset.version);
    if (!version) {
      return;
    }
    const opens = !this.#open.has(version);
    opens ? this.#open.add(version) : this.#open.delete(version);
    button.setAttribute("aria-expanded", opens);
    document.getElementById("report-" + version).hidden = !opens;
  }
}

const utcSeconds = text => utc(Math.floor(Date.parse(text) / 1000) * 1000);

/** Name and text of all that is known of a training. */
function facts({outcome, trainedAt, importedAt, holdout, report}) {
  const known = [["outcome", outcome], ["reason", report.reason], ["kind", report.kind]];
  const made = trainedAt ?? importedAt;
  known.push([trainedAt ? "trained" : "imported", made && `${utcSeconds(made)}, ${ago(Date.parse(made))}`]);
  known.push(["took", report.seconds !== null && number(report.seconds, 3) + " s"]);
  known.push(["history", report.steps !== null && `${report.steps.toLocaleString()} steps of ${report.series ?? "–"} series`]);
  known.push(["from", report.from && report.to && `${utcSeconds(report.from)} to ${utcSeconds(report.to)}`]);
  known.push(["weights began as", report.start]);
  known.push(["compared with", report.champion && "v" + report.champion]);
  known.push(["its error on the holdout", report.championHoldout !== null && number(report.championHoldout, 3)]);
  known.push(["errors on older history", report.older !== null && `${number(report.older, 3)} against ${number(report.championOlder, 3)}`]);
  known.push(["holdout errors ÷ naive", Object.entries(holdout).map(([expert, error]) => `${expert} ${number(error, 3)}`).join(", ")]);
  const losses = report.losses;
  known.push(["loss by epoch", losses.length > 0 && `${number(losses[0], 3)} to ${number(losses.at(-1), 3)} in ${losses.length}`]);
  return known.filter(([, value]) => value);
}

/** The losses as a line; the text beside it says the numbers. */
function curve(losses) {
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", "0 0 200 40");
  svg.setAttribute("class", "curve");
  svg.setAttribute("aria-hidden", "true");
  const [least, most] = [Math.min(...losses), Math.max(...losses)];
  const line = svg.appendChild(document.createElementNS(NS, "polyline"));
  line.setAttribute("points", losses.map((loss, i) =>
    `${(2 + (196 * i) / (losses.length - 1)).toFixed(1)},${(3 + (34 * (most - loss)) / (most - least || 1)).toFixed(1)}`).join(" "));
  return svg;
}
