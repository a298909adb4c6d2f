package org.collapsar.lab.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.data.images.ImageSet;
import org.collapsar.data.images.Preprocessing;
import org.collapsar.files.Shaping;
import org.collapsar.lab.measure.MeasureListener;
import org.collapsar.linalg.Matrix;
import org.collapsar.model.FoundClassifier;
import org.collapsar.model.LinearLayer;
import org.collapsar.model.ModelClassifier;
import org.collapsar.model.ModelRun;
import org.collapsar.model.Models;
import org.collapsar.model.TrainedModel;
import org.jspecify.annotations.Nullable;

/**
 * Trained network that is ready to run over images. It runs once over each set; what its layers
 * give lies in temporary files ({@link ImageFeatures}), and is measured, written or certified from
 * there. One thread at a time.
 */
public final class FeatureJob implements AutoCloseable {
  /** Logits that W h + b misses by more of their size are those of another classifier. */
  private static final double LARGEST_MISS = 0.01;

  private final ModelRequest request;
  private final TrainedModel model;
  private final FoundClassifier found;
  private final List<String> layers;
  private final ChosenLayers chosen;
  private final int logits;
  private final Preprocessing preprocessing;
  private final SampleForm form;
  private final Future<ModelRun> run;
  private final MeasureListener listener;

  private FeatureJob(
      ModelRequest request,
      TrainedModel model,
      FoundClassifier found,
      ChosenLayers chosen,
      MeasureListener listener) {
    this.request = request;
    this.model = model;
    this.found = found;
    this.chosen = chosen;
    this.layers = chosen.names();
    this.listener = listener;
    this.form = new SampleForm(request.model(), model.input());
    this.preprocessing = form.preprocessing(request.preprocessing());
    List<String> asked = new ArrayList<>(layers);
    ModelClassifier classifier = found.classifier();
    if (classifier != null && !asked.contains(classifier.logits())) {
      asked.add(classifier.logits());
    }
    this.logits = classifier == null ? -1 : asked.indexOf(classifier.logits());
    // What is opened meanwhile, an archive of many images as a rule, takes as long.
    this.run = Later.begin("network", () -> model.run(asked, request.device(), request.threads()));
  }

  /**
   * Opens a model, and begins to get it ready.
   *
   * @param request the model, and how it is run
   * @param listener hears of progress, notes and warnings
   * @return a job that has to be closed
   * @throws BadInputException if it is no model, a layer is none of it, or the options contradict
   *     it
   * @throws org.collapsar.modules.MissingModuleException if its format needs a module
   */
  public static FeatureJob open(ModelRequest request, MeasureListener listener) {
    return of(request, Models.open(request.model(), request.trusted()), listener);
  }

  /**
   * Opens a model with what goes into the linear layers at its end as the only layer.
   *
   * @param request the model, and how it is run
   * @param listener hears of progress, notes and warnings
   * @return a job that has to be closed
   * @throws BadInputException if it is no model, or has no classifier
   * @throws org.collapsar.modules.MissingModuleException if its format needs a module
   */
  public static FeatureJob ofHead(ModelRequest request, MeasureListener listener) {
    return ofHead(request, Models.open(request.model(), request.trusted()), listener);
  }

  static FeatureJob ofHead(ModelRequest request, TrainedModel model, MeasureListener listener) {
    FoundClassifier found = model.classifier(request.choice());
    return new FeatureJob(
        request, model, found, only(List.of(found.require().head().get(0).input())), listener);
  }

  static FeatureJob of(ModelRequest request, TrainedModel model, MeasureListener listener) {
    FoundClassifier found = model.classifier(request.choice());
    return new FeatureJob(request, model, found, ChosenLayers.of(request, model, found), listener);
  }

  private static ChosenLayers only(List<String> names) {
    return new ChosenLayers(names, Map.of());
  }

  /**
   * The same model with other layers, for which it is made ready anew.
   *
   * @param named names of tensors
   */
  FeatureJob withLayers(List<String> named) {
    return new FeatureJob(request, model, found, only(named), listener);
  }

  /** {@return the model that is run} */
  public TrainedModel model() {
    return model;
  }

  /** {@return the classifier, or why there is none} */
  public FoundClassifier found() {
    return found;
  }

  /** {@return the tensors that are kept, in the order of the graph} */
  public List<String> layers() {
    return layers;
  }

  /**
   * {@return the tensors whose mean over the places is a layer that is kept in their place, by that
   * layer}
   */
  public Map<String, String> blocks() {
    return chosen.blocks();
  }

  /** {@return what is done to an image} */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  ModelRequest request() {
    return request;
  }

  MeasureListener listener() {
    return listener;
  }

  /** Where it runs and by what, for pages. */
  String runtime() {
    return Later.await(run).description();
  }

  /**
   * Runs the network over a set.
   *
   * @param set the images; stays open
   * @return the features, which have to be closed
   * @throws BadInputException if an image is broken or does not fit the network, the network cannot
   *     be run, or the classifier that was found does not give the logits
   * @throws FailedException if the device is not there
   */
  public ImageFeatures over(ImageSet set) {
    return over(set, preprocessing, true);
  }

  /**
   * The same with other preprocessing.
   *
   * @param checked whether the network is checked, and the size of what is kept is said
   */
  ImageFeatures over(ImageSet set, Preprocessing prepared, boolean checked) {
    ImagePass pass = new ImagePass(Later.await(run), form, layers, logits, shapings(), listener);
    ImageFeatures features =
        pass.over(set, prepared, request.threads(), request.skipBroken(), checked);
    boolean done = false;
    try {
      if (checked) {
        checkClassifier(pass);
      }
      done = true;
      return features;
    } finally {
      if (!done) {
        features.close();
      }
    }
  }

  /** The linear layers at the end take all numbers of what goes in, whatever its dimensions. */
  private List<Shaping> shapings() {
    ModelClassifier classifier = found.classifier();
    List<Shaping> shapings = new ArrayList<>();
    for (String layer : layers) {
      boolean whole =
          classifier != null
              && (layer.equals(classifier.logits())
                  || classifier.head().stream().anyMatch(each -> layer.equals(each.input())));
      shapings.add(whole ? Shaping.FLATTEN : request.shaping());
    }
    if (logits >= layers.size()) {
      shapings.add(Shaping.FLATTEN);
    }
    return shapings;
  }

  /**
   * Whether the linear layers that were found give the logits, on the first images: those from the
   * first on whose input is kept.
   */
  private void checkClassifier(ImagePass pass) {
    ModelClassifier classifier = found.classifier();
    float[] z = logits < 0 ? null : pass.begin(logits);
    if (classifier == null || z == null) {
      return;
    }
    List<LinearLayer> head = classifier.head();
    for (int l = 0; l < head.size(); l++) {
      int at = layers.indexOf(head.get(l).input());
      float[] h = at < 0 ? null : pass.begin(at);
      if (h != null) {
        double miss = miss(head.subList(l, head.size()), h, z);
        if (!(miss <= LARGEST_MISS)) {
          throw new BadInputException(
              String.format(
                  Locale.ROOT,
                  "%s: expected the classifier %s to give the tensor %s from %s, found that it"
                      + " misses it by %.2g of its size: --classifier and --features-layer choose"
                      + " others",
                  request.model(),
                  classifier.layer().name(),
                  classifier.logits(),
                  head.get(l).input(),
                  miss));
        }
        return;
      }
    }
  }

  /** By how much of their size the logits are missed; infinity where sizes do not fit. */
  private static double miss(List<LinearLayer> head, float[] h, float[] z) {
    int d = head.get(0).weights().columns();
    int count = h.length / d;
    int k = head.get(head.size() - 1).weights().rows();
    if (h.length != (long) count * d || z.length != (long) count * k) {
      return Double.POSITIVE_INFINITY;
    }
    double squares = 0;
    double misses = 0;
    for (int i = 0; i < count; i++) {
      double[] x = new double[d];
      for (int j = 0; j < d; j++) {
        x[j] = h[i * d + j];
      }
      for (LinearLayer layer : head) {
        x = outputs(layer, x);
      }
      for (int c = 0; c < k; c++) {
        double logit = z[i * k + c];
        squares += logit * logit;
        misses += (x[c] - logit) * (x[c] - logit);
      }
    }
    return misses == 0 ? 0 : Math.sqrt(misses / squares);
  }

  private static double[] outputs(LinearLayer layer, double[] x) {
    Matrix w = layer.weights();
    double[] b = layer.bias();
    double[] outputs = b == null ? new double[w.rows()] : b.clone();
    for (int i = 0; i < outputs.length; i++) {
      for (int j = 0; j < x.length; j++) {
        outputs[i] += w.get(i, j) * x[j];
      }
    }
    return outputs;
  }

  /** Why outputs of the network are not the classes of some images; null where they are. */
  @Nullable String mismatch(List<String> classes) {
    ModelClassifier classifier = found.classifier();
    if (classifier == null) {
      return "because the network has no classifier that is known: " + reason();
    }
    return classifier.classes() == classes.size()
        ? null
        : "because the classifier has "
            + classifier.classes()
            + " outputs and the images have "
            + classes.size()
            + (classes.size() == 1 ? " class" : " classes")
            + (classes.size() < classifier.classes()
                ? ": --class-names says which output is which"
                : "");
  }

  /** Why there is no classifier, without the file, which is known; null where there is one. */
  @Nullable String reason() {
    String file = request.model() + ": ";
    String reason = found.reason();
    return reason != null && reason.startsWith(file) ? reason.substring(file.length()) : reason;
  }

  @Override
  public void close() {
    try {
      Later.await(run).close();
    } catch (BadInputException | FailedException e) {
      // It was never made, which whoever wanted to run it was told.
    }
  }
}
