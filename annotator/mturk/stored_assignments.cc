#include "annotator/mturk/stored_assignments.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "annotator/mturk/record_reader.h"
#include "engine/base/status.h"
#include "engine/store/codec.h"

namespace assay::mturk {
namespace {

using storage::v1::MturkAssignment;

constexpr size_t kBlockBytes = size_t{32} << 20;
constexpr size_t kChangedABatch = 1000;
constexpr std::string_view kNew = "n";
constexpr std::string_view kKnown = "k";

// New assignments until they are loaded.
class Block {
 public:
  Block() { bytes_.reserve(kBlockBytes + RecordReader::kMaxRecordBytes); }

  void Add(std::string_view id, std::string_view bytes) {
    places_.push_back({bytes_.size(), id.size(), bytes.size()});
    bytes_.append(id).append(bytes);
  }

  bool is_full() const { return bytes_.size() >= kBlockBytes; }

  absl::Status Load(MturkRepository& repository, uint64_t campaign_number) {
    std::vector<MturkRepository::Encoded> rows;
    rows.reserve(places_.size());
    const std::string_view all = bytes_;
    for (const Place& place : places_) {
      rows.push_back({all.substr(place.begin, place.id_size),
                      all.substr(place.begin + place.id_size, place.size)});
    }
    std::sort(rows.begin(), rows.end(), [](const auto& first, const auto& second) {
      return first.assignment_id < second.assignment_id;
    });
    const absl::Status loaded =
        rows.empty() ? absl::OkStatus() : repository.LoadNewAssignments(campaign_number, rows);
    places_.clear();
    bytes_.clear();
    return loaded;
  }

 private:
  struct Place {
    size_t begin;
    size_t id_size;
    size_t size;
  };
  std::string bytes_;
  std::vector<Place> places_;
};

}  // namespace

absl::StatusOr<StoredAssignments> StoredAssignments::Create() {
  ASSAY_ASSIGN_OR_RETURN(SpoolFile spool, SpoolFile::Create());
  return StoredAssignments(std::move(spool));
}

absl::Status StoredAssignments::Add(const MturkAssignment& assignment, bool is_known) {
  bytes_.assign(is_known ? kKnown : kNew);
  bytes_ += assignment.assignment_id();
  ASSAY_RETURN_IF_ERROR(spool_.Append(bytes_));
  bytes_.clear();
  // Its texts are those of cells, which RecordReader has checked, or were made of them.
  AppendChecked(assignment, bytes_);
  return spool_.Append(bytes_);
}

absl::Status StoredAssignments::StoreAll(MturkRepository& repository, uint64_t campaign_number) {
  ASSAY_RETURN_IF_ERROR(spool_.Rewind());
  Block block;
  std::vector<MturkAssignment> changed;
  const auto put_changed = [&]() -> absl::Status {
    const absl::Status put = repository.PutAssignments(campaign_number, changed);
    changed.clear();
    return put;
  };
  std::string_view record;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const bool more, spool_.Next(record));
    if (!more) {
      break;
    }
    bytes_.assign(record);
    if (std::string_view(bytes_).starts_with(kKnown)) {
      ASSAY_RETURN_IF_ERROR(spool_.Read(changed.emplace_back()).status());
      ASSAY_RETURN_IF_ERROR(changed.size() < kChangedABatch ? absl::OkStatus() : put_changed());
      continue;
    }
    ASSAY_RETURN_IF_ERROR(spool_.Next(record).status());
    block.Add(std::string_view(bytes_).substr(kNew.size()), record);
    if (block.is_full()) {
      ASSAY_RETURN_IF_ERROR(block.Load(repository, campaign_number));
    }
  }
  ASSAY_RETURN_IF_ERROR(put_changed());
  return block.Load(repository, campaign_number);
}

}  // namespace assay::mturk
