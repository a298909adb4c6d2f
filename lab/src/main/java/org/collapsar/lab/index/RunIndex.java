package org.collapsar.lab.index;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.collapsar.FailedException;
import org.collapsar.files.AtomicFile;
import org.collapsar.lab.run.SweepFiles;
import org.jspecify.annotations.Nullable;

/**
 * Index of all runs below some directories, whoever writes them. A look reads of each run what has
 * changed since the last one, by size and time of its files, and of metrics.csv only new rows. What
 * is known is kept in memory, and in a file, so that a process that starts anew reads no table
 * again.
 *
 * <p>Links are not followed, so that nothing outside the directories is listed. Safe for use by
 * several threads.
 */
public final class RunIndex {
  /** Names below which no runs are looked for, beside those that begin with a dot. */
  private static final Set<String> NEVER = Set.of("checkpoint", "figures");

  private static final int DEPTH = 8;
  private static final int MOST_RUNS = 20_000;
  private static final int MOST_DIRECTORIES = 200_000;
  private static final long MAGIC = 0x434f4c4c49445831L; // COLLIDX1
  private static final int ID_DIGITS = 5; // bytes, 10 digits
  private static final int ID_WORDS = 48;

  private final List<Path> roots;
  private final @Nullable Path file;
  private Map<Path, IndexEntry> entries = new LinkedHashMap<>();
  private Map<String, IndexedRun> runs = new LinkedHashMap<>();
  private List<IndexedGroup> groups = List.of();
  private boolean unsaved;

  /**
   * Makes an index that nobody has looked at yet.
   *
   * @param roots the directories; one that does not exist has no runs yet
   * @param file where to keep it, or null for nowhere; a file that cannot be read or written is
   *     passed over, since all that is in it can be read again
   */
  public RunIndex(List<Path> roots, @Nullable Path file) {
    this.roots = roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
    this.file = file;
    load();
  }

  /** {@return the directories that are searched, absolute} */
  public List<Path> roots() {
    return roots;
  }

  /**
   * Looks at the files.
   *
   * @return every run, in the order of directories
   */
  public synchronized List<IndexedRun> look() {
    Map<Path, Place> found = new LinkedHashMap<>();
    Map<Path, IndexedGroup> above = new TreeMap<>();
    for (Path root : roots) {
      new Search(root, found, above).run();
    }
    Map<Path, IndexEntry> next = new LinkedHashMap<>();
    Map<String, IndexedRun> listed = new LinkedHashMap<>();
    Writers writers = Writers.now();
    found.forEach(
        (directory, place) -> {
          IndexEntry entry = entries.get(directory);
          if (entry == null) {
            entry = new IndexEntry(directory);
          }
          unsaved |= entry.refresh();
          next.put(directory, entry);
          IndexedRun run = entry.run(id(directory), place.name, place.group, writers);
          listed.put(run.id(), run);
        });
    unsaved |= next.size() != entries.size();
    entries = next;
    runs = listed;
    groups = List.copyOf(above.values());
    return List.copyOf(listed.values());
  }

  /** {@return the runs as they were at the last look} */
  public synchronized List<IndexedRun> runs() {
    return List.copyOf(runs.values());
  }

  /** {@return the experiments and sweeps as they were at the last look} */
  public synchronized List<IndexedGroup> groups() {
    return groups;
  }

  /**
   * {@return a run as it was at the last look; empty if there is none of this id}
   *
   * @param id of the run, as {@link #id}
   */
  public synchronized Optional<IndexedRun> run(String id) {
    return Optional.ofNullable(runs.get(id));
  }

  /**
   * Looks at one run as it is now; other runs are not looked at.
   *
   * @param id of the run, as {@link #id}
   * @return empty if there was none of this id at the last look, or it is gone
   */
  public synchronized Optional<IndexedRun> now(String id) {
    IndexedRun run = runs.get(id);
    if (run == null || !isRun(run.directory())) {
      return Optional.empty();
    }
    IndexEntry entry = entries.get(run.directory());
    if (entry == null) {
      return Optional.empty();
    }
    unsaved |= entry.refresh();
    IndexedRun now = entry.run(id, run.place(), run.group(), Writers.now());
    runs.put(id, now);
    return Optional.of(now);
  }

  /**
   * {@return the id of the run in a directory: a few words of its path, and digits of its hash}
   *
   * @param directory need not exist
   */
  public static String id(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    int names = path.getNameCount();
    String words =
        path.subpath(Math.max(0, names - 2), names)
            .toString()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-+|-+$", "");
    String end = words.length() > ID_WORDS ? words.substring(words.length() - ID_WORDS) : words;
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(path.toString().getBytes(StandardCharsets.UTF_8));
      return (end + "-" + HexFormat.of().formatHex(hash, 0, ID_DIGITS)).replaceAll("^-+", "");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK has no SHA-256", e);
    }
  }

  private static boolean isRun(Path directory) {
    return Files.isRegularFile(directory.resolve("run.json"), LinkOption.NOFOLLOW_LINKS);
  }

  private record Place(String name, String group) {}

  /** Walks through one root. */
  private static final class Search {
    private final Path root;
    private final Map<Path, Place> found;
    private final Map<Path, IndexedGroup> above;
    private int directories;

    Search(Path root, Map<Path, Place> found, Map<Path, IndexedGroup> above) {
      this.root = root;
      this.found = found;
      this.above = above;
    }

    void run() {
      if (isRun(root)) {
        found.put(root, new Place(String.valueOf(root.getFileName()), ""));
      } else if (Files.isDirectory(root)) {
        search(root, 0, null);
      }
    }

    /**
     * @param sweep the sweep that the directory is in, or null
     */
    private void search(Path directory, int depth, @Nullable Path sweep) {
      if (depth > DEPTH || ++directories > MOST_DIRECTORIES) {
        return;
      }
      Path group = sweep != null ? sweep : SweepFiles.isSweep(directory) ? directory : null;
      List<Path> below = new ArrayList<>();
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(directory, Search::mayHaveRuns)) {
        entries.forEach(below::add);
      } catch (IOException | DirectoryIteratorException unreadable) {
        return; // not ours to read
      }
      below.sort(RunIndex::natural);
      for (Path entry : below) {
        if (isRun(entry)) {
          if (found.size() >= MOST_RUNS) {
            return;
          }
          Path of = group == null ? directory : group;
          found.put(entry, new Place(name(entry), name(of)));
          IndexedGroup known = above.get(of);
          above.put(
              of,
              new IndexedGroup(
                  id(of), of, name(of), group != null, known == null ? 1 : known.runs() + 1));
        } else {
          search(entry, depth + 1, group);
        }
      }
    }

    private static boolean mayHaveRuns(Path entry) {
      String name = String.valueOf(entry.getFileName());
      return !name.startsWith(".")
          && !NEVER.contains(name)
          && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
    }

    /** The path from the root, which begins with the root's own name. */
    private String name(Path directory) {
      String own = String.valueOf(root.getFileName());
      String rest = root.relativize(directory).toString().replace(java.io.File.separatorChar, '/');
      return rest.isEmpty() ? own : own + "/" + rest;
    }
  }

  /** seed-2 before seed-10. */
  private static int natural(Path a, Path b) {
    String x = String.valueOf(a.getFileName());
    String y = String.valueOf(b.getFileName());
    String prefix = x.replaceAll("\\d+$", "");
    if (prefix.equals(y.replaceAll("\\d+$", ""))) {
      int longer = Integer.compare(x.length(), y.length());
      return longer != 0 ? longer : x.compareTo(y);
    }
    return x.compareTo(y);
  }

  private void load() {
    if (file == null || !Files.isRegularFile(file)) {
      return;
    }
    Map<Path, IndexEntry> read = new LinkedHashMap<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      if (in.readLong() != MAGIC) {
        return;
      }
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        IndexEntry entry = IndexEntry.read(in);
        read.put(entry.directory, entry);
      }
      if (in.readLong() == MAGIC) {
        entries = read;
      }
    } catch (IOException | RuntimeException damaged) {
      entries = new LinkedHashMap<>(); // everything is read again
    }
  }

  /** Keeps what is known in the file, if there is something new. */
  public synchronized void save() {
    if (file == null || !unsaved) {
      return;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(MAGIC);
      out.writeInt(entries.size());
      for (IndexEntry entry : entries.values()) {
        entry.write(out);
      }
      out.writeLong(MAGIC);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      AtomicFile.write(file, out -> out.write(bytes.toByteArray()));
      unsaved = false;
    } catch (IOException | FailedException cannotKeep) {
      unsaved = true; // a disk that is full or read-only costs time at the next start, nothing else
    }
  }
}
