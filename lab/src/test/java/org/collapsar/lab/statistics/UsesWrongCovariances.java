package org.collapsar.lab.statistics;

import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.stat.descriptive.MultivariateSummaryStatistics;

/** Breaks the rule on purpose: covariances that lose everything where classes collapse. */
public record UsesWrongCovariances(
    MultivariateSummaryStatistics sums, CholeskyDecomposition cholesky, LUDecomposition lu) {}
