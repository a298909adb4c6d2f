package org.collapsar.lab.certify;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.collapsar.files.ClassLabels;
import org.collapsar.files.LabelledTables;
import org.collapsar.files.MatrixFile;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.theory.HeadCertificates;
import org.collapsar.theory.HeadQuantities;
import org.collapsar.theory.LinearHead;
import org.collapsar.theory.NetworkFacts;
import org.jspecify.annotations.Nullable;

/** Evaluation of the theorems on a head: one from files, or one that somebody has in memory. */
public final class CertifyJob {
  private CertifyJob() {}

  /**
   * Certifies a head in memory, for example a run's, with what the run knows of the rest of its
   * network.
   *
   * @param source what it is called in text
   * @param head the linear layers with their input
   * @param facts what is known of the rest of the network
   * @param threads how many threads compute; no number depends on it
   * @return the head with its certificates
   */
  public static CertifiedHead certify(
      String source, LinearHead head, NetworkFacts facts, int threads) {
    return certify(source, head, facts, List.of(), threads);
  }

  private static CertifiedHead certify(
      String source, LinearHead head, NetworkFacts facts, List<String> said, int threads) {
    HeadQuantities quantities = HeadQuantities.measure(head, threads);
    List<String> remarks = new ArrayList<>(said);
    boolean known = Double.isFinite(quantities.fit().residual());
    if (known) {
      remarks.addAll(Misfit.explain(head, quantities, threads));
    } else {
      remarks.add(
          "the squares of Z_L - Y leave the range of double precision: how well the outputs fit"
              + " the labels is not known");
    }
    return new CertifiedHead(
        source,
        Sizes.of(head),
        known ? quantities.fit() : null,
        remarks,
        HeadCertificates.of(quantities, facts, null));
  }

  /**
   * Certifies a head in files.
   *
   * @param given the files, and what is known beside them
   * @return the head with its certificates
   * @throws BadInputException if a file is not what was expected, or files do not fit each other:
   *     one line with the file
   * @throws org.collapsar.FailedException if a file cannot be read
   */
  public static CertifiedHead run(CertifyRequest given) {
    CertifyRequest request = given.expanded();
    List<Matrix> weights = request.weights().stream().map(MatrixFile::read).toList();
    int classes = weights.get(weights.size() - 1).rows();
    Integer saidClasses = request.rules().labels().classes();
    if (saidClasses != null && saidClasses != classes) {
      throw new BadInputException(
          "--classes: expected "
              + classes
              + ", the rows of "
              + request.weights().get(weights.size() - 1)
              + ", found "
              + saidClasses);
    }
    List<String> said = new ArrayList<>();
    try (LabelledTables samples =
        LabelledTables.openOne(
            request.features(),
            request.labels(),
            request.rules(),
            weights.get(0).columns(),
            raw -> ClassLabels.ofRows(raw, request.rules().labels(), classes),
            said::add)) {
      Rows table = samples.one().rows();
      checkChain(request, table.columns(), weights);
      LinearHead head =
          new LinearHead(
              MatrixFile.matrix(table),
              samples.labels().column().labels(),
              classes,
              weights,
              biases(request, weights));
      return certify(request.features(), head, request.settings(), said);
    }
  }

  /**
   * Certifies a head in memory, with what a user knows beside it.
   *
   * @param source what it is called in text
   * @param head the linear layers with their input
   * @param settings what is known beside it
   * @return the head with its certificates
   */
  public static CertifiedHead certify(String source, LinearHead head, CertifySettings settings) {
    return certify(source, head, settings, List.of());
  }

  private static CertifiedHead certify(
      String source, LinearHead head, CertifySettings settings, List<String> notes) {
    List<String> said = new ArrayList<>(notes);
    NetworkFacts facts = settings.facts();
    WeightDecay decay = settings.weightDecay();
    if (decay != null) {
      double lambda = decay.lambda(head.samples(), head.classes());
      facts = facts.withDecay(lambda);
      said.add(
          "weight decay "
              + decay.decay()
              + " beside the loss "
              + decay.beside().word()
              + " is lambda = "
              + lambda);
    }
    double scale = settings.targetScale();
    LinearHead unit = head;
    if (scale != 1) {
      unit = head.forTargetScale(scale);
      said.add(
          "targets of length "
              + scale
              + ": certified is the network with outputs Z_L / "
              + scale
              + ", each of its weights divided by "
              + scale
              + "^(1/"
              + head.depth()
              + ")");
      if (facts.parameterNorm().isPresent()) {
        double norm = facts.parameterNorm().getAsDouble();
        double squares = norm * norm - squaredNorm(head) + squaredNorm(unit);
        facts = facts.withParameterNorm(Math.sqrt(Math.max(0, squares)));
      }
    }
    return certify(source, unit, facts, said, settings.threads());
  }

  private static double squaredNorm(LinearHead head) {
    return head.weights().stream().mapToDouble(Matrix::squaredNorm).sum();
  }

  private static void checkChain(CertifyRequest request, int columns, List<Matrix> weights) {
    int inputs = columns;
    String before = request.features() + " has columns";
    for (int i = 0; i < weights.size(); i++) {
      Matrix w = weights.get(i);
      if (w.columns() != inputs) {
        throw new BadInputException(
            request.weights().get(i)
                + ": expected "
                + inputs
                + " columns, as many as "
                + before
                + ", found "
                + w.rows()
                + " x "
                + w.columns()
                + (w.rows() == inputs
                    ? " (its transpose would fit)"
                    : order(request, columns, weights)));
      }
      inputs = w.rows();
      before = request.weights().get(i) + " has rows";
    }
  }

  /** The one order in which the weights would fit each other, for a message; empty if none does. */
  private static String order(CertifyRequest request, int columns, List<Matrix> weights) {
    List<List<Integer>> orders = new ArrayList<>();
    chains(columns, weights, new ArrayList<>(), orders);
    return orders.size() != 1
        ? ""
        : orders.get(0).stream()
            .map(i -> "--weights " + request.weights().get(i))
            .collect(Collectors.joining(" ", " (in this order they would fit: ", ")"));
  }

  /** All orders in which each layer takes what the one before gives; two are enough to know. */
  private static void chains(
      int inputs, List<Matrix> weights, List<Integer> taken, List<List<Integer>> orders) {
    if (taken.size() == weights.size()) {
      orders.add(List.copyOf(taken));
    }
    for (int i = 0; i < weights.size() && orders.size() < 2; i++) {
      if (!taken.contains(i) && weights.get(i).columns() == inputs) {
        taken.add(i);
        chains(weights.get(i).rows(), weights, taken, orders);
        taken.remove(taken.size() - 1);
      }
    }
  }

  private static List<double @Nullable []> biases(CertifyRequest request, List<Matrix> weights) {
    List<String> files = request.biases();
    if (files.size() > 1 && files.size() != weights.size()) {
      throw new BadInputException(
          "--bias: expected one for each of the "
              + weights.size()
              + " --weights, or one for the last, found "
              + files.size());
    }
    List<double @Nullable []> biases = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      int at = files.size() == 1 ? (i == weights.size() - 1 ? 0 : -1) : i;
      biases.add(at < 0 || files.isEmpty() ? null : bias(files.get(at), weights.get(i).rows()));
    }
    return biases;
  }

  private static double[] bias(String file, int neurons) {
    double[] b = MatrixFile.readVector(file);
    if (b.length != neurons) {
      throw new BadInputException(
          file + ": expected " + neurons + " numbers, one per neuron, found " + b.length);
    }
    return b;
  }
}
