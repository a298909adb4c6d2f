package org.collapsar.bench.versions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonComparisonTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final JsonComparison comparison = new JsonComparison();

  private List<String> differences(String base, String now) throws IOException {
    comparison.compare("f#", JSON.readTree(base), JSON.readTree(now));
    return comparison.differences().stream().map(Difference::toString).toList();
  }

  @Test
  void aNumberThatDiffersInItsLastDigitIsADifference() throws IOException {
    assertThat(differences("{\"a\": [{\"b\": 0.1}]}", "{\"a\": [{\"b\": 0.10000000000000002}]}"))
        .containsExactly("f#[a][0][b]  base 0.1  now 0.10000000000000002");
  }

  @Test
  void theFormOfANumberIsNone() throws IOException {
    assertThat(differences("{\"a\": 1, \"b\": 1e-3}", "{\"a\": 1.0, \"b\": 0.001}")).isEmpty();
  }

  @Test
  void wordsCountAndProseDoesNot() throws IOException {
    assertThat(
            differences(
                "{\"verdict\": \"holds\", \"why\": \"it is small\"}",
                "{\"verdict\": \"fails\", \"why\": \"it is less than 1\"}"))
        .containsExactly("f#[verdict]  base holds  now fails");
    assertThat(differences("{\"why\": \"it is\"}", "{\"why\": null}")).hasSize(2);
  }

  @Test
  void whatIsGoneIsADifferenceAndWhatIsNewAnAddition() throws IOException {
    assertThat(differences("{\"a\": 1, \"b\": 2}", "{\"b\": 2, \"c\": 3}"))
        .containsExactly("f#[a]  base 1  now nothing");
    assertThat(comparison.additions()).containsExactly("f#[c]");
  }

  @Test
  void elementsWithIdsAreMatchedByThem() throws IOException {
    assertThat(
            differences(
                "[{\"id\": \"x\", \"v\": 1}, {\"id\": \"y\", \"v\": 2}]",
                "[{\"id\": \"x\", \"v\": 1}, {\"id\": \"new\", \"v\": 5}, {\"id\": \"y\", \"v\": 3}]"))
        .containsExactly("f#[y][v]  base 2  now 3");
    assertThat(comparison.additions()).containsExactly("f#[new]");
  }

  @Test
  void theirOrderCounts() throws IOException {
    assertThat(
            differences("[{\"id\": \"x\"}, {\"id\": \"y\"}]", "[{\"id\": \"y\"}, {\"id\": \"x\"}]"))
        .containsExactly("f#.order  base [x, y]  now [y, x]");
  }

  @Test
  void aListWithoutIdsHasToHaveItsLength() throws IOException {
    assertThat(differences("[1, 2]", "[1, 2, 3]")).containsExactly("f#.length  base 2  now 3");
  }

  @Test
  void timesAndTheBuildAreLeftOut() throws IOException {
    assertThat(
            differences(
                "{\"seconds\": 1, \"provenance\": {\"commit\": \"a\"}}",
                "{\"seconds\": 2, \"provenance\": {\"commit\": \"b\"}}"))
        .isEmpty();
  }
}
