package org.collapsar.linalg;

import org.collapsar.net.Activation;

/** Breaks the order of the packages on purpose: linear algebra that knows of networks. */
public record ImportsUpwards(Activation activation) {}
