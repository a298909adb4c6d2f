package org.collapsar.net;

/**
 * {@link SmoothRelu} on the heap pieces of the kernels: in double for both precisions, so that
 * there is one arithmetic. An object is the scratch memory of one thread.
 */
final class SmoothLoops {
  private final double[] first;
  private final double[] second;

  /**
   * @param piece the most numbers of a call, a multiple of every vector's length
   */
  SmoothLoops(int piece) {
    first = new double[piece];
    second = new double[piece];
  }

  // Called through interfaces so that each loop is compiled by itself (GaussianStream says why).

  private interface Forward {
    void run(double[] a, int count, double slope, double smoothing);
  }

  private interface Backward {
    void run(double[] a, double[] d, int count, double slope, double smoothing);
  }

  private static final Forward FORWARD = SmoothRelu::forward;
  private static final Backward BACKWARD = SmoothRelu::backward;

  /** a &lt;- f(a). */
  void forward(double[] a, int count, Activation f) {
    FORWARD.run(a, count, f.slope(), f.smoothing());
  }

  /** a &lt;- d f'(a). */
  void backward(double[] a, double[] d, int count, Activation f) {
    BACKWARD.run(a, d, count, f.slope(), f.smoothing());
  }

  void forward(float[] a, int count, Activation f) {
    widen(a, first, count);
    forward(first, count, f);
    narrow(first, a, count);
  }

  void backward(float[] a, float[] d, int count, Activation f) {
    widen(a, first, count);
    widen(d, second, count);
    backward(first, second, count, f);
    narrow(first, a, count);
  }

  private static void widen(float[] from, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from[i];
    }
  }

  private static void narrow(double[] from, float[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = (float) from[i];
    }
  }
}
