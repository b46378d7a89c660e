// The big chart of one series.

import uPlot from "/uplot/uPlot.esm.js";
import {ticks} from "./format.js";

const FONT = "12px system-ui, sans-serif";
const FIRST_LEVEL = 7; // column of the narrowest interval's lower end

const color = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

export class Chart {
  #box;
  #plot = null;
  #levels = "";
  #history = null;
  #onCursor;

  /** @param onCursor called with the index of the column under the pointer, or null */
  constructor(box, onCursor) {
    this.#box = box;
    this.#onCursor = onCursor;
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#levels = "";
      this.show(this.#history);
    });
  }

  show(history) {
    this.#history = history;
    if (!history?.forecast) {
      this.#plot?.destroy();
      this.#plot = null;
      return;
    }
    const levels = history.levels();
    const data = history.columns();
    if (this.#plot && this.#levels === levels.join()) {
      this.#plot.setData(data);
      return;
    }
    this.#plot?.destroy();
    this.#levels = levels.join();
    this.#plot = new uPlot(this.#options(levels.length), data, this.#box);
  }

  #size() {
    return {width: Math.max(200, this.#box.clientWidth), height: Math.max(160, this.#box.clientHeight)};
  }

  #options(levels) {
    const line = {points: {show: false}};
    const hidden = {...line, stroke: "transparent", width: 0};
    const series = [
      {},
      {...line, stroke: color("actual"), width: 2, spanGaps: true},
      {...line, stroke: color("forecast"), width: 1},
      hidden, hidden,
      {stroke: color("bad"), paths: () => null, points: {show: true, size: 9, width: 2, stroke: color("bad"), fill: color("bad-soft")}},
      {...line, stroke: color("forecast"), width: 2, dash: [6, 4]},
    ];
    const bands = [{series: [4, 3], fill: color("band-past")}];
    for (let i = 0; i < levels; i++) {
      series.push(hidden, hidden);
      bands.push({series: [FIRST_LEVEL + 2 * i + 1, FIRST_LEVEL + 2 * i], fill: color("band")});
    }
    const axis = {font: FONT, stroke: color("faint"), grid: {stroke: color("grid"), width: 1}, ticks: {show: false}};
    return {
      ...this.#size(),
      series, bands,
      legend: {show: false},
      padding: [22, 28, 0, 0],
      cursor: {drag: {x: false, y: false}, points: {size: 7}, y: false},
      scales: {x: {time: true}},
      axes: [
        {...axis, space: 90, size: 40, values: (_, splits, _axis, _space, increment) => ticks(splits, increment)},
        {...axis, size: 58},
      ],
      hooks: {
        drawClear: [plot => this.#drawNow(plot)],
        draw: [plot => this.#drawMarks(plot)],
        setCursor: [plot => this.#onCursor(plot.cursor.idx ?? null, plot.data)],
      },
    };
  }

  /** Everything right of the newest reading is the future: a tinted ground and a line. */
  #drawNow(plot) {
    const {ctx, bbox} = plot;
    const x = plot.valToPos(this.#history.origin / 1000, "x", true);
    ctx.save();
    ctx.fillStyle = color("future");
    ctx.fillRect(x, bbox.top, bbox.left + bbox.width - x, bbox.height);
    ctx.restore();
    const room = bbox.left + bbox.width - x > 30 * devicePixelRatio;
    this.#vertical(plot, x, "now", color("faint"), [], room ? "left" : "right");
  }

  #drawMarks(plot) {
    const {left} = plot.bbox;
    const gap = 34 * devicePixelRatio;
    const toNow = gap; // the word "now" stands beside its line
    const now = plot.valToPos(this.#history.origin / 1000, "x", true);
    let labelled = Infinity;
    for (const mark of this.#history.marks().reverse()) { // where labels would touch, the newest counts
      const x = plot.valToPos(mark.at / 1000, "x", true);
      if (x < left || mark.at > this.#history.origin) {
        continue;
      }
      const room = labelled - x > gap && now - x > toNow;
      this.#vertical(plot, x, room ? "v" + mark.version : "", color("mark"), [3, 3]);
      labelled = room ? x : labelled;
    }
  }

  #vertical({ctx, bbox}, x, label, stroke, dash, align = "center") {
    const scale = devicePixelRatio;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = stroke;
    ctx.lineWidth = 1.5 * scale;
    ctx.setLineDash(dash.map(d => d * scale));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.font = `600 ${12 * scale}px system-ui, sans-serif`;
    ctx.textAlign = align;
    ctx.fillText(label, x, bbox.top - 6 * scale);
    ctx.restore();
  }
}
