package org.collapsar.probe;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.collapsar.BadInputException;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.net.Network;
import org.collapsar.net.SampleSource;
import org.collapsar.theory.InitialQuantities;
import org.collapsar.train.Loss;
import org.collapsar.train.TrainConfig;
import org.jspecify.annotations.Nullable;

/**
 * Measurement of a network epoch after epoch: one pass over all training samples in the network's
 * precision, which every family of metrics that is due sees, and then what each of them makes of
 * it. Every reduction is in double and in a fixed order.
 *
 * <pre>
 * EpochProbe probe = EpochProbe.of(network, train).threads(2).metrics("loss", "nc1.total").open();
 * </pre>
 */
public final class EpochProbe implements AutoCloseable {
  private record Part(MetricFamily family, MetricFamily.Collector collector) {}

  private final Training training;
  private final List<String> ids;
  private final List<String> layerIds;
  private final List<Part> parts = new ArrayList<>();
  private final NetworkSweep pass;

  private EpochProbe(Request request) {
    this.ids = List.copyOf(new LinkedHashSet<>(request.metrics));
    this.layerIds = List.copyOf(new LinkedHashSet<>(request.layers));
    this.training =
        new Training(
            request.network,
            request.train,
            request.test,
            request.config,
            request.loss,
            new ThreadTeam(request.threads));
    NetworkSweep made = null;
    try {
      Set<String> read = new HashSet<>();
      for (MetricFamily family : request.families.all()) {
        if (!wanted(family, request.matrices, Set.of()).isEmpty()) {
          read.addAll(family.reads());
        }
      }
      boolean before = false;
      for (MetricFamily family : request.families.all()) {
        MetricFamily.Wanted wanted = wanted(family, request.matrices, read);
        if (!wanted.isEmpty()) {
          MetricFamily.Collector collector = family.start(training, wanted);
          parts.add(new Part(family, collector));
          before |= collector.needsBefore();
        }
      }
      made = request.network.sweep(training.team(), request.loss, before);
    } finally {
      if (made == null) {
        closeParts();
      }
    }
    this.pass = made;
  }

  /** What is asked for of a family, and what others of the families asked for {@code read}. */
  private MetricFamily.Wanted wanted(MetricFamily family, List<String> matrices, Set<String> read) {
    Set<String> offered = new LinkedHashSet<>();
    family.offers().forEach(info -> offered.add(info.id()));
    List<String> metrics = new ArrayList<>(ids.stream().filter(offered::contains).toList());
    offered.stream().filter(id -> read.contains(id) && !ids.contains(id)).forEach(metrics::add);
    List<String> ofLayers = family.ofLayers().stream().map(MetricInfo::id).toList();
    List<String> names = family.matrices().stream().map(MatrixInfo::name).toList();
    return new MetricFamily.Wanted(
        metrics,
        layerIds.stream().filter(ofLayers::contains).toList(),
        matrices.stream().filter(names::contains).toList());
  }

  /**
   * Begins to say what is to be measured.
   *
   * @param network before its first step; stays open and belongs to the caller, as does {@code
   *     train}
   * @param train the training samples
   * @return a request with the usual metrics
   */
  public static Request of(ObservedNetwork network, SampleSource train) {
    return new Request(network, train);
  }

  /**
   * Begins to say what is to be measured of a stack of dense layers.
   *
   * @param network before its first step; stays open and belongs to the caller
   * @param train the training samples
   * @return a request with the usual metrics
   */
  public static Request of(Network network, SampleSource train) {
    return of(new DenseNetwork(network), train);
  }

  /** Request for what is to be measured, said part by part. */
  public static final class Request {
    private final ObservedNetwork network;
    private final SampleSource train;
    private @Nullable SampleSource test;
    private @Nullable TrainConfig config;
    private Loss loss = Loss.SQUARED;
    private int threads = 1;
    private MetricFamilies families = NetworkFamilies.ALL;
    private List<String> metrics = NetworkFamilies.USUAL;
    private List<String> layers = List.of();
    private List<String> matrices = List.of();

    private Request(ObservedNetwork network, SampleSource train) {
      this.network = network;
      this.train = train;
    }

    /**
     * Adds test samples, which stay open and belong to the caller.
     *
     * @param test null for none
     * @return this request
     */
    public Request test(@Nullable SampleSource test) {
      this.test = test;
      return this;
    }

    /**
     * Says how the network is trained, its loss included; its threads do not count here.
     *
     * @param config of the training
     * @return this request
     */
    public Request trainedBy(TrainConfig config) {
      this.config = config;
      this.loss = config.loss();
      return this;
    }

    /**
     * Sets the loss, where no more is known of how the network is trained; it is the squared one
     * unless set.
     *
     * @param loss of the network
     * @return this request
     */
    public Request loss(Loss loss) {
      this.loss = loss;
      return this;
    }

    /**
     * Sets how many threads compute; no number depends on it.
     *
     * @param threads at least 1
     * @return this request
     */
    public Request threads(int threads) {
      this.threads = threads;
      return this;
    }

    /**
     * Sets the families that there are; {@link NetworkFamilies#ALL} unless set.
     *
     * @param families with all metrics that are asked for
     * @return this request
     */
    public Request families(MetricFamilies families) {
      this.families = families;
      return this;
    }

    /**
     * Sets the metrics of the network; {@link NetworkFamilies#USUAL} unless set.
     *
     * @param ids in the order of the result
     * @return this request
     */
    public Request metrics(List<String> ids) {
      this.metrics = List.copyOf(ids);
      return this;
    }

    /**
     * Sets the metrics of the network, as {@link #metrics(List)} does.
     *
     * @param ids in the order of the result
     * @return this request
     */
    public Request metrics(String... ids) {
      return metrics(List.of(ids));
    }

    /**
     * Sets the metrics of every layer; none unless set.
     *
     * @param ids in the order of the result
     * @return this request
     */
    public Request layers(List<String> ids) {
      this.layers = List.copyOf(ids);
      return this;
    }

    /**
     * Sets the metrics of every layer, as {@link #layers(List)} does.
     *
     * @param ids in the order of the result
     * @return this request
     */
    public Request layers(String... ids) {
      return layers(List.of(ids));
    }

    /**
     * Sets the matrices; none unless set.
     *
     * @param names in matrices.csv
     * @return this request
     */
    public Request matrices(List<String> names) {
      this.matrices = List.copyOf(names);
      return this;
    }

    /**
     * Sets the matrices, as {@link #matrices(List)} does.
     *
     * @param names in matrices.csv
     * @return this request
     */
    public Request matrices(String... names) {
      return matrices(List.of(names));
    }

    /**
     * Makes the probe, with whatever the families take of the network before its first step.
     *
     * @return a probe that has to be closed
     * @throws BadInputException if a metric or a matrix is unknown, or cannot be measured in
     *     training
     */
    public EpochProbe open() {
      for (String id : metrics) {
        check(id, families.refusal(id), families.find(id).isPresent());
      }
      for (String id : layers) {
        check(id, families.refusalOfLayers(id), families.find(id).isPresent());
      }
      List<String> known = families.matrices().stream().map(MatrixInfo::name).toList();
      for (String name : matrices) {
        if (!known.contains(name)) {
          throw new BadInputException(
              "matrix: expected one of %s, found %s".formatted(String.join(", ", known), name));
        }
      }
      return new EpochProbe(this);
    }

    private static void check(String id, Optional<String> refusal, boolean known) {
      if (refusal.isPresent()) {
        throw new BadInputException("metric " + id + " " + refusal.get());
      }
      if (!known) {
        MetricCatalogue.find(id);
      }
    }
  }

  /**
   * {@return the moment after an epoch of the training that this was made for}
   *
   * @param epoch how many epochs are done
   * @throws IllegalStateException if it is not known how the network is trained
   */
  public Moment after(int epoch) {
    return training.after(epoch);
  }

  /**
   * Measures everything, for a network that is looked at once.
   *
   * @return the values asked for
   */
  public EpochMeasurement measure() {
    return measure(Moment.ONCE);
  }

  /**
   * Measures everything, whatever its cadence.
   *
   * @param moment of the run
   * @return the values asked for
   */
  public EpochMeasurement measure(Moment moment) {
    return measure(moment, cadence -> true, List.of());
  }

  /**
   * Measures what is due.
   *
   * @param moment of the run
   * @param due tells of a cadence whether it is due
   * @param guests see every piece of the pass, too, such as a {@link CertificateProbe}; where one
   *     needs it the pass has its {@link #gradient()}
   * @return the values asked for that were due
   */
  public EpochMeasurement measure(
      Moment moment, Predicate<Cadence> due, List<? extends PassVisitor> guests) {
    Epoch epoch = new Epoch(training, moment, due, pass);
    List<MetricFamily.Collector> now = new ArrayList<>();
    for (Part part : parts) {
      if (epoch.due(part.family.cadence()) || part.collector.alsoDue(epoch)) {
        now.add(part.collector);
      }
    }
    List<PassVisitor> visitors = new ArrayList<>(now);
    visitors.addAll(guests);
    now.forEach(collector -> collector.begin(epoch));
    PassVisitor all =
        (start, samples, passed) -> {
          for (PassVisitor visitor : visitors) {
            visitor.visit(start, samples, passed);
          }
        };
    boolean gradient = visitors.stream().anyMatch(PassVisitor::needsGradient);
    epoch.passed(
        gradient
            ? pass.differentiate(training.train(), all)
            : pass.evaluate(training.train(), all));
    now.forEach(collector -> collector.measure(epoch));
    return epoch.measurement(ids, layerIds);
  }

  /**
   * {@return the gradient of the last measurement that had one, as {@link NetworkSweep#gradient()}}
   */
  public Gradient gradient() {
    return pass.gradient();
  }

  /**
   * {@return what the certificates of Theorem 4.4 take of the network before its first step; null
   * where nothing that is measured takes it}
   */
  public @Nullable InitialQuantities initial() {
    for (Part part : parts) {
      InitialQuantities found = part.collector.initial();
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private void closeParts() {
    parts.forEach(part -> part.collector.close());
    training.team().close();
  }

  @Override
  public void close() {
    closeParts();
    pass.close();
  }
}
