package org.collapsar.files.torch;

/**
 * An object of a class that is not read, or what a function would have given that is not called:
 * its name is all that is kept.
 *
 * @param what class or function
 */
record PickleObject(String what) {
  static final PickleObject NONE = new PickleObject("None");
}
