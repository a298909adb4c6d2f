package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.text.TextOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassLabelsTest {
  private static final LabelRules AS_THEY_ARE = LabelRules.DEFAULT;

  @TempDir Path here;

  private RawLabels labels(String name, int... values) {
    Npy.write(here.resolve(name), values);
    return read(name);
  }

  private RawLabels words(String name, String... lines) throws IOException {
    Files.writeString(here.resolve(name), "kind\n" + String.join("\n", lines) + "\n");
    return read(name);
  }

  private RawLabels read(String name) {
    return RawLabels.read(here.resolve(name).toString(), TextOptions.DEFAULT, false);
  }

  private static LabelRules rules(@Nullable Integer classes, int minPerClass, String... ignored) {
    return new LabelRules(classes, List.of(ignored), minPerClass, false, null);
  }

  /** Notes without the directory. */
  private List<String> said(ClassLabels classes) {
    return classes.notes().stream().map(line -> line.replace(here + "/", "")).toList();
  }

  private void isRefused(Runnable made, String message) {
    assertThatThrownBy(made::run)
        .isInstanceOf(BadInputException.class)
        .hasMessage(message.replace("HERE", here.toString()));
  }

  @Test
  void testSamplesOfClassesThatWereLeftOutAreLeftOutAndCounted() {
    LabelRules rules = rules(null, 2);
    ClassLabels train = ClassLabels.of(labels("y.npy", 0, 0, 1, 1, 2), rules, 0);
    ClassLabels test = train.same(labels("t.npy", 1, 2, 0, 2, 1), rules);
    assertThat(test.column().labels()).containsExactly(1, 0, 1);
    assertThat(test.column().classes()).isEqualTo(2);
    assertThat(test.kept()).containsExactly(0, 2, 4);
    assertThat(said(test))
        .containsExactly(
            "t.npy: 2 of 5 samples are left out, of classes that are not among those of y.npy: 2");
  }

  @Test
  void theirNumbersAreThoseOfTheTrainingLabels() {
    ClassLabels train = ClassLabels.of(labels("y.npy", 10, 3, 7), AS_THEY_ARE, 0);
    ClassLabels test = train.same(labels("t.npy", 7, 10, 0, 3, 12, 2), AS_THEY_ARE);
    assertThat(test.column().labels()).containsExactly(1, 2, 0);
    assertThat(test.names()).containsExactly("3", "7", "10");
    assertThat(said(test))
        .containsExactly(
            "t.npy: 3 of 6 samples are left out, of classes that are not among those of y.npy: 0,"
                + " 2, 12");
  }

  @Test
  void ignoredOnesAreCountedWithThem() {
    LabelRules rules = rules(null, 1, "-100");
    ClassLabels train = ClassLabels.of(labels("y.npy", 0, 1, -100), rules, 0);
    ClassLabels test = train.same(labels("t.npy", -100, 1, 5), rules);
    assertThat(test.kept()).containsExactly(1);
    assertThat(said(test))
        .containsExactly(
            "t.npy: 1 of 3 samples is left out, of classes that are not among those of y.npy: 5",
            "t.npy: 2 of 3 samples are left out");
  }

  /** Most likely a slip. */
  @Test
  void anIgnoredLabelThatDoesNotOccurIsSaid() {
    ClassLabels labels = ClassLabels.of(labels("y.npy", 0, 1, 1), rules(null, 1, "9", "dog"), 0);
    assertThat(labels.kept()).isNull();
    assertThat(said(labels)).containsExactly("y.npy: no label is 9 or dog (--ignore-label)");
  }

  @Test
  void testLabelsOfNoneOfTheClassesAreRefused() throws IOException {
    ClassLabels train = ClassLabels.of(words("y.csv", "cat", "dog"), AS_THEY_ARE, 0);
    RawLabels numbers = labels("t.npy", 0, 1);
    isRefused(
        () -> train.same(numbers, AS_THEY_ARE),
        "HERE/t.npy: expected classes that have samples in HERE/y.csv, found only others: 0, 1");
    RawLabels birds = words("t.csv", "cat", "owl");
    assertThat(train.same(birds, AS_THEY_ARE).kept()).containsExactly(0);
    RawLabels below = labels("m.npy", 0, -3);
    isRefused(
        () -> ClassLabels.of(numbers, AS_THEY_ARE, 0).same(below, AS_THEY_ARE),
        "HERE/m.npy: row 1 (counted from 0): expected a label, a whole number from 0, found -3;"
            + " --ignore-label -3 leaves such samples out");
  }

  @Test
  void aNameThatIsInNoListIsRefusedAmongTestLabelsToo() throws IOException {
    Files.writeString(here.resolve("names.txt"), "owl\ncat\ndog\n");
    LabelRules rules =
        new LabelRules(null, List.of(), 1, false, here.resolve("names.txt").toString());
    ClassLabels train = ClassLabels.of(words("y.csv", "cat", "dog"), rules, 0);
    ClassLabels test = train.same(words("t.csv", "owl", "dog"), rules);
    assertThat(test.column().labels()).containsExactly(1);
    RawLabels wrong = words("u.csv", "dog", "dgo");
    isRefused(
        () -> train.same(wrong, rules),
        "HERE/u.csv: row 1 (counted from 0): expected a name in HERE/names.txt, found \"dgo\"");
  }

  @Test
  void whereTheNumberOfClassesIsSaidOtherLabelsAreRefused() {
    LabelRules rules = rules(3, 1);
    ClassLabels train = ClassLabels.of(labels("y.npy", 0, 1), rules, 0);
    assertThat(train.same(labels("t.npy", 2), rules).column().labels()).containsExactly(2);
    RawLabels beyond = labels("u.npy", 3);
    isRefused(
        () -> train.same(beyond, rules),
        "HERE/u.npy: row 0 (counted from 0): expected a label in 0 .. 2, found 3");
  }

  @Test
  void classesOfFewSamplesAreLeftOutWhereTheirNumberIsSaid() {
    ClassLabels classes = ClassLabels.of(labels("y.npy", 0, 2, 1, 0, 1), rules(4, 2), 0);
    assertThat(classes.column().classes()).isEqualTo(4);
    assertThat(classes.column().labels()).containsExactly(0, 1, 0, 1);
    assertThat(said(classes))
        .containsExactly(
            "y.npy: classes of fewer than 2 samples are left out: 2",
            "y.npy: 1 of 5 samples are left out");
    RawLabels raw = labels("y.npy", 0, 1);
    isRefused(
        () -> ClassLabels.of(raw, rules(2, 3), 0),
        "HERE/y.npy: expected a class of at least 3 samples, found none of more than 1");
  }

  @Test
  void labelsMayBeNumbersOfAnySize() {
    ClassLabels classes = ClassLabels.of(labels("y.npy", 0, Integer.MAX_VALUE, 0), AS_THEY_ARE, 0);
    assertThat(classes.column().labels()).containsExactly(0, 1, 0);
    assertThat(said(classes))
        .containsExactly(
            "y.npy: 2 classes occur and are measured; 2147483646 have no samples: 1, 2, 3, 4, 5, 6,"
                + " 7, 8, 9, 10, 11, 12 and 2147483634 more (--classes counts them)");
  }

  @Test
  void rowsOfWeightsAreAllOfThem() throws IOException {
    ClassLabels gaps = ClassLabels.ofRows(labels("y.npy", 3, 0, 3), AS_THEY_ARE, 5);
    assertThat(gaps.column().labels()).containsExactly(3, 0, 3);
    assertThat(gaps.column().classes()).isEqualTo(5);
    assertThat(gaps.names()).isEmpty();
    assertThat(said(gaps)).containsExactly("y.npy: 3 rows of W have no samples: 1, 2, 4");
    ClassLabels shifted = ClassLabels.ofRows(labels("y.npy", 1, 3, 1), AS_THEY_ARE, 3);
    assertThat(shifted.column().labels()).containsExactly(0, 2, 0);
    assertThat(shifted.names()).containsExactly("1", "2", "3");
    assertThat(said(shifted))
        .containsExactly(
            "y.npy: no label is 0 and the largest is the number of rows of W, 3: label 1 is row 0"
                + " of W",
            "y.npy: 1 row of W has no sample: 2");
    ClassLabels named = ClassLabels.ofRows(words("y.csv", "cat", "ape", "cat"), AS_THEY_ARE, 2);
    assertThat(named.column().labels()).containsExactly(1, 0, 1);
    assertThat(named.names()).containsExactly("ape", "cat");
    RawLabels beyond = labels("y.npy", 0, 7);
    isRefused(
        () -> ClassLabels.ofRows(beyond, AS_THEY_ARE, 5),
        "HERE/y.npy: row 1 (counted from 0): expected a label in 0 .. 4, found 7");
  }

  @Test
  void signsAreTwoClasses() {
    RawLabels signs = labels("y.npy", 1, -1, 1);
    isRefused(
        () -> ClassLabels.of(signs, AS_THEY_ARE, 0),
        "HERE/y.npy: row 1 (counted from 0): expected a label, a whole number from 0, found -1;"
            + " labels -1 and 1 are two classes: give (y + 1) / 2");
    RawLabels masked = labels("y.npy", 1, -1, 0);
    isRefused(
        () -> ClassLabels.of(masked, AS_THEY_ARE, 0),
        "HERE/y.npy: row 1 (counted from 0): expected a label, a whole number from 0, found -1;"
            + " --ignore-label -1 leaves such samples out");
  }
}
