#ifndef INKLING_CORE_CHECKPOINT_H_
#define INKLING_CORE_CHECKPOINT_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "core/dataset.h"
#include "core/outcome.h"
#include "core/run_state.h"

namespace inkling {

// The data that a network is trained on: the pool of a data set, without its test samples.
struct DatasetIdentity {
  std::uint32_t samples = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t checksum = 0;  // CRC-32 of the images, then the labels
};

// Reads all of the pool.
DatasetIdentity Identify(const Dataset& dataset);

// A training under way as one file, from which it goes on as if it had never stopped. All numbers
// are little-endian; offsets and lengths are in bytes.
//
//    0   8  89 'INKLING'
//    8   4  version of the format
//   12   4  moments for each parameter
//   16   8  length of the file
//   24   8  parameters
//   32   8  step
//   40   8  base learning rate, float64
//   48  16  DatasetIdentity
//   64   4  1 if there are best weights, else 0
//   68   4  length of the specification
//   72   4  length of the client's state
//   76   4  0
//   80      the specification, then the client's state, UTF-8, then zeros up to a multiple of 4
//           values of RunState::value_count(), float32
//   -4   4  CRC-32 of all before it
//
// Magic, version, length and CRC-32 are to stay where they are in every version, so that a newer
// file can be told from a damaged one. In version 1 the moment of momentum without nesterov is v,
// since then it is m v; see optimizer.h.
inline constexpr std::uint32_t kCheckpointVersion = 2;

struct Checkpoint {
  std::uint32_t version = kCheckpointVersion;  // of the file that was read
  DatasetIdentity dataset;
  RunState run;
  // Texts of whoever uses the core, which gives them back as they came.
  std::string_view specification;
  std::string_view client_state;
  // Where they are in the file that was read.
  std::span<const float> values;
};

// Of the whole file.
std::uint64_t CheckpointBytes(const Checkpoint& checkpoint);

// Writes all but the values, into a file of CheckpointBytes that is aligned to floats; gives the
// place for the values. SealCheckpoint follows when they are there.
std::span<float> BeginCheckpoint(const Checkpoint& checkpoint, std::span<std::uint8_t> file);
void SealCheckpoint(std::span<std::uint8_t> file);

// Takes a file apart, which stays where it is and is aligned to floats. Refuses, with
// 'invalid-checkpoint', what is no checkpoint, is of a newer version or is damaged.
Outcome ReadCheckpoint(std::span<const std::uint8_t> file, Checkpoint& checkpoint);

// Refuses, with 'invalid-checkpoint', a checkpoint made with other data than those in use.
Outcome CheckSameData(const DatasetIdentity& made_with, const DatasetIdentity& in_use);

}  // namespace inkling

#endif  // INKLING_CORE_CHECKPOINT_H_
