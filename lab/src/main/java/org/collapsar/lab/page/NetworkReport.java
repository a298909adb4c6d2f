package org.collapsar.lab.page;

import java.util.List;
import org.collapsar.lab.certify.CertifiedHead;
import org.jspecify.annotations.Nullable;

/**
 * Part of the page of measured features where they come from a trained network that was run over
 * images: the network, how the images were prepared for it, the first of them as it sees them, and
 * the certificates of its linear head. Accuracy, the layers and their geometry are those of the
 * measured rows.
 *
 * @param name the file of the model, without its folder
 * @param model what the file is, for example "ONNX, opset 13, written by pytorch 1.13.1"
 * @param classifier which layer gives the logits and what it takes, or why there is none; a
 *     sentence
 * @param data which images were run, for example "10,000 images of cifar10-images.zip, split test"
 * @param preprocessing what was done to an image, one line per step, in order
 * @param neighbours the same network on some images prepared in a neighbouring way; empty where
 *     nobody asked
 * @param thumbnails the first images as the network sees them; empty for none
 * @param certificates of the linear layers at the end; empty for none
 */
public record NetworkReport(
    String name,
    String model,
    String classifier,
    String data,
    List<String> preprocessing,
    List<Neighbour> neighbours,
    List<Thumbnail> thumbnails,
    List<CertifiedHead> certificates) {

  /**
   * Keeps copies of the lists.
   *
   * @param name the file of the model, without its folder
   * @param model what the file is, for example "ONNX, opset 13, written by pytorch 1.13.1"
   * @param classifier which layer gives the logits and what it takes, or why there is none; a
   *     sentence
   * @param data which images were run, for example "10,000 images of cifar10-images.zip, split
   *     test"
   * @param preprocessing what was done to an image, one line per step, in order
   * @param neighbours the same network on some images prepared in a neighbouring way; empty where
   *     nobody asked
   * @param thumbnails the first images as the network sees them; empty for none
   * @param certificates of the linear layers at the end; empty for none
   */
  public NetworkReport {
    preprocessing = List.copyOf(preprocessing);
    neighbours = List.copyOf(neighbours);
    thumbnails = List.copyOf(thumbnails);
    certificates = List.copyOf(certificates);
  }

  /**
   * Image as the network sees it.
   *
   * @param png the image after all that was done to it, turned back into 8 bits a channel
   * @param of the name of its class
   * @param decided the class with the largest logit; null where there is no classifier
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
  public record Thumbnail(byte[] png, String of, @Nullable String decided) {}

  /**
   * Neighbouring way to prepare the images, measured on some of them.
   *
   * @param choice what differs, for example "BGR in place of RGB"; the first neighbour is the way
   *     that was taken
   * @param images how many were run
   * @param accuracy share of them that the classifier gets right; NaN without one
   * @param nc1 nc1.quotient of the features of these images; NaN where undefined
   */
  public record Neighbour(String choice, int images, double accuracy, double nc1) {}
}
