package org.collapsar.data.images;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.collapsar.BadInputException;
import org.collapsar.data.images.PictureFiles.Member;
import org.jspecify.annotations.Nullable;

/**
 * Finds in which folders the classes are: CLASS/FILE, SPLIT/CLASS/FILE, with folders below CLASS as
 * they come, or files CLASS.bin of raw planes in place of folders. A single folder around all of it
 * counts for nothing. Order is that of torchvision's ImageFolder: classes by code point, in each
 * the folders by code point and in these the files.
 *
 * @param classes the files of each class, in order; classes in order
 * @param split the folder that was taken, null where there are none
 * @param splits all of these folders
 * @param raw whether the files are raw planes
 * @param passedOver files that are no pictures
 */
record ClassFolders(
    Map<String, List<Member>> classes,
    @Nullable String split,
    List<String> splits,
    boolean raw,
    int passedOver) {
  private static final List<Set<String>> SPLITS =
      List.of(
          Set.of("train", "training"),
          Set.of("test", "testing"),
          Set.of("val", "valid", "validation", "dev"));

  private static final Comparator<String> BY_CODE_POINT =
      (a, b) -> {
        int at = 0;
        while (at < a.length() && at < b.length() && a.charAt(at) == b.charAt(at)) {
          at++;
        }
        if (at == a.length() || at == b.length()) {
          return Integer.compare(a.length(), b.length());
        }
        // In the middle of a pair the first halves are equal, and the second ones decide alike.
        return Integer.compare(a.codePointAt(at), b.codePointAt(at));
      };

  /** Folders before what is in them, then names: as os.walk's sorted triples. */
  private static final Comparator<Member> BY_FOLDER =
      (a, b) -> {
        int slash = a.path().lastIndexOf('/');
        boolean together =
            slash == b.path().lastIndexOf('/')
                && a.path().regionMatches(0, b.path(), 0, Math.max(slash, 0));
        int order = together ? 0 : BY_CODE_POINT.compare(parent(a.path()), parent(b.path()));
        return order != 0 ? order : BY_CODE_POINT.compare(a.path(), b.path());
      };

  /** Names in order of code points, which is not that of Java's strings beyond the first plane. */
  static Comparator<String> byCodePoint() {
    return BY_CODE_POINT;
  }

  /**
   * Finds them.
   *
   * @throws BadInputException when there are none, one is empty, or the split is not there
   */
  static ClassFolders of(PictureFiles files, ImageSetOptions options) {
    return new Search(files, options).found();
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
  }

  private static String first(String path) {
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  /** The search, with what it needs at hand. */
  private static final class Search {
    private final PictureFiles files;
    private final ImageSetOptions options;
    private final List<Member> pictures = new ArrayList<>();
    private int passedOver;
    private String top = "";

    Search(PictureFiles files, ImageSetOptions options) {
      this.files = files;
      this.options = options;
      for (Member member : files.members()) {
        if (PictureKind.isPicture(member.path()) || isRaw(member.path())) {
          pictures.add(member);
        } else {
          passedOver++;
        }
      }
      // So that messages do not depend on the order in which a file system lists.
      pictures.sort(Comparator.comparing(Member::path, BY_CODE_POINT));
    }

    ClassFolders found() {
      if (pictures.isEmpty()) {
        throw bad("expected a folder of pictures for each class, found no picture");
      }
      descend();
      Map<String, Member> below = children(top);
      List<String> splits = splits(below);
      String split = splits.isEmpty() ? null : chosen(splits);
      if (splits.isEmpty() && options.split() != null) {
        throw bad("expected a folder '" + options.split() + "', found " + listed(below.keySet()));
      }
      if (split == null) {
        return classes(top, null, List.of(), Set.of());
      }
      Set<String> elsewhere = new TreeSet<>(BY_CODE_POINT);
      for (String other : splits) {
        elsewhere.addAll(classNames(top + other + "/"));
      }
      return classes(top + split + "/", split, splits, elsewhere);
    }

    /** Goes into a folder as long as it is alone and has more in it than pictures. */
    private void descend() {
      while (true) {
        Map<String, Member> below = children(top);
        if (below.size() != 1) {
          return;
        }
        String alone = below.keySet().iterator().next();
        String next = top + alone + "/";
        boolean classesInside =
            pictures.stream()
                .anyMatch(
                    m ->
                        m.path().startsWith(next)
                            && (m.path().indexOf('/', next.length()) > 0 || isRaw(m.path())));
        if (!classesInside || splitOf(alone) != null) {
          return;
        }
        top = next;
      }
    }

    /** What lies in a folder, with the first picture of each; files by their own name. */
    private Map<String, Member> children(String folder) {
      Map<String, Member> children = new TreeMap<>(BY_CODE_POINT);
      List<Member> inside = inside(folder);
      for (int i = 0; i < inside.size(); ) {
        Member m = inside.get(i);
        String name = first(m.path().substring(folder.length()));
        children.putIfAbsent(name, m);
        boolean isFolder = m.path().length() > folder.length() + name.length();
        i = isFolder ? end(inside, i, folder + name + "/") : i + 1;
      }
      return children;
    }

    /** The pictures in a folder, which are side by side. */
    private List<Member> inside(String folder) {
      int low = 0;
      int high = pictures.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (BY_CODE_POINT.compare(pictures.get(middle).path(), folder) < 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return pictures.subList(low, end(pictures, low, folder));
    }

    /** Where the pictures in a folder end that begin at {@code from}. */
    private static int end(List<Member> pictures, int from, String folder) {
      int low = from;
      int high = pictures.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (pictures.get(middle).path().startsWith(folder)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    /** The folders that are splits; none where the folders are classes. */
    private List<String> splits(Map<String, Member> below) {
      List<String> splits = new ArrayList<>();
      boolean asked = false;
      for (Map.Entry<String, Member> child : below.entrySet()) {
        boolean isFolder = child.getValue().path().length() > (top + child.getKey()).length();
        if (isFolder && splitOf(child.getKey()) != null) {
          splits.add(child.getKey());
        }
        asked |= isFolder && child.getKey().equals(options.split());
      }
      if (splits.size() == below.size()) {
        return splits;
      }
      // Folders beside each other of which one was asked for by name are splits, whatever they are.
      return asked ? List.copyOf(below.keySet()) : List.of();
    }

    private String chosen(List<String> splits) {
      String asked = options.split();
      for (String wanted : new String[] {asked, asked == null ? options.otherwise() : null}) {
        if (wanted == null) {
          continue;
        }
        if (splits.contains(wanted)) {
          return wanted;
        }
        Set<String> names = splitOf(wanted);
        for (String split : splits) {
          if (names != null && names.contains(split.toLowerCase(Locale.ROOT))) {
            return split;
          }
        }
      }
      if (asked != null) {
        throw bad("expected a folder '" + asked + "', found " + listed(splits));
      }
      if (splits.size() == 1) {
        return splits.get(0);
      }
      throw bad("expected the split to be named (--split), one of " + listed(splits));
    }

    private static @Nullable Set<String> splitOf(String name) {
      for (Set<String> names : SPLITS) {
        if (names.contains(name.toLowerCase(Locale.ROOT))) {
          return names;
        }
      }
      return null;
    }

    /** Names of classes in a folder: of its folders, empty ones too, and of files of raw planes. */
    private Set<String> classNames(String folder) {
      Set<String> names = new TreeSet<>(BY_CODE_POINT);
      for (String below : files.folders()) {
        if (below.startsWith(folder) && !below.equals(folder)) {
          names.add(first(below.substring(folder.length())));
        }
      }
      children(folder)
          .forEach(
              (name, member) -> {
                if (member.path().length() > folder.length() + name.length()) {
                  names.add(name);
                } else if (isRaw(name)) {
                  names.add(name.substring(0, name.length() - RAW.length()));
                }
              });
      return names;
    }

    private ClassFolders classes(
        String folder, @Nullable String split, List<String> splits, Set<String> elsewhere) {
      Map<String, List<Member>> classes = new TreeMap<>(BY_CODE_POINT);
      for (String name : classNames(folder)) {
        classes.put(name, new ArrayList<>());
      }
      elsewhere.forEach(name -> classes.putIfAbsent(name, new ArrayList<>()));
      Set<String> folders = new TreeSet<>(BY_CODE_POINT);
      Member loose = null;
      int loosePictures = 0;
      Member raw = null;
      String current = null; // the folder of the picture before
      List<Member> ofCurrent = List.of();
      for (Member m : inside(folder)) {
        if (current != null && m.path().startsWith(current) && !isRaw(m.path())) {
          ofCurrent.add(m);
          continue;
        }
        String rest = m.path().substring(folder.length());
        if (rest.indexOf('/') > 0 && !isRaw(rest)) {
          folders.add(first(rest));
          ofCurrent = classes.computeIfAbsent(first(rest), k -> new ArrayList<>());
          ofCurrent.add(m);
          current = folder + first(rest) + "/";
        } else if (rest.indexOf('/') < 0 && isRaw(rest)) {
          raw = raw == null ? m : raw;
          classes
              .computeIfAbsent(
                  rest.substring(0, rest.length() - RAW.length()), k -> new ArrayList<>())
              .add(m);
        } else if (rest.indexOf('/') < 0) {
          loose = loose == null ? m : loose;
          loosePictures++;
        } else {
          passedOver++;
        }
      }
      if (loose != null && folders.isEmpty()) {
        throw bad("expected a folder for each class, found pictures without one, " + loose.path());
      }
      if (raw != null && !folders.isEmpty()) {
        throw bad(
            "expected folders of pictures or files of raw planes, found both, "
                + raw.path()
                + " and "
                + listed(folders));
      }
      passedOver += loosePictures;
      for (Map.Entry<String, List<Member>> entry : classes.entrySet()) {
        if (entry.getValue().isEmpty()) {
          throw bad("expected pictures of every class, found none in " + folder + entry.getKey());
        }
        entry.getValue().sort(BY_FOLDER);
      }
      if (classes.size() < 2) {
        throw bad("expected folders of at least 2 classes, found " + listed(classes.keySet()));
      }
      return new ClassFolders(classes, split, splits, raw != null, passedOver);
    }

    private static boolean isRaw(String path) {
      return path.endsWith(RAW);
    }

    private static String listed(Iterable<String> names) {
      List<String> all = new ArrayList<>();
      names.forEach(all::add);
      String shown = String.join(", ", all.subList(0, Math.min(all.size(), 10)));
      return all.size() > 10 ? shown + ", .." : shown;
    }

    private BadInputException bad(String message) {
      return new BadInputException(files.label() + ": " + message);
    }
  }

  private static final String RAW = ".bin";
}
