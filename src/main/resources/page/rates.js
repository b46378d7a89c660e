// Readings and forecasts per second, from the totals that the event stream tells now and then.

import {rate} from "./format.js";

const SPAN = 5000; // milliseconds that a rate is taken over

export class Rates {
  #totals = []; // {at, readings, forecasts}; the first one is older than the span, if there is such a one

  clear() {
    this.#totals = [];
  }

  add({readings, forecasts}) {
    this.#totals.push({at: performance.now(), readings, forecasts});
  }

  /** {readings, forecasts} as text. Totals that do not change are not sent: silence is zero. */
  now() {
    const now = performance.now();
    const recent = this.#totals.filter(t => now - t.at < SPAN);
    const before = this.#totals.filter(t => now - t.at >= SPAN).at(-1);
    this.#totals = before ? [before, ...recent] : recent;
    if (recent.length === 0) {
      return before ? {readings: rate(0), forecasts: rate(0)} : {readings: "–", forecasts: "–"};
    }
    const [first, last] = [this.#totals[0], this.#totals.at(-1)];
    if (first === last) {
      return {readings: "–", forecasts: "–"};
    }
    const seconds = (last.at - first.at) / 1000;
    return {
      readings: rate((last.readings - first.readings) / seconds),
      forecasts: rate((last.forecasts - first.forecasts) / seconds),
    };
  }
}
