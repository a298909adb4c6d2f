package org.collapsar.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.collapsar.modules.ModuleState;
import org.collapsar.modules.Modules;
import org.junit.jupiter.api.Test;

class SparkModuleTest {

  @Test
  void isInstalledAndNamesItsLibrary() {
    assertThat(Modules.state(Modules.SPARK)).isEqualTo(ModuleState.PRESENT);
    assertThat(new SparkModule().library()).isEqualTo("Spark 4.1.0");
  }
}
