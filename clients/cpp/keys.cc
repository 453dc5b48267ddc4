#include "assay/client/keys.h"

#include <algorithm>

#include "clients/cpp/connection.h"
#include "clients/cpp/paging.h"
#include "engine/base/status.h"

namespace assay::client {

using Stub = v1::KeyService::Stub;

absl::StatusOr<v1::CreateKeyResponse> Keys::Create(const v1::Key& key) const {
  v1::CreateKeyRequest request;
  *request.mutable_key() = key;
  request.mutable_key()->set_annotator(ResourceName("annotators/", key.annotator()));
  return connection_->Call(connection_->keys(), &Stub::CreateKey, request, Repeat::kIfNotBegun);
}

absl::StatusOr<std::vector<v1::Key>> Keys::List() const {
  std::vector<v1::Key> all;
  ASSAY_RETURN_IF_ERROR(VisitPages(*connection_, connection_->keys(), &Stub::ListKeys,
                                   v1::ListKeysRequest(), [&](const auto& page) {
                                     all.insert(all.end(), page.keys().begin(), page.keys().end());
                                     return true;
                                   }));
  return all;
}

absl::StatusOr<v1::Key> Keys::Revoke(std::string_view name) const {
  v1::RevokeKeyRequest request;
  request.set_name(ResourceName("keys/", name));
  return connection_->Call(connection_->keys(), &Stub::RevokeKey, request);
}

absl::StatusOr<v1::GetCallerResponse> Keys::Caller() const {
  return connection_->Call(connection_->keys(), &Stub::GetCaller, v1::GetCallerRequest());
}

absl::StatusOr<std::vector<v1::TrailEntry>> Keys::Trail(int64_t max_entry_count) const {
  std::vector<v1::TrailEntry> entries;
  if (max_entry_count <= 0) {
    return entries;
  }
  const auto wanted = static_cast<size_t>(max_entry_count);
  v1::ListTrailRequest request;
  request.set_page_size(static_cast<int>(std::min<int64_t>(max_entry_count, 1000)));
  ASSAY_RETURN_IF_ERROR(VisitPages(
      *connection_, connection_->keys(), &Stub::ListTrail, request, [&](const auto& page) {
        entries.insert(entries.end(), page.entries().begin(), page.entries().end());
        return entries.size() < wanted;
      }));
  entries.resize(std::min(entries.size(), wanted));
  return entries;
}

}  // namespace assay::client
