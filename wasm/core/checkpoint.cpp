#include "core/checkpoint.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>
#include <string>
#include <type_traits>

#include "core/crc32.h"
#include "core/limits.h"
#include "core/training_config.h"

namespace inkling {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::array<std::uint8_t, 8> kMagic = {0x89, 'I', 'N', 'K', 'L', 'I', 'N', 'G'};

// JavaScript's numbers are exact up to it.
constexpr std::int64_t kMaxStep = std::int64_t{1} << 53;
constexpr std::uint32_t kMaxMoments = 2;

// The first bytes of a file, as the table of checkpoint.h has them.
struct Header {
  std::array<std::uint8_t, 8> magic = kMagic;
  std::uint32_t version = kCheckpointVersion;
  std::uint32_t moment_count = 0;
  std::uint64_t length = 0;
  std::uint64_t parameter_count = 0;
  std::int64_t step = 0;
  double base_learning_rate = 0;
  DatasetIdentity dataset;
  std::uint32_t has_best = 0;
  std::uint32_t specification_bytes = 0;
  std::uint32_t client_state_bytes = 0;
  std::uint32_t zero = 0;
};
static_assert(sizeof(Header) == 80 && std::is_trivially_copyable_v<Header>);

using Checksum = std::uint32_t;
constexpr std::size_t kLeastBytes = sizeof(Header) + sizeof(Checksum);

// Where the values begin after so many bytes of text.
std::uint64_t ValuesOffset(std::uint64_t text_bytes) {
  constexpr std::uint64_t kFloat = sizeof(float);
  return sizeof(Header) + (text_bytes + kFloat - 1) / kFloat * kFloat;
}

std::uint64_t FileBytes(std::uint64_t text_bytes, std::int64_t values) {
  return ValuesOffset(text_bytes) + static_cast<std::uint64_t>(values) * sizeof(float) +
         sizeof(Checksum);
}

Outcome Refused(std::string message) { return {"invalid-checkpoint", "", std::move(message)}; }

Outcome Damaged(const std::string& reason) {
  return Refused("The checkpoint is damaged: " + reason + ".");
}

Checksum StoredChecksum(std::span<const std::uint8_t> file) {
  Checksum checksum = 0;
  std::memcpy(&checksum, file.last(sizeof(Checksum)).data(), sizeof(Checksum));
  return checksum;
}

Checksum ChecksumOf(std::span<const std::uint8_t> file) {
  return Crc32(file.first(file.size() - sizeof(Checksum)));
}

// What all versions have in common.
Outcome CheckEnvelope(std::span<const std::uint8_t> file, Header& header) {
  if (file.size() < kMagic.size() || !std::ranges::equal(file.first(kMagic.size()), kMagic)) {
    return Refused("This file is not a checkpoint of Inkling.");
  }
  if (file.size() < kLeastBytes) {
    return Damaged("it breaks off after " + std::to_string(file.size()) + " bytes");
  }
  std::memcpy(&header, file.data(), sizeof(Header));
  if (header.length != file.size()) {
    return Damaged("it should have " + std::to_string(header.length) + " bytes and has " +
                   std::to_string(file.size()));
  }
  if (ChecksumOf(file) != StoredChecksum(file)) {
    return Damaged("its content does not agree with its checksum");
  }
  if (header.version > kCheckpointVersion) {
    return Refused("The checkpoint was written by a newer version of Inkling (format " +
                   std::to_string(header.version) + "; this one reads formats up to " +
                   std::to_string(kCheckpointVersion) + "). Open it with that version.");
  }
  return {};
}

bool IsSound(const Header& header) {
  return header.version >= 1 && header.moment_count <= kMaxMoments && header.has_best <= 1 &&
         header.parameter_count >= 1 && header.parameter_count <= kMaxParameters &&
         header.step >= 0 && header.step <= kMaxStep &&
         IsValidLearningRate(header.base_learning_rate);
}

std::string Describe(const DatasetIdentity& dataset) {
  return std::to_string(dataset.samples) + " images of " + std::to_string(dataset.width) + " x " +
         std::to_string(dataset.height) + " pixels";
}

}  // namespace

DatasetIdentity Identify(const Dataset& dataset) {
  const auto samples = static_cast<std::size_t>(dataset.shape().samples);
  const auto pixels = static_cast<std::size_t>(dataset.pixels());
  const Checksum of_images = Crc32(dataset.images().first(samples * pixels));
  return {.samples = static_cast<std::uint32_t>(samples),
          .width = static_cast<std::uint32_t>(dataset.shape().width),
          .height = static_cast<std::uint32_t>(dataset.shape().height),
          .checksum = Crc32(dataset.labels().first(samples), of_images)};
}

std::uint64_t CheckpointBytes(const Checkpoint& checkpoint) {
  return FileBytes(checkpoint.specification.size() + checkpoint.client_state.size(),
                   checkpoint.run.value_count());
}

std::span<float> BeginCheckpoint(const Checkpoint& checkpoint, std::span<std::uint8_t> file) {
  assert(file.size() == CheckpointBytes(checkpoint));
  const auto& [version, dataset, run, specification, client_state, values] = checkpoint;
  const Header header{.moment_count = static_cast<std::uint32_t>(run.moment_count),
                      .length = file.size(),
                      .parameter_count = static_cast<std::uint64_t>(run.parameter_count),
                      .step = run.step,
                      .base_learning_rate = run.base_learning_rate,
                      .dataset = dataset,
                      .has_best = run.has_best ? 1U : 0U,
                      .specification_bytes = static_cast<std::uint32_t>(specification.size()),
                      .client_state_bytes = static_cast<std::uint32_t>(client_state.size())};
  std::memcpy(file.data(), &header, sizeof(Header));
  const auto end = std::ranges::copy(specification, file.begin() + sizeof(Header)).out;
  const auto text_end = std::ranges::copy(client_state, end).out;
  const auto values_begin =
      file.begin() +
      static_cast<std::ptrdiff_t>(ValuesOffset(specification.size() + client_state.size()));
  std::fill(text_end, values_begin, std::uint8_t{0});
  return {reinterpret_cast<float*>(&*values_begin), static_cast<std::size_t>(run.value_count())};
}

void SealCheckpoint(std::span<std::uint8_t> file) {
  const Checksum checksum = ChecksumOf(file);
  std::memcpy(file.last(sizeof(Checksum)).data(), &checksum, sizeof(Checksum));
}

Outcome ReadCheckpoint(std::span<const std::uint8_t> file, Checkpoint& checkpoint) {
  Header header;
  if (Outcome outcome = CheckEnvelope(file, header); !outcome.ok()) return outcome;
  if (!IsSound(header)) return Damaged("its numbers cannot be right");
  const RunState run{.step = header.step,
                     .base_learning_rate = header.base_learning_rate,
                     .parameter_count = static_cast<Index>(header.parameter_count),
                     .moment_count = static_cast<Index>(header.moment_count),
                     .has_best = header.has_best == 1};
  const std::uint64_t text_bytes =
      std::uint64_t{header.specification_bytes} + header.client_state_bytes;
  if (FileBytes(text_bytes, run.value_count()) != file.size()) {
    return Damaged("its parts do not add up to its length");
  }
  const auto text = file.subspan(sizeof(Header), static_cast<std::size_t>(text_bytes));
  const auto values = file.subspan(static_cast<std::size_t>(ValuesOffset(text_bytes)));
  const std::string_view texts(reinterpret_cast<const char*>(text.data()), text.size());
  checkpoint = {.version = header.version,
                .dataset = header.dataset,
                .run = run,
                .specification = texts.substr(0, header.specification_bytes),
                .client_state = texts.substr(header.specification_bytes),
                .values = {reinterpret_cast<const float*>(values.data()),
                           static_cast<std::size_t>(run.value_count())}};
  return {};
}

Outcome CheckSameData(const DatasetIdentity& made_with, const DatasetIdentity& in_use) {
  const std::string wanted = Describe(made_with);
  if (wanted != Describe(in_use)) {
    return Refused("The checkpoint was made with other data: with " + wanted +
                   "; the data set in use has " + Describe(in_use) + ". Load that data first.");
  }
  if (made_with.checksum != in_use.checksum) {
    return Refused("The checkpoint was made with other data: with " + wanted +
                   " too, but not the same ones, or in another order. Load that data first.");
  }
  return {};
}

}  // namespace inkling
