package org.collapsar.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.collapsar.lab.html.Html;
import org.junit.jupiter.api.Test;

class FewRunsTest {

  private static String folded(int count) {
    List<String> titles = IntStream.rangeClosed(1, count).mapToObj(i -> "seed " + i).toList();
    return FewRuns.folded(titles, titles.stream().map(t -> Html.of("<i>{}</i>", t)).toList())
        .toString();
  }

  @Test
  void theFirstTableIsOpenAndFewOthersHaveAFoldEach() {
    assertThat(folded(0)).isEmpty();
    assertThat(folded(1)).isEqualTo("<p>Seed 1</p>\n<i>seed 1</i>");
    assertThat(folded(4)).doesNotContain("data-many").containsOnlyOnce("<summary>seed 4</summary>");
  }

  @Test
  void manyOthersShareAFoldThatPaperLeavesClosed() {
    assertThat(folded(5))
        .contains(
            "<details class=\"card fold\" data-many=\"yes\"><summary>4 other runs</summary><details")
        .containsOnlyOnce("<summary>seed 5</summary>");
    assertThat(FewRuns.many(30)).isEqualTo("no");
    assertThat(FewRuns.many(31)).isEqualTo("yes");
  }
}
