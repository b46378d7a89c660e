// The list of series. Only the rows in view are in the document, so that thousands cost no more than twenty.

import {put} from "./dom.js";
import {number, ratio, share, verdict} from "./numbers.js";

const ROW = 34;
const SPARE = 6;

/** What stands at the end of a row: that by which the list is ranked. */
const BADGES = {
  id: {is: "error ÷ naive", text: series => ratio(series.relativeError), verdict: series => verdict(series.relativeError)},
  skill: {is: "error ÷ naive", text: series => ratio(series.relativeError), verdict: series => verdict(series.relativeError)},
  band: {is: "band ÷ scale", text: series => number(series.band, 3), verdict: () => ""},
  anomalies: {is: "outside the band", text: series => share(series.outside), verdict: () => ""},
};

export class SeriesList {
  #box;
  #rows;
  #catalog;
  #onSelect;
  #selected = null;
  #drawn = false;

  constructor(box, rows, catalog, onSelect) {
    this.#box = box;
    this.#rows = rows;
    this.#catalog = catalog;
    this.#onSelect = onSelect;
    box.addEventListener("scroll", () => this.draw());
    box.addEventListener("keydown", event => this.#key(event));
    rows.addEventListener("click", event => this.#click(event));
    new ResizeObserver(() => this.draw()).observe(box);
  }

  get badge() {
    return BADGES[this.#catalog.query.sort];
  }

  focus() {
    this.#box.focus();
  }

  toTop() {
    this.#box.scrollTop = 0;
  }

  select(id, reveal) {
    this.#selected = id;
    const at = this.#catalog.rows.findIndex(series => series.id === id);
    if (reveal && at >= 0) {
      const top = at * ROW;
      if (top < this.#box.scrollTop) {
        this.#box.scrollTop = top;
      } else if (top + ROW > this.#box.scrollTop + this.#box.clientHeight) {
        this.#box.scrollTop = top + ROW - this.#box.clientHeight;
      }
    }
    this.draw();
  }

  /** Draws once per frame, however often it is asked. */
  draw() {
    if (!this.#drawn) {
      this.#drawn = true;
      requestAnimationFrame(() => {
        this.#drawn = false;
        this.#drawNow();
      });
    }
  }

  #drawNow() {
    const series = this.#catalog.rows;
    const first = Math.max(0, Math.floor(this.#box.scrollTop / ROW) - SPARE);
    const last = Math.min(series.length, Math.ceil((this.#box.scrollTop + this.#box.clientHeight) / ROW) + SPARE);
    this.#rows.style.height = series.length * ROW + "px";
    while (this.#rows.children.length > Math.max(0, last - first)) {
      this.#rows.lastChild.remove();
    }
    while (this.#rows.children.length < last - first) {
      this.#rows.append(this.#row());
    }
    let active = null;
    for (let i = first; i < last; i++) {
      const row = this.#rows.children[i - first];
      row.style.top = i * ROW + "px";
      this.#entry(row, i, series[i]);
      active = series[i].id === this.#selected ? row.id : active;
    }
    active === null ? this.#box.removeAttribute("aria-activedescendant") : this.#box.setAttribute("aria-activedescendant", active);
    if (last >= series.length - SPARE) {
      this.#catalog.more();
    }
  }

  #row() {
    const row = document.createElement("div");
    row.className = "row";
    row.setAttribute("role", "option");
    row.append(document.createElement("i"), document.createElement("span"), document.createElement("span"), document.createElement("b"));
    row.children[1].className = "id";
    row.children[2].className = "value";
    return row;
  }

  #entry(row, index, series) {
    const [dot, id, value, badge] = row.children;
    row.id = "row-" + index;
    row.series = series.id;
    row.setAttribute("aria-selected", series.id === this.#selected);
    row.setAttribute("aria-posinset", index + 1);
    row.setAttribute("aria-setsize", this.#catalog.total);
    row.setAttribute("aria-label", `${series.id}, ${series.status}, ${this.badge.is} ${this.badge.text(series)}`);
    dot.className = "dot " + series.status;
    put(id, series.id, series.id);
    put(value, number(series.actual));
    put(badge, this.badge.text(series), this.badge.is);
    badge.className = this.badge.verdict(series) || "none";
  }

  #click(event) {
    const id = event.target.closest(".row")?.series;
    if (id !== undefined) {
      this.#onSelect(id);
    }
  }

  #key(event) {
    const series = this.#catalog.rows;
    const at = series.findIndex(one => one.id === this.#selected);
    const page = Math.max(1, Math.floor(this.#box.clientHeight / ROW) - 1);
    const to = {ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: series.length - 1}[event.key];
    if (to === undefined || series.length === 0) {
      return;
    }
    event.preventDefault();
    this.#onSelect(series[Math.min(series.length - 1, Math.max(0, to))].id);
  }
}
