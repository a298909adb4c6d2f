package org.collapsar.lab.cli;

/** What a class of a lower package must not import; for the test of the layers. */
public record StandsOnTop() {}
