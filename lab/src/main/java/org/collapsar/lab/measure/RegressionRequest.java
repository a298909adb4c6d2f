package org.collapsar.lab.measure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Request to measure a regression. Files are named as in {@link MeasureRequest}.
 *
 * @param features file or glob, [n x D] each
 * @param targets file, [n x t]
 * @param weights file or glob of W [t x D]
 * @param bias file or glob of b [t]
 * @param metrics ids; null for all
 * @param threads how many threads compute; no number depends on it
 * @param inputs how the files are read
 */
public record RegressionRequest(
    String features,
    String targets,
    @Nullable String weights,
    @Nullable String bias,
    @Nullable List<String> metrics,
    int threads,
    InputRules inputs) {}
