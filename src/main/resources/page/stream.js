// The event stream, and the answers of the API.

export const get = path => ask(path, {headers: {Accept: "application/json"}});

/** A call that changes something; browsers refuse a token that no header may hold. */
export async function post(path, token) {
  let headers;
  try {
    headers = new Headers({Accept: "application/json", Authorization: "Bearer " + token});
  } catch {
    throw new Error("the token has characters that no token has");
  }
  return ask(path, {method: "POST", headers});
}

async function ask(path, request) {
  const response = await fetch(path, request);
  const body = await response.json().catch(() => ({error: response.statusText}));
  if (!response.ok) {
    throw Object.assign(new Error(body.error), {status: response.status});
  }
  return body;
}

/** Path of a series, whose id may hold slashes and anything else. */
export const seriesPath = id => "/api/series/" + id.split("/").map(encodeURIComponent).join("/");

const RETRY = 2000;
const SETTLE = 100;

/** Stays connected: a browser gives up on a refused stream, this does not. */
export class Stream {
  #source = null;
  #timer = null;
  #series = null;
  #handlers;

  /** @param handlers {open, lost, EVENT: data => ...} */
  constructor(handlers) {
    this.#handlers = handlers;
    addEventListener("pagehide", () => this.#source?.close());
    addEventListener("pageshow", event => event.persisted && this.#connect(this.#series));
  }

  /** Watches one series from now on; null watches none. A key held down on the list passes many by. */
  watch(series) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(series), SETTLE);
  }

  #connect(series) {
    this.#source?.close();
    this.#series = series;
    const source = this.#source = new EventSource("/api/events?series=" + encodeURIComponent(series ?? ""));
    source.onopen = () => this.#handlers.open();
    source.onerror = () => {
      this.#handlers.lost();
      if (source.readyState === EventSource.CLOSED) {
        this.#timer = setTimeout(() => this.#connect(series), RETRY);
      }
    };
    for (const event of ["status", "reading", "forecast", "score", "model"]) {
      source.addEventListener(event, message => this.#handlers[event](JSON.parse(message.data)));
    }
  }
}
