// Rates and times as text. Times are local; the title of an element that shows one has UTC.

const clock = new Intl.DateTimeFormat(undefined, {hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23"});
const minute = new Intl.DateTimeFormat(undefined, {hour: "2-digit", minute: "2-digit", hourCycle: "h23"});
const day = new Intl.DateTimeFormat(undefined, {day: "numeric", month: "short"});

export function rate(value) {
  return value >= 10_000 ? (value / 1000).toFixed(1) + "k" : value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

export function time(millis) {
  const today = new Date().toDateString() === new Date(millis).toDateString();
  return (today ? "" : day.format(millis) + ", ") + clock.format(millis);
}

export const utc = millis => new Date(millis).toISOString().replace(".000Z", "Z").replace("T", " ").replace("Z", " UTC");

/** Labels of a time axis whose ticks lie `increment` seconds apart. */
export function ticks(seconds, increment) {
  const format = increment < 60 ? clock : increment < 86_400 ? minute : day;
  let shownDay = null;
  return seconds.map(s => {
    const date = day.format(s * 1000);
    const label = format.format(s * 1000);
    const newDay = shownDay !== null && shownDay !== date && format !== day;
    shownDay = date;
    return newDay ? label + "\n" + date : label;
  });
}

/** Milliseconds of an ISO-8601 duration without months, such as PT1M or PT0.5S. */
export function duration(text) {
  const parts = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(text);
  return parts ? ((parts[1] || 0) * 3600 + (parts[2] || 0) * 60 + Number(parts[3] || 0)) * 1000 : 0;
}

export const step = text => text.replace("PT", "").toLowerCase();

/** How long ago, in the largest unit that fits. */
export function ago(millis, now = Date.now()) {
  const seconds = Math.max(0, Math.round((now - millis) / 1000));
  for (const [size, unit] of [[86_400, "d"], [3600, "h"], [60, "min"]]) {
    if (seconds >= size) {
      return `${Math.floor(seconds / size)} ${unit} ago`;
    }
  }
  return seconds + " s ago";
}
