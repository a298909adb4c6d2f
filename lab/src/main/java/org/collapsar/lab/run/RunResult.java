package org.collapsar.lab.run;

import org.jspecify.annotations.Nullable;

/**
 * How one run ended.
 *
 * @param directory its directory
 * @param seed its root seed
 * @param status done, interrupted, diverged or failed
 * @param message why it is not done, one line, or null
 * @param kept whether it was done before and left as it was
 */
public record RunResult(
    RunDirectory directory,
    long seed,
    RunRecord.Status status,
    @Nullable String message,
    boolean kept) {}
