package org.collapsar.lab.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.collapsar.BadInputException;
import org.junit.jupiter.api.Test;

class SectionTest {
  private enum Shape {
    ROUND,
    NOT_ROUND
  }

  private static Section strict(String text, String... keys) {
    return Section.strict("", Yaml.file("f.yaml", text, "keys"), keys);
  }

  private static Section any(String text) {
    return Section.withAnyKeys("", Yaml.file("f.yaml", text, "keys"));
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(BadInputException.class).hasMessage(message);
  }

  @Test
  void anUnknownKeyIsRefusedWhereItWasWritten() {
    refused(
        () -> strict("width: 1\nhieght: 2\n", "width", "height"),
        "f.yaml:2: expected one of the keys width, height, found hieght, did you mean height?");
    Section top = strict("shape:\n  size: 1\n  qqqqqq: 2\n", "shape");
    refused(
        () -> top.section("shape", "size"),
        "f.yaml:3: expected one of the keys size, found shape.qqqqqq");
    refused(
        () -> strict("shape: 3\n", "shape").section("shape", "size", "kind"),
        "f.yaml:1: shape: expected a group of keys (size, kind), found 3");
  }

  /** What lies below a lenient group is lenient, unless somebody asks for more. */
  @Test
  void aLenientSectionLeavesUnknownKeysAlone() {
    Node tree = Yaml.file("f.yaml", "a:\n  b:\n    later: 1\n  later: 2\n", "keys");
    Section top = Section.lenient("", tree);
    assertThat(top.section("a", "b").section("b", "known").keys()).containsExactly("later");
    refused(
        () -> top.value("a", "a group of keys").strict().section("b"),
        "f.yaml:4: expected one of the keys b, found a.later");
  }

  @Test
  void wordsAndNumbersOfYaml() {
    Section s =
        any(
            """
            whole: 1e4
            seed: 9007199254740993
            text: " a "
            number: "2.5"
            shape: not-round
            word: full
            list: [1, 2.5]
            empty:
            flag: true
            """);
    assertThat(s.whole("whole", 1)).isEqualTo(10_000);
    assertThat(s.wholeWithin("seed", 0, Long.MAX_VALUE)).isEqualTo(9007199254740993L);
    assertThat(s.text("text")).isEqualTo("a");
    assertThat(s.text("whole")).isEqualTo("1e4");
    assertThat(s.number("number")).isEqualTo(2.5);
    assertThat(s.word("shape", Shape.class)).isEqualTo(Shape.NOT_ROUND);
    assertThat(s.word("empty", Shape.class, Shape.ROUND)).isEqualTo(Shape.ROUND);
    assertThat(s.wholeOr("word", 1, "full", -7)).isEqualTo(-7);
    assertThat(s.wholeOr("whole", 1, "full", -7)).isEqualTo(10_000);
    assertThat(s.numbers("list")).containsExactly(1.0, 2.5);
    assertThat(s.texts("list")).containsExactly("1", "2.5");
    assertThat(s.has("empty")).isFalse();
    assertThat(s.textOrNull("empty")).isNull();
    assertThat(s.textOrEmpty("none")).isEmpty();
    assertThat(s.flag("flag")).isTrue();
    assertThat(s.flag("empty", true)).isTrue();
    assertThat(s.oneOf("word", Map.of("full", 1, "half", 2))).isEqualTo(1);
  }

  @Test
  void everyMistakeSaysWhereAndWhatWasExpected() {
    Section s =
        any(
            """
            half: 0.5
            hex: 0x10
            suffix: 1f
            minus: -3
            word: oval
            list: [1, x]
            flag: yes
            long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
            """);
    refused(
        () -> s.whole("half", 1),
        "f.yaml:1: half: expected a whole number of at least 1, found 0.5");
    refused(() -> s.number("hex"), "f.yaml:2: hex: expected a number, found 0x10");
    refused(
        () -> s.whole("suffix", 0),
        "f.yaml:3: suffix: expected a whole number of at least 0, found 1f");
    refused(() -> s.positive("minus"), "f.yaml:4: minus: expected a positive number, found -3");
    refused(
        () -> s.notNegative("minus"), "f.yaml:4: minus: expected a number of at least 0, found -3");
    refused(
        () -> s.word("word", Shape.class),
        "f.yaml:5: word: expected one of round, not-round, found oval");
    refused(
        () -> s.oneOf("word", List.of("ovale", "square")),
        "f.yaml:5: word: expected one of ovale, square, found oval, did you mean ovale?");
    refused(() -> s.numbers("list"), "f.yaml:6: list.1: expected a number, found x");
    refused(
        () -> s.wholeOr("word", 2, "full", 0),
        "f.yaml:5: word: expected a whole number of at least 2 or the word full, found oval");
    refused(() -> s.flag("flag"), "f.yaml:7: flag: expected true or false, found yes");
    refused(
        () -> s.number("long"),
        "f.yaml:8: long: expected a number, found " + "a".repeat(60) + "..");
    refused(() -> s.text("none"), "f.yaml:1: none: expected a text, found nothing");
    refused(() -> s.bad("none", "a hat"), "f.yaml:1: none: expected a hat, found nothing");
    assertThat(s.bad("word", "a hat")).hasMessage("f.yaml:5: word: expected a hat, found oval");
    assertThat(s.bad("word", "a hat", "two"))
        .hasMessage("f.yaml:5: word: expected a hat, found two");
  }

  @Test
  void editsKeepThePlacesOfTheRest() {
    Node.Mapping base = Yaml.file("f.yaml", "a:\n  b: 1\n  c: [1, 2]\n", "keys");
    Node.Mapping over = Yaml.file("g.yaml", "\na: {b: 5, d: 6}\n", "keys");
    Node.Mapping merged = TreeEdits.merge(base, over);
    assertThat(merged.places())
        .containsEntry("a.b", "g.yaml:2")
        .containsEntry("a.c.1", "f.yaml:3")
        .containsEntry("a.d", "g.yaml:2");
    Node.Mapping set =
        TreeEdits.set(base, "a.c.1", Yaml.argument("--set a.c.1=9", "9"), "--set a.c.1=9");
    assertThat(Section.withAnyKeys("", set).value("a", "").anyKeys().numbers("c"))
        .containsExactly(1.0, 9.0);
    assertThat(set.places())
        .containsEntry("a.c.1", "--set a.c.1=9")
        .containsEntry("a.b", "f.yaml:2");
    assertThat(TreeEdits.without(base, "a").entries()).isEmpty();
    refused(
        () -> TreeEdits.set(base, "a.c.2", Yaml.argument("x", "9"), "x"),
        "x: expected the number of a list entry, 0 to 1, in a.c.2, found 2");
  }
}
