package org.collapsar.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * How much other processes compute, from /proc/stat: CPU time of the whole machine, time that the
 * hypervisor took away included, less that of this process. Where there is no /proc/stat nothing is
 * known and nothing is reported.
 */
final class OtherWork implements Supplier<OtherWork.Stopwatch> {
  private static final Path STAT = Path.of("/proc/stat");

  /** Nanoseconds of a tick of /proc/stat, 1/100 s on every Linux. */
  private static final long TICK = 10_000_000;

  /** Ends a measurement. */
  interface Stopwatch {
    /** How many cores others kept busy, on average since the start; 0 where it is not known. */
    double cores();
  }

  /** Starts a measurement. */
  @Override
  public Stopwatch get() {
    long clock = System.nanoTime();
    long others = othersNanos();
    return () -> Math.max(0, (double) (othersNanos() - others) / (System.nanoTime() - clock));
  }

  private static long othersNanos() {
    if (!Files.isReadable(STAT)
        || !(ManagementFactory.getOperatingSystemMXBean()
            instanceof OperatingSystemMXBean system)) {
      return 0;
    }
    try (var lines = Files.lines(STAT)) {
      return busyTicks(lines.limit(1).toList()) * TICK - system.getProcessCpuTime();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ticks in which some CPU was not idle: user, nice, system, irq, softirq and steal. */
  static long busyTicks(List<String> stat) {
    String[] fields = stat.isEmpty() ? new String[0] : stat.get(0).strip().split(" +");
    if (fields.length < 9 || !fields[0].equals("cpu")) {
      throw new IllegalStateException(
          STAT + ": expected a first line of cpu and at least eight numbers, found " + stat);
    }
    long sum = 0;
    for (int i : new int[] {1, 2, 3, 6, 7, 8}) {
      sum += Long.parseLong(fields[i]);
    }
    return sum;
  }
}
