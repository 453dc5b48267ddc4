#include "engine/audit/noise_direction.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/kernel.h"
#include "engine/learn/aligned_floats.h"
#include "engine/learn/vector_math.h"

namespace assay {
namespace {

constexpr int kRounds = 12;
constexpr double kFirstDiagonal = 0.9;
constexpr float kLowestShare = 1e-6f;

// Rows of one given class go through the rounds side by side: a block holds class k of its rows in
// kBlock consecutive floats.  All rows of a block share T[g], and no sum runs across a vector.
constexpr size_t kBlock = 16;
constexpr size_t kBlocksPerChunk = 128;
// Sums are kept in floats for this many blocks, then added to doubles.
constexpr size_t kBlocksPerSum = 16;

// Consecutive blocks of one given class: the unit of work.
struct Chunk {
  size_t given = 0;
  size_t first_row = 0;  // in GroupedRows::order
  size_t row_count = 0;
  size_t first_block = 0;
};

// e^(tau * (log p - largest log p)) of all rows, grouped by given class.
struct GroupedRows {
  size_t class_count = 0;
  std::vector<size_t> class_sizes;
  std::vector<uint32_t> order;
  std::vector<Chunk> chunks;
  AlignedFloats weights;

  const float* block(size_t index) const { return weights.data() + index * class_count * kBlock; }
  float* block(size_t index) { return weights.data() + index * class_count * kBlock; }
};

size_t BlockCount(size_t row_count) { return (row_count + kBlock - 1) / kBlock; }

// Lanes beyond row_count become 0.
ASSAY_KERNEL void FillBlock(const ClassMatrix& log_probabilities, const uint32_t* rows,
                            size_t row_count, float tau, float* __restrict block) {
  const size_t class_count = log_probabilities.class_count();
  for (size_t lane = 0; lane < row_count; ++lane) {
    const float* __restrict row = log_probabilities.row(rows[lane]).data();
    for (size_t k = 0; k < class_count; ++k) {
      block[k * kBlock + lane] = row[k];
    }
  }
  float max[kBlock];
  float present[kBlock];
  for (size_t lane = 0; lane < kBlock; ++lane) {
    max[lane] = block[lane];
    present[lane] = lane < row_count ? 1.0f : 0.0f;
  }
  for (size_t k = 1; k < class_count; ++k) {
    const float* __restrict column = block + k * kBlock;
    for (size_t lane = 0; lane < kBlock; ++lane) {
      max[lane] = column[lane] > max[lane] ? column[lane] : max[lane];
    }
  }
  for (size_t k = 0; k < class_count; ++k) {
    float* __restrict column = block + k * kBlock;
    for (size_t lane = 0; lane < kBlock; ++lane) {
      column[lane] = present[lane] * FastExp(tau * (column[lane] - max[lane]));
    }
  }
}

// Adds sum over rows of P_iy / sum_y' P_iy' T[g,y'] to sums[y * kBlock + lane], where T[g] is
// `transition`.  Multiplied by T[g,y], that is the sum of q_iy.
ASSAY_KERNEL void AddBlocks(const float* block, size_t block_count, size_t class_count,
                            const float* __restrict transition, float* __restrict sums) {
  for (size_t index = 0; index < block_count; ++index, block += class_count * kBlock) {
    float inverse[kBlock] = {};
    for (size_t k = 0; k < class_count; ++k) {
      const float* __restrict column = block + k * kBlock;
      const float factor = transition[k];
      for (size_t lane = 0; lane < kBlock; ++lane) {
        inverse[lane] += column[lane] * factor;
      }
    }
    for (size_t lane = 0; lane < kBlock; ++lane) {
      inverse[lane] = inverse[lane] > 0.0f ? 1.0f / inverse[lane] : 0.0f;
    }
    for (size_t k = 0; k < class_count; ++k) {
      const float* __restrict column = block + k * kBlock;
      float* __restrict sum = sums + k * kBlock;
      for (size_t lane = 0; lane < kBlock; ++lane) {
        sum[lane] += column[lane] * inverse[lane];
      }
    }
  }
}

ASSAY_KERNEL void MoveSums(size_t class_count, float* __restrict sums, double* __restrict totals) {
  for (size_t k = 0; k < class_count; ++k) {
    double total = 0;
    for (size_t lane = 0; lane < kBlock; ++lane) {
      total += static_cast<double>(sums[k * kBlock + lane]);
      sums[k * kBlock + lane] = 0;
    }
    totals[k] += total;
  }
}

GroupedRows GroupRows(const ClassMatrix& log_probabilities, std::span<const uint32_t> given,
                      double tau, WorkerPool& pool) {
  GroupedRows grouped;
  grouped.class_count = log_probabilities.class_count();
  grouped.class_sizes.resize(grouped.class_count);
  for (const uint32_t label : given) {
    ASSAY_CHECK(label < grouped.class_count);
    ++grouped.class_sizes[label];
  }
  std::vector<size_t> next(grouped.class_count);
  size_t row = 0;
  size_t block = 0;
  for (size_t g = 0; g < grouped.class_count; ++g) {
    next[g] = row;
    for (size_t done = 0; done < grouped.class_sizes[g]; done += kBlocksPerChunk * kBlock) {
      const size_t size = std::min(grouped.class_sizes[g] - done, kBlocksPerChunk * kBlock);
      grouped.chunks.push_back({g, row + done, size, block});
      block += BlockCount(size);
    }
    row += grouped.class_sizes[g];
  }
  grouped.order.resize(given.size());
  for (size_t i = 0; i < given.size(); ++i) {
    grouped.order[next[given[i]]++] = static_cast<uint32_t>(i);
  }
  grouped.weights = AlignedFloats(block * grouped.class_count * kBlock);
  pool.Run(grouped.chunks.size(), [&](size_t task) {
    const Chunk& chunk = grouped.chunks[task];
    for (size_t done = 0; done < chunk.row_count; done += kBlock) {
      FillBlock(log_probabilities, grouped.order.data() + chunk.first_row + done,
                std::min(kBlock, chunk.row_count - done), static_cast<float>(tau),
                grouped.block(chunk.first_block + done / kBlock));
    }
  });
  return grouped;
}

SoftCountMatrix FirstTransition(size_t class_count) {
  const auto size = static_cast<Eigen::Index>(class_count);
  SoftCountMatrix transition = SoftCountMatrix::Constant(
      size, size, (1.0 - kFirstDiagonal) / static_cast<double>(class_count - 1));
  transition.diagonal().setConstant(kFirstDiagonal);
  return transition;
}

// The sums of q_iy over the items of each given class.
SoftCountMatrix PosteriorSums(const GroupedRows& grouped, const SoftCountMatrix& transition,
                              WorkerPool& pool) {
  const size_t class_count = grouped.class_count;
  const auto size = static_cast<Eigen::Index>(class_count);
  SoftCountMatrix parts =
      SoftCountMatrix::Zero(static_cast<Eigen::Index>(grouped.chunks.size()), size);
  pool.Run(grouped.chunks.size(), [&](size_t task) {
    const Chunk& chunk = grouped.chunks[task];
    std::vector<float> row(class_count);
    for (size_t k = 0; k < class_count; ++k) {
      row[k] = static_cast<float>(
          transition(static_cast<Eigen::Index>(chunk.given), static_cast<Eigen::Index>(k)));
    }
    AlignedFloats sums(class_count * kBlock);
    const size_t block_count = BlockCount(chunk.row_count);
    for (size_t done = 0; done < block_count; done += kBlocksPerSum) {
      AddBlocks(grouped.block(chunk.first_block + done),
                std::min(kBlocksPerSum, block_count - done), class_count, row.data(), sums.data());
      MoveSums(class_count, sums.data(), parts.row(static_cast<Eigen::Index>(task)).data());
    }
  });
  SoftCountMatrix sums = SoftCountMatrix::Zero(size, size);
  for (size_t task = 0; task < grouped.chunks.size(); ++task) {
    const auto given = static_cast<Eigen::Index>(grouped.chunks[task].given);
    sums.row(given) += parts.row(static_cast<Eigen::Index>(task));
  }
  return sums.cwiseProduct(transition);
}

// Makes row g sum to the number of items given g: single precision leaves the posteriors of an item
// to sum to 1 up to its last bits.
void RescaleRows(std::span<const size_t> class_sizes, SoftCountMatrix* sums) {
  for (Eigen::Index g = 0; g < sums->rows(); ++g) {
    const double total = sums->row(g).sum();
    if (total > 0) {
      sums->row(g) *= static_cast<double>(class_sizes[static_cast<size_t>(g)]) / total;
    }
  }
}

double OffDiagonalSum(const SoftCountMatrix& counts) {
  // Not sum - trace: few errors among many items must keep their digits.
  SoftCountMatrix off = counts;
  off.diagonal().setZero();
  return off.sum();
}

}  // namespace

NoiseEstimate EstimateLabelNoise(const ClassMatrix& log_probabilities,
                                 std::span<const uint32_t> given, double tau, WorkerPool& pool) {
  ASSAY_CHECK(given.size() == log_probabilities.row_count());
  ASSAY_CHECK(log_probabilities.class_count() >= 2 && tau > 0);
  const GroupedRows grouped = GroupRows(log_probabilities, given, tau, pool);
  SoftCountMatrix transition = FirstTransition(grouped.class_count);
  for (int round = 0; round < kRounds; ++round) {
    SoftCountMatrix counts = PosteriorSums(grouped, transition, pool);
    counts.array() += 1.0 / static_cast<double>(grouped.class_count);
    const Eigen::RowVectorXd scale = counts.colwise().sum().cwiseInverse();
    transition = counts.array().rowwise() * scale.array();
  }
  NoiseEstimate noise{.counts = PosteriorSums(grouped, transition, pool)};
  RescaleRows(grouped.class_sizes, &noise.counts);
  noise.expected_errors = OffDiagonalSum(noise.counts);
  return noise;
}

ClassMatrix NoiseDirection(const NoiseEstimate& noise) {
  const SoftCountMatrix& counts = noise.counts;
  const Eigen::Index class_count = counts.rows();
  const Eigen::VectorXd sizes = counts.rowwise().sum();
  const double item_count = std::max(sizes.sum(), 1.0);
  SoftCountMatrix apparent = (counts - counts.transpose()).cwiseMax(0.0);
  const double symmetric = std::max(noise.expected_errors - apparent.sum(), 0.0);
  apparent += (symmetric / (item_count * item_count)) * sizes * sizes.transpose();
  apparent.diagonal() = counts.diagonal();
  const Eigen::RowVectorXd column_sums = apparent.colwise().sum();

  ClassMatrix direction(static_cast<size_t>(class_count), static_cast<size_t>(class_count));
  for (Eigen::Index g = 0; g < class_count; ++g) {
    Eigen::RowVectorXd row = (apparent.row(g).array() + 1.0 / static_cast<double>(class_count)) /
                             (column_sums.array() + 1.0);
    row(g) = 0;
    row /= row.sum();
    const std::span<float> shares = direction.row(static_cast<size_t>(g));
    for (Eigen::Index k = 0; k < class_count; ++k) {
      shares[static_cast<size_t>(k)] =
          k == g ? 0.0f : std::max(static_cast<float>(row(k)), kLowestShare);
    }
  }
  return direction;
}

}  // namespace assay
