package org.collapsar.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.data.CifarForm.Part;
import org.collapsar.files.Sha256;
import org.collapsar.files.TarReader;
import org.collapsar.files.io.Gzip;
import org.collapsar.files.io.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * CIFAR-10 or CIFAR-100 in any of the forms in which it is given out. The sum of an archive is that
 * of all of it; where it was unpacked each file has one.
 *
 * @param directory below the data directory
 * @param records what the files hold
 * @param forms the one that is fetched first
 */
record CifarSet(
    DataSetInfo info,
    String directory,
    CifarRecords records,
    List<CifarForm> forms,
    List<FileSource> sources)
    implements StoredSet {

  CifarSet {
    forms = List.copyOf(forms);
    sources = List.copyOf(sources);
  }

  /** Where a form lies: an archive, or the folder with its files. */
  private record Place(CifarForm form, Path path, boolean packed) {}

  @Override
  public List<DataFile> files() {
    return List.of(forms.get(0).archive());
  }

  @Override
  public List<DataFile> missingIn(Path path) {
    return placeIn(path) == null ? files() : List.of();
  }

  private @Nullable Place placeIn(Path path) {
    for (CifarForm form : forms) {
      Path unpacked = form.unpackedIn(path);
      if (unpacked != null) {
        return new Place(form, unpacked, false);
      }
      Path archive = form.archiveIn(path);
      if (archive != null) {
        return new Place(form, archive, true);
      }
    }
    return null;
  }

  @Override
  public DataSplit read(Path path) {
    Place place = Files.isRegularFile(path) ? archive(path) : placeIn(path);
    if (place == null) {
      List<String> names = new ArrayList<>();
      for (CifarForm form : forms) {
        names.add(form.archive().name());
        names.add(form.folder());
      }
      throw new BadInputException(
          path + ": expected " + info.title() + " as " + String.join(", ", names) + ", found none");
    }
    Map<String, String> sums = new LinkedHashMap<>();
    Halves halves = place.packed() ? unpack(place, sums) : folder(place, sums);
    ImageShape image = info.image().orElseThrow();
    String label = place.path().toString();
    Dataset train =
        new ByteDataset(label, halves.train.pixels, halves.train.labels, image, info.classes());
    Dataset test =
        new ByteDataset(label, halves.test.pixels, halves.test.labels, image, info.classes());
    return new DataSplit(
        train,
        test,
        new Provenance(
            info.name(),
            info.citation() + ", " + info.url() + "; read from " + place.path(),
            sums,
            info.licence(),
            info.classNames(),
            ClassCounts.of(train),
            null,
            info.featureMaximum()));
  }

  /** The form of an archive that is named itself: by its size, whatever it is called. */
  private Place archive(Path file) {
    try {
      long bytes = Files.size(file);
      List<String> known = new ArrayList<>();
      for (CifarForm form : forms) {
        if (form.archive().bytes() == bytes) {
          return new Place(form, file, true);
        }
        known.add(form.archive().name() + " of " + form.archive().bytes() + " bytes");
      }
      throw new BadInputException(
          "%s: expected %s, found a file of %d bytes; pictures in folders are data 'images'"
              .formatted(file, String.join(" or ", known), bytes));
    } catch (IOException e) {
      throw Unreadable.file(file, e);
    }
  }

  /** Pixels and labels of one half. */
  private static final class Half {
    private final byte[] pixels;
    private final byte[] labels;

    Half(int samples) {
      pixels = new byte[Math.multiplyExact(samples, CifarRecords.PIXELS)];
      labels = new byte[samples];
    }
  }

  private final class Halves {
    private final Half train = new Half(info.trainSamples());
    private final Half test = new Half(info.testSamples());

    /** Reads a file, from the archive's stream or from where it lies unpacked. */
    private void read(String label, Place place, Part part, InputStream in) throws IOException {
      Half half = part.training() ? train : test;
      int count = half.labels.length / place.form().count(part.training());
      int first = place.form().place(part) * count;
      if (place.form().pickled() && !place.packed()) {
        Path file = place.path().resolve(part.name());
        records.readPickle(label, file, half.pixels, half.labels, first, count);
      } else if (place.form().pickled()) {
        records.readPickle(label, in, half.pixels, half.labels, first, count);
      } else {
        records.readBytes(label, in, half.pixels, half.labels, first, count);
      }
    }
  }

  private Halves folder(Place place, Map<String, String> sums) {
    Halves halves = new Halves();
    for (Part part : place.form().parts()) {
      Path file = place.path().resolve(part.name());
      String sum = part.sumOf(file);
      if (!sum.equals(part.sum())) {
        throw other(file, part.algorithm(), part.sum(), sum);
      }
      sums.put(part.name(), sum);
      try (InputStream in = Files.newInputStream(file)) {
        halves.read(file.toString(), place, part, in);
      } catch (IOException e) {
        throw Unreadable.file(file, e);
      }
    }
    return halves;
  }

  private Halves unpack(Place place, Map<String, String> sums) {
    Path file = place.path();
    String sum = Sha256.of(file);
    if (!sum.equals(place.form().archive().sha256())) {
      throw other(file, "sha256", place.form().archive().sha256(), sum);
    }
    sums.put(place.form().archive().name(), sum);
    Halves halves = new Halves();
    List<Part> left = new ArrayList<>(place.form().parts());
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = Gzip.unpack(raw)) {
      TarReader.read(
          in,
          (name, size, content) -> {
            for (Part part : place.form().parts()) {
              if (name.equals(place.form().folder() + "/" + part.name())) {
                halves.read(file + ":" + name, place, part, content);
                left.remove(part);
              }
            }
          });
    } catch (IOException e) {
      throw new BadInputException(
          file + ": expected a whole archive, found a damaged one (" + e.getMessage() + ")", e);
    }
    if (!left.isEmpty()) {
      throw new BadInputException(file + ": expected " + left.get(0).name() + ", found none");
    }
    return halves;
  }

  private BadInputException other(Path file, String algorithm, String expected, String found) {
    return new BadInputException(
        "%s: expected a file of %s (%s %s), found other content (%s %s); the file is left as it is"
            .formatted(file, info.title(), algorithm, expected, algorithm, found));
  }
}
