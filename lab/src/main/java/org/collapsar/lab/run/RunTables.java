package org.collapsar.lab.run;

import java.util.List;

/** The tables of a run. */
final class RunTables {
  /**
   * All of them, in the order in which an epoch is written: what else was measured on an epoch is
   * in its file before metrics.csv has a row of that epoch.
   */
  static final List<RunTable<?>> ALL =
      List.of(
          LayersTable.TABLE,
          GibbsTable.TABLE,
          MatrixTable.TABLE,
          SimplexTable.TABLE,
          CertificatesTable.TABLE,
          ParityTable.TABLE,
          MetricsTable.TABLE,
          TimingTable.TABLE);

  private RunTables() {}
}
