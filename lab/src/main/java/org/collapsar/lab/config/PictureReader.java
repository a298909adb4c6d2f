package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.data.images.ImageData;
import org.collapsar.data.images.ImageShaping;
import org.collapsar.data.images.Resize;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.jspecify.annotations.Nullable;

/** Reads and writes those keys of {@code data} that say which pictures, and in what size. */
final class PictureReader {
  static final String[] KEYS = {
    "name",
    "path",
    "split",
    "testSplit",
    "maxPerClass",
    "relabelFile",
    "classNames",
    "skipBroken",
    "resize",
    "crop",
    "grayscale",
    "classes",
    "relabel",
    "samplesPerClass",
    "scaling"
  };

  private PictureReader() {}

  static ImageData images(Section s) {
    return new ImageData(
        path(s, "path"),
        s.textOrNull("split"),
        s.textOrNull("testSplit"),
        s.has("maxPerClass") ? s.whole("maxPerClass", 1) : 0,
        s.has("relabelFile") ? path(s, "relabelFile") : null,
        s.has("classNames") ? path(s, "classNames") : null,
        s.flag("skipBroken", false),
        shaping(s));
  }

  /** Made absolute, so that a run can be resumed and certified from elsewhere. */
  private static String path(Section s, String key) {
    try {
      return Path.of(s.text(key)).toAbsolutePath().normalize().toString();
    } catch (InvalidPathException e) {
      throw s.bad(key, "the path of a file or folder");
    }
  }

  static ImageShaping shaping(Section s) {
    int[] resize = sides(s, "resize", "the pixels of the shorter side, or [height, width]");
    int[] crop = sides(s, "crop", "the pixels of both sides, or [height, width]");
    return new ImageShaping(
        resize == null
            ? null
            : resize.length == 1
                ? Resize.shortSide(resize[0])
                : Resize.exactly(resize[0], resize[1]),
        crop == null ? 0 : crop[0],
        crop == null ? 0 : crop[crop.length - 1],
        s.flag("grayscale", false));
  }

  private static int @Nullable [] sides(Section s, String key, String expected) {
    if (!s.has(key)) {
      return null;
    }
    Value value = s.value(key, expected);
    if (!value.isList()) {
      return new int[] {(int) value.whole(1, ImageShaping.MOST_PIXELS)};
    }
    List<Long> sides = s.list(key, expected, item -> item.whole(1, ImageShaping.MOST_PIXELS));
    if (sides.size() != 2) {
      throw s.bad(key, expected);
    }
    return new int[] {sides.get(0).intValue(), sides.get(1).intValue()};
  }

  /** What {@link #images} reads back to the same, but for what other data have as well. */
  static void put(ObjectNode json, ImageData d) {
    json.put("path", d.path());
    putIfGiven(json, "split", d.split());
    putIfGiven(json, "testSplit", d.testSplit());
    if (d.maxPerClass() > 0) {
      json.put("maxPerClass", d.maxPerClass());
    }
    putIfGiven(json, "relabelFile", d.relabelFile());
    putIfGiven(json, "classNames", d.classNames());
    if (d.skipBroken()) {
      json.put("skipBroken", true);
    }
    put(json, d.shaping());
  }

  private static void putIfGiven(ObjectNode json, String key, @Nullable String text) {
    if (text != null) {
      json.put(key, text);
    }
  }

  static void put(ObjectNode json, ImageShaping shaping) {
    Resize resize = shaping.resize();
    if (resize != null && resize.shortSide() > 0) {
      json.put("resize", resize.shortSide());
    } else if (resize != null) {
      put(json.putArray("resize"), resize.height(), resize.width());
    }
    if (shaping.cropHeight() > 0 && shaping.cropHeight() == shaping.cropWidth()) {
      json.put("crop", shaping.cropHeight());
    } else if (shaping.cropHeight() > 0) {
      put(json.putArray("crop"), shaping.cropHeight(), shaping.cropWidth());
    }
    if (shaping.grayscale()) {
      json.put("grayscale", true);
    }
  }

  private static void put(ArrayNode sides, int height, int width) {
    sides.add(height).add(width);
  }
}
