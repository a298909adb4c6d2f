package org.collapsar.lab.doctor;

import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The JVM and what it takes from the system. */
final class ProcessTopics {
  private static final double GIB = 1 << 30;

  private final Map<String, String> environment;

  ProcessTopics(Map<String, String> environment) {
    this.environment = environment;
  }

  List<Finding> java() {
    String found =
        Runtime.version()
            + ", "
            + System.getProperty("java.vendor")
            + ", "
            + System.getProperty("java.home");
    return List.of(
        Finding.of(
            "java",
            found,
            !ProcessorTopics.hasVectors(),
            "training needs the Vector API: start the program by the script collapsar, or with"
                + " --add-modules jdk.incubator.vector"));
  }

  List<Finding> memory() {
    long machine = machineMemory();
    long heap = Runtime.getRuntime().maxMemory();
    String options = environment.getOrDefault("COLLAPSAR_JAVA_OPTS", "");
    String found =
        String.format(
            Locale.ROOT,
            "%.1f GiB, of which the Java heap may take %.1f (-Xmx)%s",
            machine / GIB,
            heap / GIB,
            options.isEmpty() ? "" : "; COLLAPSAR_JAVA_OPTS=" + options);
    return List.of(
        Finding.of(
            "memory",
            found,
            heap > machine,
            String.format(
                Locale.ROOT,
                "the heap may grow beyond what the machine has: set COLLAPSAR_JAVA_OPTS=-Xmx%dm",
                Math.max(64, (machine >> 20) / 2))));
  }

  /** Of the machine, or of the container if that has a limit. */
  private static long machineMemory() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }

  List<Finding> locale() {
    String encoding = System.getProperty("sun.jnu.encoding", "unknown");
    return List.of(
        Finding.of(
            "locale",
            Locale.getDefault().toLanguageTag() + ", names of files in " + encoding,
            !encoding.equalsIgnoreCase("UTF-8"),
            "files whose names are not plain ASCII are not found: set LC_ALL=C.UTF-8"));
  }

  /** A JDK without fonts fails where the first letter of a figure is drawn. */
  List<Finding> fonts() {
    try {
      new TextLayout(
              "0.5",
              new Font(Font.SANS_SERIF, Font.PLAIN, 12),
              new FontRenderContext(null, true, true))
          .getBounds();
      int families =
          GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames().length;
      return List.of(Finding.fine("fonts", families + " families"));
    } catch (LinkageError | InternalError | RuntimeException e) {
      return List.of(
          new Finding(
              "fonts",
              "none that Java can draw with",
              "figures as PNG need fontconfig and a font (Debian: apt-get install fontconfig"
                  + " fonts-dejavu-core)"));
    }
  }
}
