package org.collapsar.lab.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.collapsar.BadInputException;
import org.junit.jupiter.api.Test;

class YamlTest {

  private static Node.Mapping read(String text) {
    return Yaml.file("f.yaml", text, "keys and values");
  }

  @Test
  void everyValueKnowsItsLine() {
    Node.Mapping tree =
        read(
            """
            a: 1
            b:
              c: [x,
                  y]
              d: |
                long
                text
            e:
            """);
    assertThat(tree.places())
        .containsEntry("a", "f.yaml:1")
        .containsEntry("b.c", "f.yaml:3")
        .containsEntry("b.c.0", "f.yaml:3")
        .containsEntry("b.c.1", "f.yaml:4")
        .containsEntry("b.d", "f.yaml:5")
        .containsKey("e")
        .hasSize(7);
    assertThat(tree.entries().get("b").where()).isEqualTo("f.yaml:2");
    assertThat(Section.strict("", tree, "a", "b", "e").has("e")).isFalse();
  }

  @Test
  void keysKeepTheirOrder() {
    assertThat(Section.withAnyKeys("", read("z: 1\na: 2\nm: 3\n")).keys())
        .containsExactly("z", "a", "m");
  }

  @Test
  void anArgumentIsItsOwnPlace() {
    Node node = Yaml.argument("--set a=[1, 2]", "[1, 2]");
    assertThat(node).isInstanceOf(Node.Sequence.class);
    assertThat(node.where()).isEqualTo("--set a=[1, 2]");
    assertThat(Yaml.argument("--set a=", " ").found()).isEqualTo("nothing");
  }

  @Test
  void refusesWhatIsNoDocument() {
    refuses("", "f.yaml: expected keys and values, found nothing");
    refuses("- 1\n- 2\n", "f.yaml: expected keys and values, found a list of 2 entries");
    refuses("a: 1\nb: 2\na: 3\n", "f.yaml:3: expected each key once, found a twice");
    refuses("a: &x 1\nb: *x\n", "f.yaml:2: expected a value, found a YAML alias (not supported)");
    refuses("a: 1\n---\nb: 1\n", "f.yaml:3: expected one document, found a second");
    refuses(
        "a: " + "[".repeat(25) + "]".repeat(25),
        "f.yaml:1: expected at most 20 nested groups, found more");
    refuses(
        "a: 1\nb: [1, 2\n",
        "f.yaml:3: expected YAML, found: expected ',' or ']', but got <stream end>");
    refuses(
        "a: 1\n\tb: 2\n",
        "f.yaml:2: expected YAML, found: character '\\t(TAB)' that cannot start any token. (Do not"
            + " use \\t(TAB) for indentation)");
  }

  private static void refuses(String text, String message) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(BadInputException.class).hasMessage(message);
  }
}
