package org.collapsar.data;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * Registry of the data sets that experiments name: mnist, fashion-mnist, CIFAR's and digits. The
 * last is built in; the others are looked for in a path that the user gives, else in the data
 * directory, to which they are fetched when they are not there. Whatever the source, the SHA-256 of
 * the files decides.
 */
public final class DataSets {
  private static final List<StoredSet> FETCHED =
      List.of(
          Catalogue.MNIST,
          Catalogue.FASHION_MNIST,
          CifarCatalogue.CIFAR10,
          CifarCatalogue.CIFAR100,
          CifarCatalogue.CIFAR100_COARSE);

  private DataSets() {}

  /** {@return the names, in the order to be listed} */
  public static List<String> names() {
    return Stream.concat(
            FETCHED.stream().map(set -> set.info().name()), Stream.of(Digits.INFO.name()))
        .toList();
  }

  /**
   * Looks up what is known of a data set without reading it.
   *
   * @param name one of {@link #names}
   * @return sizes, classes, source and licence
   * @throws BadInputException when there is none of that name
   */
  public static DataSetInfo info(String name) {
    StoredSet set = fetched(name);
    return set == null ? Digits.INFO : set.info();
  }

  /**
   * Tells whether {@link #load} would find all files without fetching. Their content is not looked
   * at.
   *
   * @param name one of {@link #names}
   * @param directory where fetched data are
   * @return true also for a data set that is built in
   * @throws BadInputException when there is none of that name
   */
  public static boolean isPresent(String name, DataDirectory directory) {
    StoredSet set = fetched(name);
    return set == null || set.missingIn(directory.of(set.directory())).isEmpty();
  }

  /**
   * Fetches the files that are missing from the data directory and checks all of them.
   *
   * @param name one of {@link #names}
   * @param directory where fetched data are, and go
   * @param listener hears of sources and bytes
   * @return the directory that holds them, or null for a data set that is built in
   * @throws BadInputException when there is none of that name, no source has it, or a file in the
   *     data directory is not what it should be
   * @throws org.collapsar.FailedException when the data directory cannot be written or the thread
   *     is interrupted
   */
  public static @Nullable Path fetch(String name, DataDirectory directory, FetchListener listener) {
    StoredSet set = fetched(name);
    if (set == null) {
      return null;
    }
    fetchAndRead(set, directory.of(set.directory()), listener);
    return directory.of(set.directory());
  }

  /**
   * Reads a data set: training and test images with their labels, unscaled.
   *
   * @param name one of {@link #names}
   * @param userPath directory with the four IDX files, plain or gzip, or an archive of CIFAR or a
   *     directory with it or its files; then nothing else is tried
   * @param directory where fetched data are, and go
   * @param listener hears of sources and bytes
   * @return training and test set
   * @throws BadInputException when there is none of that name, it cannot be had, or a file is not
   *     what it should be (it is named and left alone)
   * @throws org.collapsar.FailedException when the data directory cannot be written or the thread
   *     is interrupted
   */
  public static DataSplit load(
      String name, @Nullable Path userPath, DataDirectory directory, FetchListener listener) {
    StoredSet set = fetched(name);
    if (set == null) {
      if (userPath != null) {
        throw new BadInputException("digits are built in: expected no path, found " + userPath);
      }
      return Digits.load();
    }
    return userPath != null
        ? set.read(userPath)
        : fetchAndRead(set, directory.of(set.directory()), listener);
  }

  private static DataSplit fetchAndRead(StoredSet set, Path path, FetchListener listener) {
    Fetcher.fetchMissing(set, path, listener);
    return set.read(path);
  }

  /** The fetched data set of that name, null for the built-in one. */
  private static @Nullable StoredSet fetched(String name) {
    for (StoredSet set : FETCHED) {
      if (set.info().name().equals(name)) {
        return set;
      }
    }
    if (name.equals(Digits.INFO.name())) {
      return null;
    }
    throw new BadInputException(
        "data set: expected one of " + String.join(", ", names()) + ", found '" + name + "'");
  }
}
