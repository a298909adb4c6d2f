package org.collapsar.lab.convolution;

/**
 * Layer behind the backbone.
 *
 * @param width neurons; 0 for one per class
 * @param relu whether max(., 0) follows
 */
public record HeadLayer(int width, boolean relu) {}
