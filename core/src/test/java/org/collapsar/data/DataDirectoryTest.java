package org.collapsar.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "absolute paths look different there")
class DataDirectoryTest {

  @ParameterizedTest
  @CsvSource({
    "Linux, /h, , /h/.cache/collapsar",
    "Linux, /h, /x, /x/collapsar",
    "Linux, /h, relative, /h/.cache/collapsar",
    "Linux, , , /account/.cache/collapsar",
    "Mac OS X, /h, /x, /h/Library/Caches/collapsar",
    "Windows 11, , , /account/AppData/Local/collapsar",
  })
  void isInTheUsersCache(String system, String home, String xdg, Path expected) {
    Map<String, String> environment =
        Map.of("HOME", home == null ? "" : home, "XDG_CACHE_HOME", xdg == null ? "" : xdg);
    assertThat(DataDirectory.resolve(null, environment, system, "/account").root())
        .isEqualTo(expected);
  }

  @Test
  void followsWindowsLocalData() {
    Map<String, String> environment = Map.of("LOCALAPPDATA", "/local");
    assertThat(DataDirectory.resolve(null, environment, "Windows 11", "/account").root())
        .isEqualTo(Path.of("/local/collapsar"));
  }

  @Test
  void givenPathBeatsVariableBeatsCache() {
    Map<String, String> environment = Map.of("COLLAPSAR_DATA", "/variable", "HOME", "/h");
    assertThat(DataDirectory.resolve(Path.of("/given"), environment, "Linux", "/a").root())
        .isEqualTo(Path.of("/given"));
    DataDirectory directory = DataDirectory.resolve(null, environment, "Linux", "/a");
    assertThat(directory.root()).isEqualTo(Path.of("/variable"));
    assertThat(directory.of("mnist")).isEqualTo(Path.of("/variable/mnist"));
  }
}
