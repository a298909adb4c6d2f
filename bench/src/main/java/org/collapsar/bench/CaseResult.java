package org.collapsar.bench;

import java.util.List;

/**
 * What was measured of one case.
 *
 * @param engines names, the peer first
 */
record CaseResult(
    String title, Workload workload, MachinePeak peak, List<String> engines, Timings timings) {

  Sample time(int engine) {
    return Sample.of(timings.millis()[engine]);
  }

  /** Time of engine 0 over time of engine 1, round by round. */
  Sample ratio() {
    return Sample.ofRatios(timings.millis()[0], timings.millis()[1]);
  }

  /** Milliseconds in which the machine, at its measured peak, does the large products. */
  double arithmeticFloor() {
    return workload.gemmFlops() / peak.flops() * 1e3;
  }

  /** Milliseconds in which OpenBLAS does the large products at their shapes. */
  double productFloor() {
    return workload.gemmFlops() / peak.stepFlops() * 1e3;
  }

  /** Milliseconds in which the machine reads and writes every trained weight once. */
  double trafficFloor() {
    return 2.0 * workload.weightBytes() / peak.bytes() * 1e3;
  }

  /** Share of the measured arithmetic peak that the engine's median step makes use of. */
  double share(int engine) {
    return arithmeticFloor() / time(engine).median();
  }
}
