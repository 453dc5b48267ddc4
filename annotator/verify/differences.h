#ifndef ASSAY_ANNOTATOR_VERIFY_DIFFERENCES_H_
#define ASSAY_ANNOTATOR_VERIFY_DIFFERENCES_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "assay/v1/maintenance.pb.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/message_differencer.h"

namespace assay {

// What a verification found.
struct VerifyOutcome {
  uint64_t entry_count = 0;
  // The first kMaxDifferences.
  std::vector<v1::VerifyDifference> differences;
  int64_t difference_count = 0;
};
inline constexpr size_t kMaxDifferences = 100;

// Gathers the differences between what a campaign's rows say and what they should say.
class Differences {
 public:
  // `campaign_name` begins each subject; `outcome` must outlive this.
  Differences(std::string campaign_name, VerifyOutcome& outcome)
      : campaign_name_(std::move(campaign_name)), outcome_(outcome) {}

  // `part` of the campaign, as "item 7"; empty: the campaign itself.
  void Add(const std::string& part, const std::string& figure, const std::string& found,
           const std::string& expected);
  void Add(const std::string& part, const std::string& figure, uint64_t found, uint64_t expected) {
    Add(part, figure, std::to_string(found), std::to_string(expected));
  }

  void CompareNumbers(const std::string& part, const std::string& figure, int64_t found,
                      int64_t expected) {
    if (found != expected) {
      Add(part, figure, std::to_string(found), std::to_string(expected));
    }
  }

  // Field by field, each that differs is a difference.
  template <typename Message>
  void Compare(const std::string& part, const Message& found, const Message& expected) {
    using google::protobuf::util::MessageDifferencer;
    if (MessageDifferencer::Equals(found, expected)) {
      return;
    }
    const auto* descriptor = Message::descriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const Message found_field = Only(found, i);
      const Message expected_field = Only(expected, i);
      if (!MessageDifferencer::Equals(found_field, expected_field)) {
        Add(part, descriptor->field(i)->name(), Shown(found_field), Shown(expected_field));
      }
    }
  }

 private:
  template <typename Message>
  static Message Only(Message message, int index) {
    const auto* descriptor = Message::descriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      if (i != index) {
        Message::GetReflection()->ClearField(&message, descriptor->field(i));
      }
    }
    return message;
  }
  static std::string Shown(const google::protobuf::Message& message);

  const std::string campaign_name_;
  VerifyOutcome& outcome_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_VERIFY_DIFFERENCES_H_
