// Numbers as text, on the live page and on that of a backtest.

export function number(value, digits = 4) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return "–";
  }
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) {
    return value.toExponential(2);
  }
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.max(size, 1e-3))));
  return value.toFixed(size === 0 ? 0 : Math.min(decimals, digits - 1));
}

/** Class of a ratio of errors as it is shown: 1.00 is neither good nor bad. */
export function verdict(value) {
  const rounded = Math.round((value ?? NaN) * 100) / 100;
  return rounded < 1 ? "good" : rounded > 1 ? "bad" : "";
}

/** A ratio of errors. */
export function ratio(value) {
  return value === null || value === undefined || !Number.isFinite(value) ? "–" : value.toFixed(2);
}

/** A share in percent. */
export function share(value) {
  return value === null || value === undefined || !Number.isFinite(value) ? "–" : Math.round(100 * value) + " %";
}
