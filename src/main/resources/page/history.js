// What the page knows of one series: the window the server keeps, and the one-step forecasts, anomalies and
// model versions it has seen since it began to look.

import {duration} from "./format.js";

const KEEP = 360; // steps; more would be thinner than a pixel
const LEAST = 60; // steps shown, if there are so many
const PAST = 8; // horizons shown of the past, so that the forecast stays in sight

export class History {
  points = new Map(); // time in ms -> {actual, forecast, lower, upper, anomaly}
  takeovers = []; // {at, version}, as seen in the forecasts
  changes = []; // {at, version}, as the server tells of the group
  forecast = null;
  weights = {}; // expert -> share by lead
  step = 0;

  detail(detail) {
    this.step = duration(detail.step);
    for (const step of detail.window) {
      this.#point(Date.parse(step.at)).actual = step.value;
    }
    if (Object.keys(detail.weights).length > 0) {
      this.weights = detail.weights; // else a new version has just taken over: those before, for a moment
    }
    if (detail.forecast) {
      this.reading(detail.forecast, detail.window.at(-1)?.value ?? null);
    }
  }

  /** A forecast and the value it starts from. */
  reading(forecast, actual) {
    const origin = Date.parse(forecast.origin);
    if (this.forecast && origin < this.origin) {
      return;
    }
    this.step = duration(forecast.step);
    if (actual !== null) {
      this.#point(origin).actual = actual;
    }
    const known = this.forecast?.model.version ?? 0;
    if (known > 0 && forecast.model.version > 0 && forecast.model.version !== known) {
      this.takeovers.push({at: origin, version: forecast.model.version});
    }
    this.forecast = forecast;
    this.origin = origin;
    const widest = this.levels().at(-1);
    const ahead = this.#point(origin + this.step);
    ahead.forecast = forecast.mean[0];
    if (widest) {
      ahead.lower = forecast.lower[widest][0];
      ahead.upper = forecast.upper[widest][0];
    }
    this.#trim();
  }

  score(score) {
    const point = this.#point(Date.parse(score.at));
    point.actual = score.actual;
    point.anomaly = score.anomaly;
    const first = score.leads.find(lead => lead.lead === 1);
    if (first) {
      point.forecast = first.forecast;
    }
  }

  /** Nominal coverages of the newest forecast in percent, narrowest first. */
  levels() {
    return this.forecast ? Object.keys(this.forecast.lower).sort((a, b) => a - b) : [];
  }

  /** Where the chart begins. */
  begin() {
    return this.origin - this.step * Math.max(LEAST, PAST * (this.forecast?.mean.length ?? 0));
  }

  /** Those on the chart, oldest first. */
  anomalies() {
    const begin = this.begin();
    return [...this.points].filter(([at, p]) => p.anomaly && at >= begin && at <= this.origin).map(([at]) => at).sort((a, b) => a - b);
  }

  /** Versions that took over, oldest first; what was seen counts more than what was told. */
  marks() {
    const seen = new Set(this.takeovers.map(t => t.version));
    return [...this.changes.filter(c => !seen.has(c.version)), ...this.takeovers].sort((a, b) => a.at - b.at);
  }

  /** Columns for the chart: x, actual, past forecast, past lower and upper, anomalies, mean, then lower and upper per level. */
  columns() {
    const levels = this.levels();
    const begin = this.begin();
    const past = [...this.points.keys()].filter(at => at >= begin && at <= this.origin).sort((a, b) => a - b);
    const ahead = this.forecast ? this.forecast.mean.map((_, i) => this.origin + (i + 1) * this.step) : [];
    const now = this.points.get(this.origin)?.actual ?? null;
    const of = pick => [...past.map(at => pick(this.points.get(at)) ?? null), ...ahead.map(() => null)];
    const fan = values => [...past.map(at => at === this.origin ? now : null), ...values];
    const columns = [
      [...past, ...ahead].map(at => at / 1000),
      of(p => p.actual), of(p => p.forecast), of(p => p.lower), of(p => p.upper),
      of(p => p.anomaly ? p.actual : null), fan(this.forecast ? this.forecast.mean : []),
    ];
    for (const level of levels) {
      columns.push(fan(this.forecast.lower[level]), fan(this.forecast.upper[level]));
    }
    return columns;
  }

  #point(at) {
    let point = this.points.get(at);
    if (!point) {
      this.points.set(at, point = {});
    }
    return point;
  }

  #trim() {
    const oldest = this.origin - KEEP * this.step;
    for (const at of this.points.keys()) {
      if (at < oldest) {
        this.points.delete(at);
      }
    }
    this.takeovers = this.takeovers.filter(t => t.at >= oldest);
  }
}
