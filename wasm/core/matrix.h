#ifndef INKLING_CORE_MATRIX_H_
#define INKLING_CORE_MATRIX_H_

#include <Eigen/Core>

namespace inkling {

using Eigen::Index;

template <typename Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Views of memory owned by an arena or a workspace: row-major, rows without gaps, one sample a
// row where the rows are samples.
template <typename Scalar>
using MatrixMap = Eigen::Map<Matrix<Scalar>>;
template <typename Scalar>
using ConstMatrixMap = Eigen::Map<const Matrix<Scalar>>;

// Neighbouring rows and columns of such a matrix.
template <typename Scalar>
using BlockMap = Eigen::Map<Matrix<Scalar>, Eigen::Unaligned, Eigen::OuterStride<>>;

template <typename Scalar>
BlockMap<Scalar> Block(MatrixMap<Scalar> matrix, Index row, Index column, Index rows,
                       Index columns) {
  return {matrix.data() + row * matrix.cols() + column, rows, columns,
          Eigen::OuterStride<>(matrix.cols())};
}

template <typename Scalar>
using RowMap = Eigen::Map<Eigen::Array<Scalar, 1, Eigen::Dynamic, Eigen::RowMajor>>;
template <typename Scalar>
using ConstRowMap = Eigen::Map<const Eigen::Array<Scalar, 1, Eigen::Dynamic, Eigen::RowMajor>>;

}  // namespace inkling

#endif  // INKLING_CORE_MATRIX_H_
