package org.collapsar.bench;

/** Something that {@link Interleaving} times, one step a call. Used from one thread. */
interface Timed extends AutoCloseable {

  /** The name in the table. */
  String name();

  /** One step on batch {@code batch}, finished when it returns. */
  void step(int batch);

  @Override
  void close();
}
