package org.collapsar.lab.run;

/** Choices where the directory of a run holds one already. */
public enum WhatExists {
  /** Unfinished runs of the same configuration go on, a finished one is an error. */
  RESUME,
  /** Unfinished runs of the same configuration go on, finished ones are left as they are. */
  RESUME_AND_KEEP,
  /** The same, and runs that cannot be read start over: one of them must not hold up a sweep. */
  RESUME_AND_REPAIR,
  /** Every run starts over, whatever was there. */
  REPLACE
}
