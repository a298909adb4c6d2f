package org.collapsar.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
  private static Guard guard(boolean closed) {
    return new Guard(
        List.of("127.0.0.1", "localhost", "[::1]"), 8470, List.of("lab.example"), "secret", closed);
  }

  private static int status(Runnable call) {
    Problem problem = catchThrowableOfType(Problem.class, call::run);
    return problem == null ? 200 : problem.status();
  }

  /** A site whose name is resolved to this machine (DNS rebinding) sends its own name. */
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8470, 200",
    "localhost:8470, 200",
    "LOCALHOST:8470, 200",
    "[::1]:8470, 200",
    "lab.example, 200",
    "lab.example:8470, 403",
    "localhost:8471, 403",
    "localhost, 403",
    "evil.example:8470, 403",
    "127.0.0.1.evil.example:8470, 403",
    "'', 403"
  })
  void answersToItsOwnNamesAlone(String host, int expected) {
    assertThat(status(() -> guard(false).checkHost(host, null))).isEqualTo(expected);
    assertThat(status(() -> guard(false).checkHost(null, null))).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8470, 200",
    "http://localhost:8470, 200",
    "https://lab.example, 200",
    "http://evil.example, 403",
    "http://127.0.0.1:80, 403",
    "null, 403",
    "file://, 403",
    "127.0.0.1:8470, 403"
  })
  void answersItsOwnPagesAlone(String origin, int expected) {
    assertThat(status(() -> guard(false).checkHost("localhost:8470", origin))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
  void everyChangeDemandsTheToken(String method) {
    Guard guard = guard(false);
    assertThat(status(() -> guard.checkToken(method, true, null))).isEqualTo(401);
    assertThat(status(() -> guard.checkToken(method, false, "Bearer wrong"))).isEqualTo(401);
    assertThat(status(() -> guard.checkToken(method, false, "Bearer secretx"))).isEqualTo(401);
    assertThat(status(() -> guard.checkToken(method, false, "secret"))).isEqualTo(401);
    assertThatCode(() -> guard.checkToken(method, false, "Bearer secret"))
        .doesNotThrowAnyException();
  }

  @Test
  void readingDemandsItWhereTheServerIsClosed() {
    assertThat(status(() -> guard(false).checkToken("GET", false, null))).isEqualTo(200);
    assertThat(status(() -> guard(true).checkToken("GET", false, null))).isEqualTo(401);
    assertThat(status(() -> guard(true).checkToken("HEAD", false, null))).isEqualTo(401);
    assertThat(status(() -> guard(true).checkToken("GET", true, null)))
        .as("a shell")
        .isEqualTo(200);
    assertThat(status(() -> guard(true).checkToken("GET", false, "Bearer secret"))).isEqualTo(200);
  }
}
