package org.collapsar.lab.experiment;

/** The origin of the numbers of a run. */
public sealed interface Origin permits Experiment, External {}
