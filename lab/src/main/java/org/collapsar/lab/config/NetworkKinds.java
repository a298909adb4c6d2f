package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.experiment.NetworkConfig;
import org.collapsar.modules.Modules;
import org.jspecify.annotations.Nullable;

/** The kinds of networks that there are, and the section {@code network} by its kind. */
final class NetworkKinds {
  /** Those of this program, in the order in which messages list them; a kind is one line. */
  private static final List<NetworkKind<?>> OWN =
      List.of(
          new MeanFieldKind(),
          new DenseKind(),
          new DeepLinearHeadKind(),
          new ResNetKind(),
          new VggKind(),
          new DenseNetKind(),
          new StackKind());

  private static volatile @Nullable List<NetworkKind<?>> ofModules;

  private NetworkKinds() {}

  /**
   * Those that modules bring: looked up once, and only where none of {@link #OWN} serves. Not by
   * the initialiser of a class: what is wrong with a module would come out as an error of ours.
   */
  private static List<NetworkKind<?>> ofModules() {
    List<NetworkKind<?>> kinds = ofModules;
    if (kinds == null) {
      kinds =
          Modules.services(NetworkKind.class).stream()
              .<NetworkKind<?>>map(kind -> (NetworkKind<?>) kind)
              .toList();
      ofModules = kinds;
    }
    return kinds;
  }

  private static Stream<NetworkKind<?>> all() {
    return Stream.concat(OWN.stream(), ofModules().stream());
  }

  /** Reads the section from the whole file; its kind is read before the rest. */
  static NetworkConfig read(Section file) {
    Section anyKind = file.value("network", "a group of keys").anyKeys();
    NetworkKind<?> kind =
        named(OWN.stream(), anyKind)
            .or(() -> named(all(), anyKind))
            .orElseThrow(() -> unknown(anyKind));
    return kind.read(
        file.section(
            "network",
            Stream.concat(Stream.of("kind"), kind.keys().stream()).toArray(String[]::new)));
  }

  private static Optional<NetworkKind<?>> named(Stream<NetworkKind<?>> kinds, Section section) {
    return section.has("kind") && section.value("kind", "a kind of network").isText()
        ? kinds.filter(kind -> kind.name().equals(section.text("kind"))).findFirst()
        : Optional.empty();
  }

  private static RuntimeException unknown(Section section) {
    section.oneOf("kind", all().<String>map(NetworkKind::name).toList());
    return new IllegalStateException("a kind that is listed was not found");
  }

  /** The {@code network} of run.json, which {@link #read} reads back. */
  static ObjectNode json(NetworkConfig network) {
    return Stream.concat(OWN.stream(), Stream.of(network).flatMap(n -> ofModules().stream()))
        .filter(kind -> kind.type().isInstance(network))
        .findFirst()
        .map(kind -> json(kind, network))
        .orElseThrow(
            () -> new IllegalArgumentException("no kind of network writes " + network.getClass()));
  }

  private static <C extends NetworkConfig> ObjectNode json(
      NetworkKind<C> kind, NetworkConfig network) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("kind", kind.name());
    kind.write(kind.type().cast(network), json);
    return json;
  }
}
