package org.collapsar.lab.experiment;

import org.collapsar.lab.cli.StandsOnTop;

/** Breaks the order of the packages on purpose: an experiment that knows of the command line. */
public record UsesTheCommandLine(StandsOnTop top) {}
