package org.collapsar.bench;

/**
 * What {@link Interleaving} measured.
 *
 * @param millis milliseconds per step [engines x rounds]
 * @param repeated rounds that were thrown away and repeated because other processes were at work
 * @param disturbed rounds that count although other processes were at work, because the machine did
 *     not come to rest
 */
record Timings(double[][] millis, int repeated, int disturbed) {}
