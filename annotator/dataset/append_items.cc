#include "annotator/dataset/append_items.h"

#include <array>
#include <charconv>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/dataset/fingerprint.h"
#include "annotator/dataset/new_items.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "engine/store/conditional_write.h"
#include "engine/store/request_repository.h"
#include "engine/store/resource_name.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace assay {
namespace {

constexpr int kMaxItems = 10'000;
constexpr size_t kHashDigits = 16;

// Equal for equal requests, in whatever order their cells arrived.
uint64_t RequestHash(const v1::AppendItemsRequest& request) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    request.SerializeToCodedStream(&coded);
  }
  Fingerprint fingerprint;
  fingerprint.Add("AppendItems");
  fingerprint.Add(bytes);
  const std::string digits = fingerprint.Finish().substr(0, kHashDigits);
  uint64_t hash = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), hash, 16);
  return hash;
}

absl::StatusOr<std::string> DatasetIdOf(const v1::AppendItemsRequest& request) {
  const auto id = ParseResourceName(kDatasetCollection, request.dataset());
  if (!id.has_value()) {
    const std::string found = exchange::Excerpt(request.dataset(), 100);
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_RESOURCE_NAME",
                     "found the name '" + found + "', expected datasets/{dataset}",
                     {{"field", "dataset"}, {"found", found}});
  }
  return *id;
}

absl::Status CheckCount(const v1::AppendItemsRequest& request) {
  if (request.items_size() >= 1 && request.items_size() <= kMaxItems) {
    return absl::OkStatus();
  }
  const std::string found = std::to_string(request.items_size());
  const std::string expected = absl::StrCat("1 to ", kMaxItems);
  return MakeError(absl::StatusCode::kInvalidArgument, "TOO_MANY_ITEMS",
                   "found " + found + " items, expected " + expected + " in a call",
                   {{"field", "items"}, {"found", found}, {"expected", expected}});
}

// Calls that follow each other on one data set would otherwise undo each other's work: each has
// looked for its ids before the others were added.
std::mutex& MutexOf(const std::string& dataset_id) {
  static std::array<std::mutex, 16> mutexes;
  return mutexes[std::hash<std::string>()(dataset_id) % mutexes.size()];
}

class Appending {
 public:
  Appending(const v1::AppendItemsRequest& request, DatasetRepository& datasets, const Clock& clock)
      : request_(request), datasets_(datasets), requests_(datasets.requests()), clock_(clock) {}

  absl::StatusOr<v1::AppendItemsResponse> Run() {
    ASSAY_RETURN_IF_ERROR(CheckCount(request_));
    ASSAY_ASSIGN_OR_RETURN(dataset_id_, DatasetIdOf(request_));
    if (!request_.request_id().empty()) {
      request_hash_ = RequestHash(request_);
    }
    ASSAY_RETURN_IF_ERROR(RetryOnConflict([&] { return Attempt(); }));
    return response_;
  }

 private:
  absl::Status Attempt() {
    const std::lock_guard lock(MutexOf(dataset_id_));
    ASSAY_ASSIGN_OR_RETURN(const auto answer, requests_.Find(request_.request_id(), request_hash_));
    if (answer.has_value()) {
      return DecodeMessage(KeyKind::kRequest, *answer, response_);
    }
    ASSAY_ASSIGN_OR_RETURN(const auto dataset, datasets_.Get(dataset_id_));
    NewItems items(dataset);
    for (const v1::NewItem& item : request_.items()) {
      ASSAY_RETURN_IF_ERROR(items.Add(item, clock_.WallMicros()));
    }
    DatasetGrowth growth = std::move(items).Finish();
    ASSAY_RETURN_IF_ERROR(CheckNewIds(dataset, growth));
    response_.set_item_count(growth.after.dataset().item_count());
    ASSAY_ASSIGN_OR_RETURN(std::string bytes, EncodeMessage(response_));
    return datasets_.Append(
        dataset, growth,
        {request_.request_id(), request_hash_, std::move(bytes), clock_.WallMicros()});
  }

  absl::Status CheckNewIds(const storage::v1::DatasetRecord& dataset,
                           const DatasetGrowth& growth) const {
    for (size_t place = 0; place < growth.items.size(); ++place) {
      const std::string& id = growth.items[place].item_id();
      const auto index = datasets_.FindItem(dataset.dataset_number(), id);
      if (index.ok()) {
        return NewItemError(
            place, "DUPLICATE_ID", {},
            absl::StrCat("the id '", exchange::Excerpt(id, 60), "', which is that of item ",
                         *index + 1, " of ", dataset.dataset().name()),
            "an id that the data set has not");
      }
      if (!absl::IsNotFound(index.status())) {
        return index.status();
      }
    }
    return absl::OkStatus();
  }

  const v1::AppendItemsRequest& request_;
  DatasetRepository& datasets_;
  const RequestRepository requests_;
  const Clock& clock_;
  std::string dataset_id_;
  uint64_t request_hash_ = 0;
  v1::AppendItemsResponse response_;
};

}  // namespace

absl::StatusOr<v1::AppendItemsResponse> AppendItems(const v1::AppendItemsRequest& request,
                                                    DatasetRepository& datasets,
                                                    const Clock& clock) {
  return Appending(request, datasets, clock).Run();
}

}  // namespace assay
