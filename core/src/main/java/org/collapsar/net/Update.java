package org.collapsar.net;

import java.util.Arrays;
import org.collapsar.random.Seed;

/**
 * What a backward pass does with the gradient G_l = dL/dW_l of every layer, while the block at hand
 * is in cache:
 *
 * <pre>T_l &lt;- keep_l T_l + factor_l G_l + noise_l xi.</pre>
 *
 * With T the weights, factor = -eta stepFactor, keep = 1 - eta weightDecay and noise = sqrt(2 eta /
 * beta) it is a whole training step and no gradient is ever stored; with T an array of its own,
 * factor and keep 1, it accumulates a gradient.
 */
public final class Update {
  private final WeightArrays target;
  private final double[] factor;
  private final double[] keep;
  private final double[] noise;
  private final boolean[] skipped;
  private Seed seed = Seed.of(0);

  /** Does nothing to any layer until told. */
  public Update(WeightArrays target) {
    this.target = target;
    int depth = target.spec().depth();
    factor = new double[depth];
    keep = new double[depth];
    noise = new double[depth];
    skipped = new boolean[depth];
    Arrays.fill(skipped, true);
  }

  /** Sets the coefficients of layer {@code l}. */
  public void layer(int l, double keep, double factor, double noise) {
    this.keep[l] = keep;
    this.factor[l] = factor;
    this.noise[l] = noise;
    this.skipped[l] = false;
  }

  /** Seeds the noise of the next pass. */
  public void seed(Seed seed) {
    this.seed = seed;
  }

  WeightArrays target() {
    return target;
  }

  /** Whether keep_l goes into the scale of the target: where it does not shrink it too fast. */
  private boolean carries(int l) {
    return keep[l] > 0.5 && keep[l] <= 1;
  }

  /** Makes ready for a pass: a layer whose decay cannot be carried is settled. */
  void begin() {
    for (int l = 0; l < keep.length; l++) {
      if (!skipped[l] && !carries(l)) {
        target.settle(l);
      }
    }
  }

  /** The scale of layer {@code l} after the pass, by which everything that is added is divided. */
  private double scaleAfter(int l) {
    return carries(l) ? target.scale(l) * keep[l] : 1;
  }

  /** What the stored numbers of layer {@code l} are multiplied by in the pass. */
  double storedKeep(int l) {
    return carries(l) ? 1 : keep[l];
  }

  /** What G_l is multiplied by before it is added to the stored numbers. */
  double storedFactor(int l) {
    return factor[l] / scaleAfter(l);
  }

  /** What xi is multiplied by before it is added to the stored numbers; 0 for no noise. */
  double storedNoise(int l) {
    return noise[l] / scaleAfter(l);
  }

  /** The pass is over. */
  void end() {
    for (int l = 0; l < keep.length; l++) {
      if (!skipped[l] && carries(l)) {
        target.scale(l, scaleAfter(l));
        if (target.scale(l) < 0.5) {
          target.settle(l);
        }
      }
    }
  }

  /** Whether layer {@code l} is left alone (frozen). */
  boolean skips(int l) {
    return skipped[l];
  }

  /** Whether some layer below {@code l} wants its gradient. */
  boolean wantsBelow(int l) {
    for (int k = 0; k < l; k++) {
      if (!skipped[k]) {
        return true;
      }
    }
    return false;
  }

  /** The noise of block {@code j} of layer {@code l}. */
  Seed seed(int l, int j) {
    return seed.split(((long) l << 32) | j);
  }
}
