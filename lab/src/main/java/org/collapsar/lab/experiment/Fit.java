package org.collapsar.lab.experiment;

/** Curves that are fitted to the runs of a sweep, by least squares of a logarithm. */
public enum Fit {
  /** y = a x^b: the slope b is that of log y over log x. */
  POWER,
  /** y = a e^(b x): the slope b is that of log y over x. */
  EXPONENTIAL
}
