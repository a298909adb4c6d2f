package org.collapsar.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/**
 * The token of a server, and the file by which programs of the same user find it: server-PORT.json,
 * which nobody else can read. A server on a port that was asked for keeps the token of the one
 * before it, so that pages and trainings go on when it is started again.
 */
final class Access {
  private static final int TOKEN_BYTES = 32;
  private static final String TOKEN = "[A-Za-z0-9_-]{43}";
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private final String token;
  private final String url;
  private final boolean stays;

  private Access(Path file, String token, String url, boolean stays) {
    this.file = file;
    this.token = token;
    this.url = url;
    this.stays = stays;
  }

  /**
   * @param again whether the token of an earlier server on this port stays
   */
  static Access of(Path directory, int port, boolean again, String url) {
    Path file = directory.resolve("server-" + port + ".json");
    String before = again ? read(file) : "";
    return new Access(file, before.isEmpty() ? draw() : before, url, again);
  }

  String token() {
    return token;
  }

  private static String draw() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The token in a file that only its owner, who is this user, can read; else nothing. */
  private static String read(Path file) {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || !Files.getPosixFilePermissions(file).equals(OWNER)
          || !Files.getOwner(file).getName().equals(System.getProperty("user.name"))) {
        return "";
      }
      String token = new ObjectMapper().readTree(Files.readAllBytes(file)).path("token").asText();
      return token.matches(TOKEN) ? token : "";
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  /** Writes the file. A system without such permissions, or a full disk, has none. */
  void publish() {
    byte[] content =
        JsonNodeFactory.instance
            .objectNode()
            .put("url", url)
            .put("token", token)
            .put("pid", ProcessHandle.current().pid())
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    try {
      Files.createDirectories(file.getParent());
      Path beside =
          Files.createTempFile(
              file.getParent(), ".server", ".tmp", PosixFilePermissions.asFileAttribute(OWNER));
      Files.write(beside, content);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | UnsupportedOperationException e) {
      return; // clients are told the address and the token by their user
    }
  }

  /** Removes the file of a port that nobody asked for, where no other server will be. */
  void withdraw() {
    try {
      if (!stays) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      return; // a client asks the address in it and finds that nobody is there
    }
  }
}
