/**
 * A look into the layers, on some training samples in evaluation mode: how large
 * the numbers are, and which units no longer work.
 */
export interface NetworkDiagnostics {
  /** Optimiser steps done. */
  step: number;
  /** The first ones of the training set: 256, or fewer where the network is large. */
  samples: number;
  layers: LayerDiagnostics[];
}

export interface LayerDiagnostics {
  /** 'layers.0' */
  layer: string;
  /** Of the outputs of all units on all samples. */
  activation: Distribution;
  /**
   * The fraction of units that are not active, above their floor, on any of the samples; a unit of
   * a convolution is a filter. Only for relu and relu6, else null.
   */
  dead: number | null;
  /**
   * The fraction of units whose slope is below 1/20 of the activation's largest, on average over
   * the samples. Only for sigmoid, improved-sigmoid, tanh and relu6, else null.
   */
  saturated: number | null;
  /** Of the layer's weight, without its bias; null if it has none. */
  weights: WeightDiagnostics | null;
}

/** Norms are Euclidean. */
export interface WeightDiagnostics {
  weight: Distribution;
  weightNorm: number;
  /** Of the mean loss over the samples, without penalties. */
  gradient: Distribution;
  gradientNorm: number;
  /** What the last step changed. Null if it was not kept: see `watchLayers`. */
  update: Distribution | null;
  updateNorm: number | null;
  /** updateNorm / weightNorm; null if one of them is not known or the weight is 0. */
  updateRatio: number | null;
}

/** Of values that are finite. */
export interface Distribution {
  count: number;
  mean: number;
  deviation: number;
  minimum: number;
  maximum: number;
  /** Counts in 40 bins of equal width, from the minimum to the maximum. */
  histogram: number[];
}
