package org.collapsar.lab.document;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.collapsar.data.ImageShape;

/** Writer of the shape of images in documents: [channels, height, width]. */
public final class ImageJson {
  private ImageJson() {}

  /**
   * Writes a shape.
   *
   * @param image C, H and W
   * @return an array of three numbers
   */
  public static ArrayNode of(ImageShape image) {
    return JsonNodeFactory.instance
        .arrayNode()
        .add(image.channels())
        .add(image.height())
        .add(image.width());
  }
}
