#ifndef ASSAY_CLIENT_LABEL_IMPORTER_H_
#define ASSAY_CLIENT_LABEL_IMPORTER_H_

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/campaigns.pb.h"

namespace assay::client {

class Connection;

// Sends labels that were given elsewhere to a campaign, as they come, in bounded memory: at most
// 1,000 rows or 1 MiB are held back.  All are added or none.  Not thread-safe.
class LabelImporter {
 public:
  LabelImporter(std::shared_ptr<Connection> connection, const v1::ImportLabelsSpec& spec);
  LabelImporter(LabelImporter&&) noexcept;
  LabelImporter& operator=(LabelImporter&&) noexcept;
  // Without Finish: nothing is added.
  ~LabelImporter();

  // An error ends the import: nothing was added.
  absl::Status Add(v1::ImportedLabel label);
  // A label with one class, given now.
  absl::Status Add(std::string_view item_id, std::string_view annotator_id,
                   std::string_view label_class);
  // Sends what is left and waits until everything is on disk.  Call it once.
  absl::StatusOr<v1::ImportLabelsResponse> Finish();

 private:
  class Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace assay::client

#endif  // ASSAY_CLIENT_LABEL_IMPORTER_H_
