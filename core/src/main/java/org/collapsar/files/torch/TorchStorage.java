package org.collapsar.files.torch;

/**
 * A storage as a pickle names it: the numbers lie elsewhere in the file, and several tensors may
 * share them.
 *
 * @param type of the numbers
 * @param key under which they are found
 * @param stated how many numbers there are under that key
 * @param offset of the first number of this storage among them: the legacy layout has parts
 * @param count of the numbers of this storage
 */
record TorchStorage(TorchType type, String key, long stated, long offset, long count) {}
