// The list of series. Only the rows in view are in the document, so that thousands cost no more than twenty.

import {number, ratio, verdict} from "./numbers.js";

const ROW = 34;
const SPARE = 6;

export class SeriesList {
  #box;
  #rows;
  #onSelect;
  #series = new Map(); // id -> summary
  #filter = "";
  #items = []; // what is listed: {group} or {series}
  #selected = null;
  #stale = true;
  #drawn = false;

  constructor(box, rows, search, onSelect) {
    this.#box = box;
    this.#rows = rows;
    this.#onSelect = onSelect;
    box.addEventListener("scroll", () => this.draw());
    box.addEventListener("keydown", event => this.#key(event));
    rows.addEventListener("click", event => this.#click(event));
    search.addEventListener("input", () => {
      this.#filter = search.value.trim().toLowerCase();
      this.#stale = true;
      box.scrollTop = 0;
      this.draw();
    });
    search.addEventListener("keydown", event => {
      if (event.key === "ArrowDown" || event.key === "Enter") {
        event.preventDefault();
        box.focus();
      }
    });
    new ResizeObserver(() => this.draw()).observe(box);
  }

  get size() {
    return this.#series.size;
  }

  get first() {
    return this.#arranged().find(item => item.series)?.series.id ?? null;
  }

  get(id) {
    return this.#series.get(id);
  }

  /** Takes newer summaries in; what one does not know (its relative error) stays. */
  update(summaries) {
    for (const summary of summaries) {
      const old = this.#series.get(summary.id);
      if (!old || old.group !== summary.group) {
        this.#stale = true;
      }
      this.#series.set(summary.id, {...summary, relativeError: summary.relativeError ?? old?.relativeError ?? null});
    }
    this.draw();
  }

  select(id, reveal) {
    this.#selected = id;
    const at = this.#arranged().findIndex(item => item.series?.id === id);
    if (reveal && at >= 0) {
      const top = at * ROW;
      if (top < this.#box.scrollTop + ROW) {
        this.#box.scrollTop = top - ROW;
      } else if (top + ROW > this.#box.scrollTop + this.#box.clientHeight) {
        this.#box.scrollTop = top + ROW - this.#box.clientHeight;
      }
    }
    this.draw();
  }

  #arranged() {
    if (!this.#stale) {
      return this.#items;
    }
    const groups = new Map();
    for (const series of this.#series.values()) {
      if (series.id.toLowerCase().includes(this.#filter)) {
        groups.has(series.group) ? groups.get(series.group).push(series.id) : groups.set(series.group, [series.id]);
      }
    }
    this.#items = [];
    for (const group of [...groups.keys()].sort()) {
      const ids = groups.get(group).sort();
      this.#items.push({group, count: ids.length});
      ids.forEach(id => this.#items.push({series: {id}}));
    }
    this.#stale = false;
    return this.#items;
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
    const items = this.#arranged();
    const first = Math.max(0, Math.floor(this.#box.scrollTop / ROW) - SPARE);
    const last = Math.min(items.length, Math.ceil((this.#box.scrollTop + this.#box.clientHeight) / ROW) + SPARE);
    this.#rows.style.height = items.length * ROW + "px";
    while (this.#rows.children.length > last - first) {
      this.#rows.lastChild.remove();
    }
    while (this.#rows.children.length < last - first) {
      this.#rows.append(document.createElement("div"));
    }
    this.#box.removeAttribute("aria-activedescendant");
    for (let i = first; i < last; i++) {
      const row = this.#rows.children[i - first];
      row.style.top = i * ROW + "px";
      items[i].group === undefined ? this.#entry(row, i, this.#series.get(items[i].series.id)) : this.#group(row, items[i]);
    }
  }

  #group(row, {group, count}) {
    row.className = "group";
    row.setAttribute("role", "presentation");
    row.removeAttribute("aria-selected");
    row.removeAttribute("id");
    row.textContent = `${group} · ${count}`;
    row.series = null;
  }

  #entry(row, index, series) {
    if (row.className !== "row") {
      row.className = "row";
      row.setAttribute("role", "option");
      row.innerHTML = "<i></i><span class='id'></span><span class='value'></span><b></b>";
    }
    const [dot, id, value, badge] = row.children;
    const selected = series.id === this.#selected;
    row.id = "row-" + index;
    row.series = series.id;
    row.setAttribute("aria-selected", selected);
    if (selected) {
      this.#box.setAttribute("aria-activedescendant", row.id);
    }
    dot.className = "dot " + series.status;
    dot.title = series.status;
    const prefix = series.group + "/";
    put(id, series.id.startsWith(prefix) ? series.id.slice(prefix.length) : series.id);
    id.title = series.id;
    put(value, number(series.actual));
    put(badge, ratio(series.relativeError));
    badge.className = verdict(series.relativeError) || "none";
    badge.title = "mean absolute error relative to naive";
  }

  #click(event) {
    const id = event.target.closest(".row")?.series;
    if (id) {
      this.#onSelect(id);
    }
  }

  #key(event) {
    const ids = this.#arranged().filter(item => item.series).map(item => item.series.id);
    const at = ids.indexOf(this.#selected);
    const page = Math.max(1, Math.floor(this.#box.clientHeight / ROW) - 1);
    const to = {ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: ids.length - 1}[event.key];
    if (to === undefined || ids.length === 0) {
      return;
    }
    event.preventDefault();
    this.#onSelect(ids[Math.min(ids.length - 1, Math.max(0, to))]);
  }
}

function put(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
