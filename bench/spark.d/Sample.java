package org.collapsar.spark;

/** A row of Parquet: array<float> and an int. */
public final class Sample {
  private float[] features = {};
  private int label;

  public float[] getFeatures() {
    return features;
  }

  public void setFeatures(float[] features) {
    this.features = features;
  }

  public int getLabel() {
    return label;
  }

  public void setLabel(int label) {
    this.label = label;
  }
}
