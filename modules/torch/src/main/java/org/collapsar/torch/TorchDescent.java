package org.collapsar.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.net.DescentRule;
import org.jspecify.annotations.Nullable;

/**
 * The step of {@link DescentRule} on a network of libtorch, from the gradients that backward passes
 * have left: on the processor in one pass over the numbers, which lie in memory of ours, in the
 * network's precision; on a card by operations of libtorch.
 */
final class TorchDescent implements AutoCloseable {
  private final TorchNetwork network;
  private final DescentRule rule;
  private final Map<String, Moving> moving = new LinkedHashMap<>();

  /** A tensor, its velocity and its decay. */
  private record Moving(Tensor weights, @Nullable Tensor velocity, double decay) {}

  TorchDescent(TorchNetwork network, DescentRule rule) {
    this.network = network;
    this.rule = rule;
    for (TorchNetwork.Group group : network.groups()) {
      add(group.name(), group.weightTensor(), group.decay());
      Tensor bias = group.biasTensor();
      if (bias != null) {
        add(group.biasName(), bias, group.decaysBias() ? group.decay() : 0);
      }
    }
  }

  private void add(String name, Tensor weights, double decay) {
    Tensor velocity = null;
    if (rule.hasMomentum()) {
      NativeArray zeros = NativeArray.allocate(network.precision(), weights.host().length());
      velocity = new Tensor(network.manager(), zeros, weights.shape());
    }
    moving.put(name, new Moving(weights, velocity, decay));
  }

  /** Of a tensor; null where it has none. */
  @Nullable Tensor velocity(String name) {
    Moving one = moving.get(name);
    return one == null ? null : one.velocity;
  }

  /** Makes a step; the gradients stay. */
  void step(double eta) {
    for (Moving one : moving.values()) {
      try (PtNDArray gradient = one.weights.array().getGradient()) {
        if (!one.weights.shared()) {
          onDevice(one, gradient, eta);
        } else if (network.precision() == Precision.FLOAT32) {
          floats(one, gradient, eta);
        } else {
          doubles(one, gradient, eta);
        }
      }
    }
  }

  private void floats(Moving one, PtNDArray gradient, double step) {
    FloatBuffer g = bytes(gradient).asFloatBuffer();
    FloatBuffer w = bytes(one.weights).asFloatBuffer();
    FloatBuffer v = one.velocity == null ? null : bytes(one.velocity).asFloatBuffer();
    float mu = (float) rule.momentum();
    float eta = (float) step;
    float coupled = rule.decoupled() ? 0 : (float) one.decay;
    float keep = rule.decoupled() ? (float) (1 - step * one.decay) : 1;
    boolean nesterov = rule.nesterov();
    int n = w.remaining();
    for (int i = 0; i < n; i++) {
      float x = w.get(i);
      float d = g.get(i) + coupled * x;
      if (v != null) {
        float moved = mu * v.get(i) + d;
        v.put(i, moved);
        d = nesterov ? d + mu * moved : moved;
      }
      w.put(i, keep * x - eta * d);
    }
  }

  private void doubles(Moving one, PtNDArray gradient, double eta) {
    DoubleBuffer g = bytes(gradient).asDoubleBuffer();
    DoubleBuffer w = bytes(one.weights).asDoubleBuffer();
    DoubleBuffer v = one.velocity == null ? null : bytes(one.velocity).asDoubleBuffer();
    double mu = rule.momentum();
    double coupled = rule.decoupled() ? 0 : one.decay;
    double keep = rule.decoupled() ? 1 - eta * one.decay : 1;
    boolean nesterov = rule.nesterov();
    int n = w.remaining();
    for (int i = 0; i < n; i++) {
      double x = w.get(i);
      double d = g.get(i) + coupled * x;
      if (v != null) {
        double moved = mu * v.get(i) + d;
        v.put(i, moved);
        d = nesterov ? d + mu * moved : moved;
      }
      w.put(i, keep * x - eta * d);
    }
  }

  private void onDevice(Moving one, PtNDArray gradient, double eta) {
    try (PtNDManager step = network.steps()) {
      gradient.tempAttach(step);
      PtNDArray w = one.weights.array();
      NDArray d = gradient;
      if (one.decay != 0 && !rule.decoupled()) {
        NDArray decayed = w.mul(one.decay);
        decayed.tempAttach(step);
        d = d.add(decayed);
      }
      if (one.velocity != null) {
        PtNDArray v = one.velocity.array();
        v.muli(rule.momentum()).addi(d);
        if (rule.nesterov()) {
          NDArray carried = v.mul(rule.momentum());
          carried.tempAttach(step);
          d = d.add(carried);
        } else {
          d = v;
        }
      }
      if (rule.decoupled() && one.decay != 0) {
        w.muli(1 - eta * one.decay);
      }
      NDArray change = d.mul(eta);
      change.tempAttach(step);
      w.subi(change);
    }
  }

  private static ByteBuffer bytes(Tensor tensor) {
    return tensor.host().bytes(0, tensor.host().length());
  }

  private static ByteBuffer bytes(PtNDArray array) {
    return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    for (Moving one : moving.values()) {
      if (one.velocity != null) {
        one.velocity.close();
      }
    }
  }
}
