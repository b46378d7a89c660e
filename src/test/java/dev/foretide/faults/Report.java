package dev.foretide.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What was done and what came of it, as text. Owned by one thread. */
final class Report {
  private record Row(String application, long readings, double seconds, Ledger.Balance balance) {}

  private final long seed;
  private final int sessionMillis;
  private final List<Row> rows = new ArrayList<>();
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private final Map<String, List<Double>> recoveries = new TreeMap<>();

  Report(long seed, int sessionMillis) {
    this.seed = seed;
    this.sessionMillis = sessionMillis;
  }

  void fault(Fault kind) {
    faults.merge(kind, 1, Integer::sum);
  }

  /** Notes seconds from a fault until every series has a forecast of a reading sent after it. */
  void recovered(String application, Fault kind, double seconds) {
    for (String key : List.of(application, kind.toString())) {
      recoveries.computeIfAbsent(key, unused -> new ArrayList<>()).add(seconds);
    }
  }

  void add(String application, long readings, double seconds, Ledger.Balance balance) {
    rows.add(new Row(application, readings, seconds, balance));
  }

  int faults() {
    return faults.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    line(text, "seed %d, session %d ms, %d faults %s%n%n", seed, sessionMillis, faults(), faults);
    String head = "%-24s %8s %9s %9s %6s %11s %6s%n";
    line(text, head, "application", "seconds", "readings", "due", "lost", "duplicated", "wrong");
    for (Row row : rows) {
      Ledger.Balance balance = row.balance();
      line(
          text,
          "%-24s %8.0f %9d %9d %6d %11d %6d%n",
          row.application(),
          row.seconds(),
          row.readings(),
          balance.due(),
          balance.lost(),
          balance.duplicated(),
          balance.wrong());
    }
    line(text, "%n%-24s %8s %9s %9s %6s%n", "seconds to recover", "n", "p50", "p99", "most");
    recoveries.forEach((key, seconds) -> recovery(text, key, seconds));
    for (Row row : rows) {
      row.balance().differences().forEach(each -> line(text, "%s: %s%n", row.application(), each));
    }
    return text.toString();
  }

  private static void recovery(StringBuilder text, String key, List<Double> seconds) {
    List<Double> sorted = seconds.stream().sorted().toList();
    line(
        text,
        "%-24s %8d %9.1f %9.1f %6.1f%n",
        key,
        sorted.size(),
        quantile(sorted, 0.5),
        quantile(sorted, 0.99),
        quantile(sorted, 1));
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }

  /** The nearest rank. */
  private static double quantile(List<Double> sorted, double share) {
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }
}
