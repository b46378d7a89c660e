package dev.foretide;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Loops of knowledge between classes with files of their own: none of them can be read first. */
final class Knots {
  private Knots() {}

  /** Names of the classes that know themselves through others of those given. */
  static List<String> of(Collection<JavaClass> classes) {
    Map<JavaClass, Set<JavaClass>> known = new HashMap<>();
    for (JavaClass type : classes) {
      known.put(type, new HashSet<>());
    }
    for (JavaClass type : classes) {
      collect(type, known);
    }
    return classes.stream().filter(type -> reaches(type, known)).map(JavaClass::getName).toList();
  }

  /** What nested classes know counts for the class whose file they stand in. */
  private static void collect(JavaClass top, Map<JavaClass, Set<JavaClass>> known) {
    for (JavaClass type : top.getPackage().getClasses()) {
      if (!fileOf(type).equals(top)) {
        continue;
      }
      for (Dependency each : type.getDirectDependenciesFromSelf()) {
        JavaClass other = fileOf(each.getTargetClass().getBaseComponentType());
        if (!other.equals(top) && known.containsKey(other)) {
          known.get(top).add(other);
        }
      }
    }
  }

  private static JavaClass fileOf(JavaClass type) {
    JavaClass top = type;
    while (top.getEnclosingClass().isPresent()) {
      top = top.getEnclosingClass().get();
    }
    return top;
  }

  private static boolean reaches(JavaClass start, Map<JavaClass, Set<JavaClass>> known) {
    Set<JavaClass> seen = new HashSet<>();
    Deque<JavaClass> open = new ArrayDeque<>(known.get(start));
    while (!open.isEmpty()) {
      JavaClass next = open.pop();
      if (next.equals(start)) {
        return true;
      }
      if (seen.add(next)) {
        open.addAll(known.get(next));
      }
    }
    return false;
  }
}
