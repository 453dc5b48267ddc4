#include "annotator/mturk/stored_assignments.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "annotator/mturk/record_reader.h"
#include "engine/base/status.h"
#include "engine/store/codec.h"

namespace assay::mturk {
namespace {

using storage::v1::MturkAssignment;

constexpr size_t kBlockBytes = size_t{32} << 20;
constexpr size_t kChangedABatch = 1000;
// What a record of the spool file begins with.
constexpr char kNew = 'n';
constexpr char kKnown = 'k';
constexpr char kSkipped = 's';

// The first bytes of an id as a number of the same order.
uint64_t PrefixOf(std::string_view id) {
  uint64_t prefix = 0;
  std::memcpy(&prefix, id.data(), std::min(id.size(), sizeof(prefix)));
  return std::endian::native == std::endian::little ? __builtin_bswap64(prefix) : prefix;
}

// New assignments until they are loaded.
class Block {
 public:
  Block() { bytes_.reserve(kBlockBytes + RecordReader::kMaxRecordBytes); }

  // The bytes of an assignment in two parts.
  void Add(std::string_view id, std::string_view first, std::string_view rest) {
    places_.push_back({PrefixOf(id), bytes_.size(), static_cast<uint32_t>(id.size()),
                       static_cast<uint32_t>(first.size() + rest.size())});
    bytes_.append(id).append(first).append(rest);
  }

  bool is_full() const { return bytes_.size() >= kBlockBytes; }

  absl::Status Load(MturkRepository& repository, uint64_t campaign_number) {
    if (places_.empty()) {
      return absl::OkStatus();
    }
    std::sort(places_.begin(), places_.end(), [this](const Place& first, const Place& second) {
      return first.prefix != second.prefix ? first.prefix < second.prefix
                                           : IdAt(first) < IdAt(second);
    });
    std::vector<MturkRepository::Encoded> rows;
    rows.reserve(places_.size());
    const std::string_view all = bytes_;
    for (const Place& place : places_) {
      rows.push_back({IdAt(place), all.substr(place.begin + place.id_size, place.size)});
    }
    absl::Status loaded = repository.LoadNewAssignments(campaign_number, rows);
    places_.clear();
    bytes_.clear();
    return loaded;
  }

 private:
  struct Place {
    uint64_t prefix;
    size_t begin;
    uint32_t id_size;
    uint32_t size;
  };

  std::string_view IdAt(const Place& place) const {
    return std::string_view(bytes_).substr(place.begin, place.id_size);
  }

  std::string bytes_;
  std::vector<Place> places_;
};

}  // namespace

absl::StatusOr<StoredAssignments> StoredAssignments::Create() {
  ASSAY_ASSIGN_OR_RETURN(SpoolFile spool, SpoolFile::Create());
  return StoredAssignments(std::move(spool));
}

absl::Status StoredAssignments::Add(const SpooledRow& row, const MturkAssignment& found) {
  bytes_.assign(1, row.is_known() ? kKnown : kNew);
  bytes_ += row.assignment().assignment_id();
  ASSAY_RETURN_IF_ERROR(spool_.Append(bytes_));
  bytes_.clear();
  // Its texts are those of cells, which RecordReader has checked, or were made of them.
  AppendChecked(found, bytes_);
  return spool_.Append(bytes_);
}

absl::Status StoredAssignments::Skip() { return spool_.Append({&kSkipped, 1}); }

absl::Status StoredAssignments::StoreAll(ResultIntake& intake, MturkRepository& repository,
                                         uint64_t campaign_number) {
  ASSAY_RETURN_IF_ERROR(intake.Rewind());
  ASSAY_RETURN_IF_ERROR(spool_.Rewind());
  Block block;
  std::vector<MturkAssignment> changed;
  const auto put_changed = [&]() -> absl::Status {
    absl::Status put = repository.PutAssignments(campaign_number, changed);
    changed.clear();
    return put;
  };
  std::string_view taken;
  std::string_view found;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const bool more, intake.NextBytes(taken));
    if (!more) {
      break;
    }
    ASSAY_RETURN_IF_ERROR(spool_.Next(found).status());
    if (found.front() == kSkipped) {
      continue;
    }
    bytes_.assign(found);
    ASSAY_RETURN_IF_ERROR(spool_.Next(found).status());
    // The bytes of two messages, one behind the other, are those of one with the fields of both.
    if (bytes_.front() == kNew) {
      block.Add(std::string_view(bytes_).substr(1), taken, found);
      ASSAY_RETURN_IF_ERROR(block.is_full() ? block.Load(repository, campaign_number)
                                            : absl::OkStatus());
      continue;
    }
    bytes_.assign(taken).append(found);
    ASSAY_RETURN_IF_ERROR(DecodeMessage(KeyKind::kMturkAssignment, bytes_, changed.emplace_back()));
    ASSAY_RETURN_IF_ERROR(changed.size() < kChangedABatch ? absl::OkStatus() : put_changed());
  }
  ASSAY_RETURN_IF_ERROR(put_changed());
  return block.Load(repository, campaign_number);
}

}  // namespace assay::mturk
