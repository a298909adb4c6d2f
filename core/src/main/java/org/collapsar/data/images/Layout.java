package org.collapsar.data.images;

/** Orders in which the numbers of an image stand. */
public enum Layout {
  /** Channel after channel, [C x H x W]: PyTorch, ONNX. */
  NCHW,
  /** Pixel after pixel, [H x W x C]: TensorFlow, Keras. */
  NHWC
}
