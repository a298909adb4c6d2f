package org.collapsar.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import org.collapsar.modules.InstalledModule;
import org.collapsar.modules.Modules;
import org.junit.jupiter.api.Test;

class Hdf5ModuleTest {

  @Test
  void isFoundAndItsLibraryWorks() throws Exception {
    assertThat(Modules.present("hdf5")).isTrue();
    InstalledModule module = Modules.services(InstalledModule.class).get(0);
    assertThat(module).isInstanceOf(Hdf5Module.class);
    assertThat(module.library()).matches("jHDF \\d+\\.\\d+\\.\\d+");
    Modules.require(Modules.HDF5, "a test"); // does not throw
  }
}
