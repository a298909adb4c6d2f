package org.collapsar.lab.doctor;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.modules.InstalledModule;
import org.collapsar.modules.ModuleInfo;
import org.collapsar.modules.ModuleState;
import org.collapsar.modules.Modules;

/** Modules that are fetched on demand; the libraries of those that are here are tried. */
final class ModuleTopics {
  private ModuleTopics() {}

  static List<Finding> modules() {
    List<Finding> findings = new ArrayList<>();
    List<InstalledModule> installed = Modules.installed();
    for (ModuleInfo module : Modules.ALL) {
      String topic = "module " + module.name();
      ModuleState state = Modules.state(module);
      switch (state) {
        case ABSENT -> findings.add(Finding.fine(topic, "absent (" + module.asks() + ")"));
        case BROKEN ->
            findings.add(
                new Finding(
                    topic,
                    "broken: its jar has nothing of it",
                    "collapsar modules remove "
                        + module.name()
                        + ", then collapsar modules add "
                        + module.name()));
        case STALE ->
            findings.add(
                Finding.fine(topic, "stale: the next command that computes builds it again"));
        case PRESENT ->
            installed.stream()
                .filter(m -> m.name().equals(module.name()))
                .forEach(m -> findings.addAll(Doctor.examine(topic, () -> library(topic, m))));
      }
    }
    return findings;
  }

  private static List<Finding> library(String topic, InstalledModule module) throws Exception {
    return List.of(Finding.fine(topic, module.library()));
  }
}
