#ifndef ASSAY_CLIENT_ANNOTATORS_H_
#define ASSAY_CLIENT_ANNOTATORS_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/annotators.pb.h"

namespace assay::client {

class Connection;

// Everybody and everything that labels.  assay/v1/annotators.proto tells the fields and the errors.
class Annotators {
 public:
  explicit Annotators(std::shared_ptr<Connection> connection)
      : connection_(std::move(connection)) {}

  absl::StatusOr<v1::Annotator> Create(std::string_view id, const v1::Annotator& annotator) const;
  absl::StatusOr<v1::Annotator> Get(std::string_view name) const;
  // All of them, page by page, in the order in which they were added.
  absl::StatusOr<std::vector<v1::Annotator>> List() const;
  // Takes the fields `paths` of `annotator`, whose name says which one.
  absl::StatusOr<v1::Annotator> Update(const v1::Annotator& annotator,
                                       const std::vector<std::string>& paths) const;

 private:
  std::shared_ptr<Connection> connection_;
};

}  // namespace assay::client

#endif  // ASSAY_CLIENT_ANNOTATORS_H_
