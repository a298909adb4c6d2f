package org.collapsar.net;

/** How the weights [out x in] of a layer are drawn. */
public enum Initialisation {
  /** Independent N(0, 1): rho_0 of the mean-field network. */
  GAUSSIAN,
  /**
   * Orthonormal rows when out &lt;= in (for W^T stored [q x p]: W^T W = I_q), else orthonormal
   * columns; Haar-distributed.
   */
  ORTHONORMAL,
  /** Independent N(0, 2 / in) (He et al. 2015). */
  HE,
  /** Independent N(0, 1 / in) (LeCun et al. 1998). */
  LECUN
}
