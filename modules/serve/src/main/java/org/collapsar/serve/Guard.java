package org.collapsar.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request is answered at all: by the host it names, the page it is from, and the
 * token it carries. docs/serve.md has what each check is against.
 */
final class Guard {
  private static final String BEARER = "Bearer ";
  private static final List<String> READING = List.of("GET", "HEAD");

  private final Set<String> hosts = new LinkedHashSet<>();
  private final byte[] token;
  private final boolean closed;

  /**
   * @param addresses that this server listens on, without port; IPv6 in brackets
   * @param allowed names of proxies, with or without port
   * @param closed whether reading demands the token
   */
  Guard(
      Collection<String> addresses,
      int port,
      Collection<String> allowed,
      String token,
      boolean closed) {
    addresses.forEach(address -> hosts.add(lower(address) + ":" + port));
    allowed.forEach(name -> hosts.add(lower(name)));
    this.token = token.getBytes(StandardCharsets.UTF_8);
    this.closed = closed;
  }

  /**
   * Checks where a request says that it goes and comes from. A page of another site that has its
   * name resolved to this machine sends its own name as Host; a page that sends a request here from
   * elsewhere has another Origin.
   *
   * @throws Problem 403
   */
  void checkHost(@Nullable String host, @Nullable String origin) {
    if (host == null || !hosts.contains(lower(host))) {
      throw new Problem(
          Problem.FORBIDDEN,
          "Host: expected a name of this server, found another (--allow-host names a proxy)");
    }
    if (origin != null && !isOwn(origin)) {
      throw new Problem(Problem.FORBIDDEN, "Origin: expected a page of this server, found another");
    }
  }

  private boolean isOwn(String origin) {
    String name = lower(origin).replaceFirst("^https?://", "");
    return !name.equals(lower(origin)) && hosts.contains(name);
  }

  /**
   * Checks the token where it is needed.
   *
   * @param shell whether what is asked for has no data, so that everybody may read it
   * @throws Problem 401
   */
  void checkToken(String method, boolean shell, @Nullable String authorization) {
    boolean reads = READING.contains(method);
    if (reads && (shell || !closed)) {
      return;
    }
    boolean right =
        authorization != null
            && authorization.startsWith(BEARER)
            // In a time that does not depend on where they differ.
            && MessageDigest.isEqual(
                token, authorization.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8));
    if (!right) {
      throw new Problem(
          Problem.UNAUTHORIZED,
          "expected the header Authorization: Bearer TOKEN, with the token that serve printed");
    }
  }

  /** Whether reading demands the token, too. */
  boolean asksForTheTokenToRead() {
    return closed;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
