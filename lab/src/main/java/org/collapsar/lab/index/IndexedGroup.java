package org.collapsar.lab.index;

import java.nio.file.Path;

/**
 * An experiment or a sweep: a directory with runs.
 *
 * @param id names it in addresses, as {@link IndexedRun#id} does
 * @param place the directory as seen from the one that was searched
 * @param sweep whether it has a sweep.json
 * @param runs how many are below it
 */
public record IndexedGroup(String id, Path directory, String place, boolean sweep, int runs) {}
