#ifndef ASSAY_ANNOTATOR_FORMATS_FOREIGN_LABEL_H_
#define ASSAY_ANNOTATOR_FORMATS_FOREIGN_LABEL_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annotator/exchange/table_error.h"
#include "assay/v1/label_values.pb.h"

namespace assay::formats {

// A label as another tool has it.
struct ForeignLabel {
  std::string annotator;  // never empty
  v1::LabelValue value;
  std::optional<int64_t> submit_time_us;
  int64_t active_time_us = 0;  // 0: not known
};

// An item of another tool's file with its labels.
struct ForeignItem {
  exchange::TablePosition at;
  std::string id;  // never empty; where the tool has none, its place in the file from 1
  std::vector<std::pair<std::string, std::string>> fields;  // name, text
  std::vector<ForeignLabel> labels;
};

// What a file has and the other side cannot hold: in words, with how often.  Nothing is dropped
// without standing here.
class Losses {
 public:
  void Count(std::string_view what, int64_t times = 1) {
    if (times > 0) {
      counts_[std::string(what)] += times;
    }
  }
  const std::map<std::string, int64_t>& counts() const { return counts_; }

 private:
  std::map<std::string, int64_t> counts_;
};

}  // namespace assay::formats

#endif  // ASSAY_ANNOTATOR_FORMATS_FOREIGN_LABEL_H_
