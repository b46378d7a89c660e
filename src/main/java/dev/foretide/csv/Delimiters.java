package dev.foretide.csv;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What parts the cells of a file. */
final class Delimiters {
  /** The comma comes last: it also stands in numbers and texts, the others hardly ever do. */
  private static final char[] CANDIDATES = {';', '\t', '|', ','};

  private static final int MOST_LINES = 500;

  private Delimiters() {}

  /** What a first line as Excel wants it names, {@code sep=;}; null: it is none. */
  static @Nullable Character named(String head) {
    int end = 0;
    while (end < head.length() && head.charAt(end) != '\r' && head.charAt(end) != '\n') {
      end++;
    }
    String line = head.substring(0, Math.min(end, 8)).strip();
    boolean names = line.toLowerCase(Locale.ROOT).startsWith("sep=") && end <= 8;
    if (!names) {
      return null;
    }
    return line.length() == 5 ? line.charAt(4) : '\t'; // a tab is stripped
  }

  /** The candidate that cuts most lines into the same number of cells, two at least. */
  static char of(String head) {
    char best = ',';
    int most = 0;
    for (char candidate : CANDIDATES) {
      int agreement = agreement(head, candidate);
      if (agreement > most) {
        most = agreement;
        best = candidate;
      }
    }
    return best;
  }

  private static int agreement(String head, char delimiter) {
    Map<Integer, Integer> linesByCells = new HashMap<>();
    int lines = 0;
    int cells = 1;
    boolean quoted = false;
    boolean empty = true;
    for (int i = 0; i < head.length() && lines < MOST_LINES; i++) {
      char c = head.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '\n' || c == '\r')) {
        if (!empty) {
          linesByCells.merge(cells, 1, Integer::sum);
          lines++;
        }
        cells = 1;
        empty = true;
        continue;
      } else if (!quoted && c == delimiter) {
        cells++;
      }
      empty = false;
    }
    if (!empty) {
      linesByCells.merge(cells, 1, Integer::sum);
    }
    linesByCells.remove(1);
    return linesByCells.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }
}
