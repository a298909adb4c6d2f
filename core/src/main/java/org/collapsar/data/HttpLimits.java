package org.collapsar.data;

import java.time.Duration;

/**
 * How long a download waits before it gives a server up.
 *
 * @param connect for the connection
 * @param answer from the request to the first line of the answer, the connection included
 * @param stall without a byte
 * @param whole for one file, however steadily it comes
 */
record HttpLimits(Duration connect, Duration answer, Duration stall, Duration whole) {

  /** A few seconds for a server that is not there, patience with one that is slow. */
  static final HttpLimits STANDARD =
      new HttpLimits(
          Duration.ofSeconds(4),
          Duration.ofSeconds(8),
          Duration.ofSeconds(15),
          Duration.ofMinutes(20));
}
