package org.collapsar.lab.doctor;

import java.util.List;

/** Looks at one thing. */
@FunctionalInterface
interface Examination {

  /** What is found; an exception is a finding that is wrong. */
  List<Finding> examine() throws Exception;
}
