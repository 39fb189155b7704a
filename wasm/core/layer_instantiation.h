#ifndef INKLING_CORE_LAYER_INSTANTIATION_H_
#define INKLING_CORE_LAYER_INSTANTIATION_H_

// Instantiates the passes of a layer for a scalar type; included by the layers' sources.
//
// NOLINTBEGIN(bugprone-macro-parentheses): a type, not a value
#define INKLING_INSTANTIATE_LAYER(Layer, Scalar)                                                   \
  template void Layer::Forward(const Scalar*, const LayerContext<Scalar>&, ConstMatrixMap<Scalar>, \
                               MatrixMap<Scalar>) const;                                           \
  template void Layer::BackwardParameters(const LayerContext<Scalar>&, ConstMatrixMap<Scalar>,     \
                                          ConstMatrixMap<Scalar>, Scalar*) const;                  \
  template void Layer::BackwardInput(const Scalar*, const LayerContext<Scalar>&,                   \
                                     ConstMatrixMap<Scalar>, MatrixMap<Scalar>) const
// NOLINTEND(bugprone-macro-parentheses)

#endif  // INKLING_CORE_LAYER_INSTANTIATION_H_
