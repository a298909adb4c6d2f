package org.collapsar.lab.experiment;

/**
 * Cell of a sweep: an experiment with one value of every axis.
 *
 * @param directory name of its directory below the sweep's, empty for an experiment that is no
 *     sweep and lies in its own
 * @param experiment its configuration; its {@link Experiment#cell} says which values these are
 */
public record SweepCell(String directory, Experiment experiment) {}
