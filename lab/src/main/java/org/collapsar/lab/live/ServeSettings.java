package org.collapsar.lab.live;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a server of live runs.
 *
 * @param directories whose runs are shown, at least one; runs that are trained elsewhere are
 *     written below the first
 * @param port 0 for any that is free
 * @param host the address to listen on, or null for this machine alone
 * @param closed whether reading demands the token, too; it does wherever a host is given
 * @param allowedHosts names, with or without a port, by which a proxy is called
 * @param allowedPath below which files may be named in place of uploading them, or null for none
 * @param keep whether uploads are kept once they are measured
 * @param cache where what is known of runs is kept between starts
 * @param command how this program is started again, for runs as processes of their own
 * @param threads how many threads measure; no number depends on it
 */
public record ServeSettings(
    List<Path> directories,
    int port,
    @Nullable String host,
    boolean closed,
    List<String> allowedHosts,
    @Nullable Path allowedPath,
    boolean keep,
    Path cache,
    List<String> command,
    int threads) {
  /**
   * Keeps copies of the lists.
   *
   * @param directories whose runs are shown, at least one; runs that are trained elsewhere are
   *     written below the first
   * @param port 0 for any that is free
   * @param host the address to listen on, or null for this machine alone
   * @param closed whether reading demands the token, too; it does wherever a host is given
   * @param allowedHosts names, with or without a port, by which a proxy is called
   * @param allowedPath below which files may be named in place of uploading them, or null for none
   * @param keep whether uploads are kept once they are measured
   * @param cache where what is known of runs is kept between starts
   * @param command how this program is started again, for runs as processes of their own
   * @param threads how many threads measure; no number depends on it
   */
  public ServeSettings {
    directories = List.copyOf(directories);
    allowedHosts = List.copyOf(allowedHosts);
    command = List.copyOf(command);
  }
}
