package dev.foretide.message.reading;

import dev.foretide.config.ReadingSettings;
import dev.foretide.config.Reference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places of a value that the configuration names, as a tree of their names: what a parser must
 * stop at, and what it may pass over. Immutable once made.
 */
final class FieldTree {
  private static final int[] NONE = {};

  private final Map<String, FieldTree> children = new HashMap<>();
  private int[] features = NONE;
  private int[] seriesParts = NONE;
  private boolean time;

  private FieldTree() {}

  /** The tree of settings without items within a record, and without references to an item. */
  static FieldTree of(ReadingSettings settings) {
    FieldTree root = new FieldTree();
    for (int i = 0; i < settings.features().size(); i++) {
      Reference reference = settings.features().get(i).reference();
      FieldTree place = root.at(reference);
      place.features = with(place.features, i);
      if (reference.kind() == Reference.Kind.NAME && reference.text().equals(ReadingBuilder.BARE)) {
        root.features = with(root.features, i);
      }
    }
    List<Reference> series = settings.series().references();
    for (int i = 0; i < series.size(); i++) {
      if (!series.get(i).isOutside()) {
        FieldTree place = root.at(series.get(i));
        place.seriesParts = with(place.seriesParts, i);
      }
    }
    Reference time = settings.time().reference();
    if (time != null && !time.isOutside()) {
      root.at(time).time = true;
    }
    return root;
  }

  private FieldTree at(Reference reference) {
    FieldTree place = this;
    for (String token : reference.tokens()) {
      place = place.children.computeIfAbsent(token, name -> new FieldTree());
    }
    return place;
  }

  private static int[] with(int[] places, int place) {
    int[] longer = Arrays.copyOf(places, places.length + 1);
    longer[places.length] = place;
    return longer;
  }

  /** What is asked for under a name, or null. */
  @Nullable FieldTree child(String name) {
    return children.get(name);
  }

  boolean hasChildren() {
    return !children.isEmpty();
  }

  /** Features whose value this is. */
  int[] features() {
    return features;
  }

  /** Parts of the series id that this is. */
  int[] seriesParts() {
    return seriesParts;
  }

  /** Whether this is the time. */
  boolean isTime() {
    return time;
  }
}
