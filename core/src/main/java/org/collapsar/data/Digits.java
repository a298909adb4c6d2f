package org.collapsar.data;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.collapsar.FailedException;
import org.collapsar.files.Sha256;
import org.collapsar.random.Seed;

/**
 * The built-in digits: 1797 images of 8 x 8 pixels, 0 to 16. They come as one set; four fifths of
 * each class (rounded) train, the rest tests, drawn with a seed that is fixed here, so that every
 * run of every version sees the same split.
 */
final class Digits {
  static final DataSetInfo INFO =
      new DataSetInfo(
          "digits",
          "Optical Recognition of Handwritten Digits (test set)",
          64,
          Optional.of(new ImageShape(1, 8, 8)),
          List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
          1438,
          359,
          16,
          true,
          "E. Alpaydin, C. Kaynak (1998), UCI Machine Learning Repository",
          "https://doi.org/10.24432/C50P49",
          "CC BY 4.0");

  private static final String RESOURCE = "digits.csv.gz";
  private static final String SHA256 =
      "46abec6b12486ad9e51943373abcf22bbea1b5a51a1619b361570d8893f1464a";
  private static final int SAMPLES = 1797;
  private static final Seed SPLIT_SEED = Seed.of(0).split("digits");

  private Digits() {}

  static DataSplit load() {
    byte[] packed = resource();
    String found = Sha256.of(packed);
    if (!found.equals(SHA256)) {
      throw new FailedException(
          "the built-in digits are damaged (sha256 expected "
              + SHA256
              + ", found "
              + found
              + "): install the program again");
    }
    Dataset all = parse(packed);
    boolean[] trains = trainingSamples(all);
    Dataset train = all.select(where(trains, true));
    return new DataSplit(
        train,
        all.select(where(trains, false)),
        new Provenance(
            INFO.name(),
            INFO.citation() + ", " + INFO.url() + "; built in",
            Map.of(RESOURCE, SHA256),
            INFO.licence(),
            INFO.classNames(),
            ClassCounts.of(train),
            null,
            INFO.featureMaximum()));
  }

  private static byte[] resource() {
    try (InputStream in = Digits.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new FailedException("the built-in digits are missing: install the program again");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new FailedException("the built-in digits cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** The hash has been checked, so that the layout is known. */
  private static Dataset parse(byte[] packed) {
    int dimension = INFO.dimension();
    byte[] pixels = new byte[SAMPLES * dimension];
    byte[] labels = new byte[SAMPLES];
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(packed)),
                StandardCharsets.US_ASCII))) {
      for (int i = 0; i < SAMPLES; i++) {
        String[] cells = lines.readLine().split(",", -1);
        for (int j = 0; j < dimension; j++) {
          pixels[i * dimension + j] = Byte.parseByte(cells[j]);
        }
        labels[i] = Byte.parseByte(cells[dimension]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ByteDataset(INFO.name(), pixels, labels, INFO.image().orElseThrow(), INFO.classes());
  }

  private static boolean[] trainingSamples(Dataset all) {
    boolean[] trains = new boolean[all.size()];
    for (int c = 0; c < all.classes(); c++) {
      int[] members = members(all, c);
      shuffle(members, SPLIT_SEED.split(c).generator());
      long take = Math.round(0.8 * members.length);
      for (int i = 0; i < take; i++) {
        trains[members[i]] = true;
      }
    }
    return trains;
  }

  private static int[] members(Dataset all, int label) {
    return IntStream.range(0, all.size()).filter(i -> all.label(i) == label).toArray();
  }

  private static int[] where(boolean[] flags, boolean value) {
    return IntStream.range(0, flags.length).filter(i -> flags[i] == value).toArray();
  }

  private static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = values[i];
      values[i] = values[j];
      values[j] = kept;
    }
  }
}
