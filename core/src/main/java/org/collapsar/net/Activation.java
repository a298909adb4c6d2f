package org.collapsar.net;

/**
 * The entrywise function after a dense layer. Each derivative is a function of the activation's
 * output, so that nothing but the output is stored.
 */
public enum Activation {
  IDENTITY,
  RELU,
  TANH,
  SIGMOID
}
