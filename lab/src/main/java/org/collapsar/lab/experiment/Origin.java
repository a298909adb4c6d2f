package org.collapsar.lab.experiment;

/** Origin of the numbers of a run. */
public sealed interface Origin permits Experiment, External {}
