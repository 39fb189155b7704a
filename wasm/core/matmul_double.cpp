#include "core/matmul_eigen.h"

namespace inkling {

template void MatmulForward(ConstMatrixMap<double>, ConstMatrixMap<double>, MatrixMap<double>);
template void MatmulBackwardInput(ConstMatrixMap<double>, ConstMatrixMap<double>,
                                  MatrixMap<double>);
template void MatmulBackwardWeight(ConstMatrixMap<double>, ConstMatrixMap<double>,
                                   MatrixMap<double>);

}  // namespace inkling
