/**
 * The theorems on neural collapse as values: what is claimed, under which hypotheses, the bound,
 * and the measured number beside it.
 *
 * <p>Theorems and equations have the numbers of their sources, [1] for networks that end in linear
 * layers and [2] for mean-field networks. Forms that are called ours are proved in
 * docs/certificates.md.
 *
 * <p>[1] A. Jacot, P. Sukenik, Z. Wang and M. Mondelli, <i>Wide Neural Networks Trained with Weight
 * Decay Provably Exhibit Neural Collapse</i>, ICLR 2025, arXiv 2410.04887.
 *
 * <p>[2] D. Wu and M. Mondelli, <i>Neural Collapse Beyond the Unconstrained Features Model</i>,
 * ICML 2025, arXiv 2501.19104.
 */
@NullMarked
package org.collapsar.theory;

import org.jspecify.annotations.NullMarked;
