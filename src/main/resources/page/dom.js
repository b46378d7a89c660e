// Small things that all modules do to the document.

export const $ = id => document.getElementById(id);

/** Writes a text only where it is new, so that nothing is drawn or read out in vain. */
export function put(id, text, title) {
  const element = typeof id === "string" ? $(id) : id;
  if (element.textContent !== text) {
    element.textContent = text;
  }
  if (title !== undefined && element.title !== title) {
    element.title = title;
  }
}

/** A new element with text, which is never markup. */
export function make(name, text, className) {
  const element = document.createElement(name);
  element.textContent = text ?? "";
  if (className) {
    element.className = className;
  }
  return element;
}

const QUIET = 5000; // milliseconds between two announcements
let announced = -Infinity;

/** Tells those who listen; what comes too soon after another is left out. */
export function announce(text, always = false) {
  if (always || performance.now() - announced > QUIET) {
    announced = performance.now();
    $("announce").textContent = text;
  }
}
