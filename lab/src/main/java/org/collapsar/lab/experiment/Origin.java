package org.collapsar.lab.experiment;

/** Where the numbers of a run come from. */
public sealed interface Origin permits Experiment, External {}
