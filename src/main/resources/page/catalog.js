// Which series are listed: the server finds, filters and ranks, this holds the pages fetched so far.

import {get} from "./stream.js";

const PAGE = 200; // rows fetched when the end of the list comes into view
const MOST = 1000; // rows of one request
const SOON = 1500; // until a series that is not listed is asked for

export class Catalog {
  query = {search: "", group: "", status: "", sort: "id"};
  rows = []; // summaries in the order of the server
  total = 0;
  #known = new Map(); // id -> summary; all that were listed, for their values
  #next = null;
  #asked = 0; // only the answer to the newest question counts
  #fetching = false;
  #soon = null;
  #changed;
  #failed;

  /** @param changed called when rows were fetched; failed with the error when they were not */
  constructor(changed, failed) {
    this.#changed = changed;
    this.#failed = failed;
  }

  get(id) {
    return this.#known.get(id);
  }

  get hasMore() {
    return this.#next !== null;
  }

  /** Another question: begins at the first page. */
  ask(change) {
    Object.assign(this.query, change);
    this.#next = null;
    return this.#fetch(PAGE, []);
  }

  /** The same rows anew, as many as there are. */
  refresh() {
    return this.#fetch(Math.max(PAGE, this.rows.length), []);
  }

  /** The next page. */
  more() {
    return this.#fetching || !this.hasMore ? Promise.resolve() : this.#fetch(PAGE, this.rows);
  }

  async #fetch(count, before) {
    const asked = ++this.#asked;
    this.#fetching = true;
    const rows = [...before];
    let after = before.length > 0 ? this.#next : null;
    let total = this.total;
    try {
      do {
        const page = await get("/api/series?" + this.#parameters(Math.min(MOST, count), after));
        if (asked !== this.#asked) {
          return;
        }
        rows.push(...page.series);
        total = page.total;
        after = page.next;
      } while (after !== null && rows.length - before.length < count);
      this.#take(rows, total, after);
    } catch (e) {
      if (asked === this.#asked) {
        this.#fetching = false;
        this.#failed(e);
      }
    }
  }

  #parameters(limit, after) {
    const parameters = new URLSearchParams({limit});
    for (const [name, value] of Object.entries({...this.query, after})) {
      if (value) {
        parameters.set(name, value);
      }
    }
    return parameters;
  }

  #take(rows, total, next) {
    this.#fetching = false;
    const seen = new Set();
    // A ranking that changed between two pages may name a series twice.
    this.rows = rows.filter(row => !seen.has(row.id) && seen.add(row.id))
      .map(row => this.#newer(row));
    this.total = total;
    this.#next = next;
    this.#changed();
  }

  /** Keeps a value that the event stream told later than the list. */
  #newer(row) {
    const old = this.#known.get(row.id);
    const kept = old && old.origin > row.origin
      ? {...row, origin: old.origin, actual: old.actual, status: old.status, source: old.source, version: old.version} : row;
    this.#known.set(row.id, kept);
    return kept;
  }

  /** Takes values from the event stream, which knows no errors; true when a listed one changed. */
  update(summaries) {
    let unknown = false;
    for (const {id, group, origin, actual, status, source, version} of summaries) {
      const row = this.#known.get(id);
      if (row) {
        Object.assign(row, {group, origin, actual, status, source, version});
      } else {
        unknown = true;
      }
    }
    const all = !this.query.search && !this.query.group && !this.query.status;
    if (unknown && all && !this.hasMore) {
      this.#soon ??= setTimeout(() => {
        this.#soon = null;
        this.refresh();
      }, SOON);
    }
  }
}
