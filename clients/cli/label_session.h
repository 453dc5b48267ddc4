#ifndef ASSAY_CLIENTS_CLI_LABEL_SESSION_H_
#define ASSAY_CLIENTS_CLI_LABEL_SESSION_H_

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/client/client.h"
#include "clients/cli/answer_input.h"
#include "clients/cli/work_timer.h"

namespace assay::cli {

// What somebody did in a session.
struct LabelTally {
  int64_t answered_count = 0;
  int64_t skipped_count = 0;
  int64_t flagged_count = 0;
  int64_t undone_count = 0;
  // Why it ended: "quit", "done", "wait", "budget_spent".
  std::string end;
};

// Somebody answers items of a campaign one after another: shows the item, reads what is typed, and
// hands it to the service.  What is out when it ends is given back.  Not thread-safe.
class LabelSession {
 public:
  LabelSession(const v1::Campaign& campaign, const client::Work& work, std::ostream& screen);

  // Until there is nothing to answer, or nobody who answers.  Errors: those of WorkService that end
  // the work (CAMPAIGN_NOT_RUNNING, ANNOTATOR_STOPPED, ...).
  absl::StatusOr<LabelTally> Run();

 private:
  enum class Next { kItem, kSame, kEnd };

  absl::StatusOr<bool> HaveItem();
  absl::StatusOr<bool> WaitForOthers(v1::LeaseItemsResponse::State state);
  void ShowItem(const v1::Lease& lease);
  absl::StatusOr<Next> HandleItem();
  absl::StatusOr<Next> HandleCommand(const std::string& command);
  absl::StatusOr<Next> Answer(const std::string& text);
  absl::StatusOr<Next> Skip(const std::string& reason);
  absl::StatusOr<Next> Flag(const std::string& reason);
  absl::StatusOr<Next> Undo();
  absl::StatusOr<Next> AfterCall(const absl::Status& status);
  std::optional<std::string> ReadCommand();
  std::string ReasonOf(const std::string& command, const std::string& fallback);
  void ShowGuidelines();
  void KeepLeases();

  const v1::Campaign& campaign_;
  const client::Work& work_;
  std::ostream& screen_;
  AnswerInput input_;
  WorkTimer timer_;
  std::vector<v1::Lease> leases_;  // the last one is on the screen
  int64_t shown_count_ = 0;
  WorkTimer::Time last_key_;
  LabelTally tally_;
};

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_LABEL_SESSION_H_
