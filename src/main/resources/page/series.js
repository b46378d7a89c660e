// The selected series: title, tiles, chart, errors and weights.

import {Chart} from "./chart.js";
import {$, put} from "./dom.js";
import {step, time, utc} from "./format.js";
import {number, ratio, verdict} from "./numbers.js";
import * as tables from "./tables.js";

const BLANK = "\u00a0";

export class SeriesPanel {
  #chart = new Chart($("chart"), (index, data) => this.#readout(index, data));
  #note = "";

  /**
   * Shows what is known of a series.
   *
   * @param history the series' past and newest forecast; group name of its model group
   */
  show(id, history, group) {
    put("name", id);
    const forecast = history.forecast;
    if (!forecast) {
      ["now", "next", "relative", "anomalies"].forEach(tile => put(tile, "–"));
      ["facts", "now-at", "next-band", "relative-sub", "anomaly-at"].forEach(line => put(line, BLANK));
      this.#chart.show(null);
      $("chart").setAttribute("aria-label", "No forecast of " + id + " yet");
      return;
    }
    const levels = history.levels();
    const widest = levels.at(-1);
    put("facts", [forecast.status, forecast.source,
      forecast.model.version > 0 ? `${group} v${forecast.model.version}` : group + ", no model yet",
      `step ${step(forecast.step)}`, `${forecast.mean.length} steps ahead`].join(" · "));
    const now = number(history.points.get(history.origin)?.actual);
    const band = widest ? `${number(forecast.lower[widest][0])} … ${number(forecast.upper[widest][0])} (${widest} %)` : BLANK;
    put("now", now);
    put("now-at", time(history.origin), utc(history.origin));
    put("next", number(forecast.mean[0]));
    put("next-band", band);
    const anomalies = history.anomalies();
    put("anomalies", String(anomalies.length));
    put("anomaly-at", anomalies.length ? "last at " + time(anomalies.at(-1)) : BLANK,
      anomalies.length ? utc(anomalies.at(-1)) : "");
    $("anomalies").className = anomalies.length ? "bad" : "";
    $("bands").lastChild.textContent = levels.length ? `${levels.join(" and ")} % interval` : "no interval";
    this.#chart.show(history);
    const marks = history.marks().filter(mark => mark.at <= history.origin).map(mark => "v" + mark.version);
    $("chart").setAttribute("aria-label", `Chart of ${id}: now ${now}, next step ${number(forecast.mean[0])}`
      + (widest ? `, ${widest} % interval ${number(forecast.lower[widest][0])} to ${number(forecast.upper[widest][0])}` : "")
      + `, ${anomalies.length} anomalies`
      + (marks.length ? `, new versions ${marks.join(", ")}` : ""));
  }

  /** What only the server knows of a series: errors and weights; null before its answer. */
  showDetail(detail, history) {
    const leads = detail?.errors ?? [];
    tables.errors($("errors"), leads, "No forecast has met its value yet.");
    const first = leads[0];
    put("relative-is", first ? `error ÷ naive, lead ${first.lead}` : "error ÷ naive");
    put("relative", ratio(first?.relative));
    $("relative").className = verdict(first?.relative);
    put("relative-sub", first ? `${number(first.mae, 3)} against ${number(first.naiveMae, 3)}` : BLANK);
    tables.weights($("weights"), $("weights-key"), history?.weights ?? {});
  }

  /** Something that cannot be shown now, and why; "" for nothing. */
  note(text) {
    const before = this.#note;
    this.#note = text;
    if (text !== before) {
      put("readout", text || BLANK, "");
      $("readout").classList.toggle("note", text !== "");
    }
  }

  /** The line above the chart: what lies under the pointer. */
  #readout(index, data) {
    const at = index === null ? null : data[0][index];
    if (at === null || at === undefined) {
      put("readout", this.#note || BLANK, "");
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
}
