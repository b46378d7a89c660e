// The tiles on top: all series of this instance, or those of the chosen group.

import {$, make, put} from "./dom.js";
import {ago} from "./format.js";
import {ratio, share, verdict} from "./numbers.js";
import {errors} from "./tables.js";

/** @param overview answer of /api/overview; group the chosen one, or "" */
export function showOverview(overview, group) {
  const of = group ? overview.groups.find(one => one.group === group) : overview;
  const counts = of?.series ?? {ready: 0, warming: 0, cold: 0};
  const all = counts.ready + counts.warming + counts.cold;
  put("series-ready", `${counts.ready.toLocaleString()} of ${all.toLocaleString()}`);
  put("series-others", `${counts.warming.toLocaleString()} warming, ${counts.cold.toLocaleString()} cold`);
  const [first, last] = [of?.errors[0], of?.errors.at(-1)];
  put("all-relative-is", first ? `error ÷ naive, lead ${first.lead}` : "error ÷ naive");
  put("all-relative", ratio(first?.relative));
  $("all-relative").className = verdict(first?.relative);
  put("all-relative-far", last && last !== first ? `lead ${last.lead}: ${ratio(last.relative)}` : "\u00a0");
  const coverage = Object.entries(first?.coverage ?? {}).sort(([a], [b]) => a - b);
  put("all-coverage-is", first ? `coverage, lead ${first.lead}` : "coverage");
  put("all-coverage", coverage.map(([, real]) => share(real)).join("  ") || "–");
  put("all-coverage-nominal", coverage.length ? `should be ${coverage.map(([level]) => level).join(" and ")} %` : "\u00a0");
}

/** Errors by lead of all series of a group, under those of the selected one. */
export function showGroupErrors(overview, group) {
  put("group-errors-of", group ? `of all series of ${group}` : "of all series");
  errors($("group-errors"), overview.groups.find(one => one.group === group)?.errors ?? [],
    "None here: no forecast has met its value yet, or the series are on other instances.");
}

/** Model tile: what serves the group of the selected series, and how old it is. */
export function showModel(group, models) {
  const serving = models?.versions.find(version => version.version === models.serving);
  put("model-version", models?.serving > 0 ? "v" + models.serving : "none yet");
  const made = serving && (serving.trainedAt ?? serving.importedAt);
  put("model-age", !group ? "\u00a0" : made ? `${group}, ${serving.trainedAt ? "trained" : "imported"} ${ago(Date.parse(made))}` : group, group ?? "");
}

/** Choices of the filter by group; the largest ones, as far as the overview names them. */
export function showGroups(select, overview, chosen) {
  const names = overview.groups.map(one => one.group);
  if (chosen && !names.includes(chosen)) {
    names.unshift(chosen);
  }
  names.sort();
  if (names.join("\n") === select.names) {
    return;
  }
  select.names = names.join("\n");
  const options = names.map(name => Object.assign(make("option", name), {value: name}));
  select.replaceChildren(Object.assign(make("option", "all groups"), {value: ""}), ...options);
  if (overview.moreGroups > 0) {
    select.append(Object.assign(make("option", `and ${overview.moreGroups} smaller ones`), {disabled: true}));
  }
  select.value = chosen;
}

/** Versions that serve, as chips in the header. */
export function showVersions(list, models) {
  const serving = [...models.values()].filter(group => group.serving > 0).sort((a, b) => a.group < b.group ? -1 : 1);
  const chips = serving.slice(0, serving.length > 6 ? 5 : 6).map(group => {
    const chip = make("li", group.group + " ");
    chip.append(make("b", "v" + group.serving));
    return chip;
  });
  if (serving.length > 6) {
    chips.push(make("li", `and ${serving.length - 5} more`));
  }
  list.replaceChildren(...chips);
}
