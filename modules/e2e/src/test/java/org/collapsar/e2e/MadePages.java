package org.collapsar.e2e;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.collapsar.files.Npy;
import org.collapsar.files.Npz;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;

/**
 * One page of each kind, made by the program itself from inputs that take seconds: together they
 * have every kind of figure and of table.
 */
final class MadePages implements AutoCloseable {
  private final Path directory;
  private final List<MadePage> all = new ArrayList<>();
  private String said = ""; // by the last command

  MadePages() {
    try {
      directory = Files.createTempDirectory("collapsar-pages");
      make();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<MadePage> all() {
    return all;
  }

  MadePage named(String name) {
    return all.stream().filter(page -> page.name().equals(name)).findFirst().orElseThrow();
  }

  private void make() throws IOException {
    run(
        "reproduce --data digits --set train.epochs=3 --set data.samplesPerClass=30 --seeds 2"
            + " --out runs");
    add("summary", "runs/report.html");
    add("mean-field run", "runs/wu2025-fig1a/report.html"); // certificates, parity, bands
    add("deep linear run", "runs/jacot2025-fig4/report.html"); // layers, Gram matrices, bounds
    run("compare runs/wu2025-fig1a runs/jacot2025-fig4 --out compared.html");
    add("compare", "compared.html");
    run(
        "sweep wu2025-beta-sweep --set train.epochs=2 --set network.width=40 --seeds 2 --out"
            + " sweep");
    add("sweep", "sweep/report.html");
    run("sweep wu2025-gibbs --set train.epochs=4 --set network.width=200 --seeds 1 --out laws");
    add("sweep with matrices", "laws/report.html"); // histograms too
    writeFeatures();
    run(
        "measure --features h-*.npy --labels y.npy --weights fc.npz:weight --bias fc.npz:bias"
            + " --per-class --out measured");
    add("measure", "measured/report.html");
    run("measure --features h-3.npy --targets t.npy --out regression");
    add("regression", "regression/report.html");
    writeNetwork();
    run(
        "measure --model net.onnx --data images:pictures --preprocess none --what-if --out"
            + " network");
    add("network", "network/report.html");
  }

  private void add(String name, String file) {
    Path page = directory.resolve(file);
    if (!Files.exists(page)) {
      throw new IllegalStateException("the program made no " + file + ":\n" + said);
    }
    all.add(new MadePage(name, page));
  }

  /** As a user runs it, in a process of its own. */
  private void run(String arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("-Xmx600m", "--add-modules", "jdk.incubator.vector"));
    command.addAll(List.of("-Dslf4j.internal.verbosity=ERROR", "-Djava.awt.headless=true"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("org.collapsar.lab.cli.Main");
    command.addAll(List.of(arguments.split(" ")));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code;
    try {
      code = process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    // Claims need not hold after three epochs (code 1).
    if (code > 1 || said.contains("Exception")) {
      throw new IOException(arguments + " ended with " + code + ":\n" + said);
    }
  }

  /** Three checkpoints of four classes that come together, one of them named with care. */
  private void writeFeatures() throws IOException {
    int classes = 4;
    int dimension = 6;
    Random random = new Random(1);
    double[][] w = new double[classes][dimension];
    double[][] b = new double[classes][1];
    for (int c = 0; c < classes; c++) {
      w[c][c] = 1;
    }
    Npz.write(
        directory.resolve("fc.npz"),
        Map.of("weight", Rows.of(w), "bias", Rows.of(b)),
        Precision.FLOAT64);
    int[] labels = new int[80];
    double[][] targets = new double[labels.length][2];
    for (int epoch = 1; epoch <= 3; epoch++) {
      double[][] h = new double[labels.length][dimension];
      for (int i = 0; i < h.length; i++) {
        labels[i] = i % classes;
        for (int j = 0; j < dimension; j++) {
          h[i][j] = (j == labels[i] ? 4 : 0) + random.nextGaussian() / (epoch * epoch);
        }
        targets[i] = new double[] {h[i][0] - h[i][1], h[i][2] + 0.1 * random.nextGaussian()};
      }
      Npy.write(directory.resolve("h-" + epoch + ".npy"), Rows.of(h), Precision.FLOAT64);
    }
    Npy.write(directory.resolve("y.npy"), labels);
    Npy.write(directory.resolve("t.npy"), Rows.of(targets), Precision.FLOAT64);
  }

  /** A network that classifies by the mean colour, and red, green and blue pictures. */
  private void writeNetwork() throws IOException {
    try (InputStream in = MadePages.class.getResourceAsStream("mean-colour.onnx")) {
      Files.copy(in, directory.resolve("net.onnx"));
    }
    Random random = new Random(1);
    for (int c = 0; c < 3; c++) {
      Path ofClass = Files.createDirectories(directory.resolve("pictures/test/" + "abc".charAt(c)));
      for (int i = 0; i < 6; i++) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 64; p++) {
          int strong = 150 + random.nextInt(100);
          image.setRGB(p % 8, p / 8, (random.nextInt() & 0x3f3f3f) | (strong << (16 - 8 * c)));
        }
        ImageIO.write(image, "png", ofClass.resolve(i + ".png").toFile());
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
