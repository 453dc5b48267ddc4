#ifndef ASSAY_TESTS_REFERENCE_CAMPAIGN_CAMPAIGN_ORACLE_H_
#define ASSAY_TESTS_REFERENCE_CAMPAIGN_CAMPAIGN_ORACLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace assay::reference {

// A campaign in plain maps, by the rules of proto/assay/v1/work.proto.  Leases, and a list of what
// happened, from which every figure is counted anew when it is asked for.  Slow on purpose: every
// question is answered by looking at everything.
//
// It does not choose items; it says whether a choice is allowed, and whether there was one.
class CampaignOracle {
 public:
  static constexpr uint64_t kNobody = ~uint64_t{0};

  struct Rule {
    int label_count = 1;
    int max_label_count = 1;
    double target = 0.95;
  };
  struct Lease {
    uint64_t number = 0;
    uint64_t annotator = 0;
    uint64_t item = 0;
    bool gold = false;
    int64_t end_us = 0;
    int64_t cost = 0;
    bool live = false;
  };
  enum class Kind { kLabel, kSkip, kFlag, kWithdraw };
  struct Event {
    Kind kind = Kind::kLabel;
    uint64_t annotator = 0;
    uint64_t item = 0;
    bool gold = false;
    int answer = 0;
    int64_t cost = 0;
    int64_t active_us = 0;
  };
  struct Figures {
    int64_t complete_items = 0;
    int64_t open_items = 0;
    int64_t labels = 0;
    int64_t wanted_labels = 0;
    int64_t machine_labels = 0;
    int64_t superseded = 0;
    int64_t skips = 0;
    int64_t flags = 0;
    int64_t gold = 0;
    int64_t gold_right = 0;
    int64_t spent = 0;
    int64_t active_us = 0;
    int64_t leases = 0;
    int64_t committed = 0;
    int64_t consensus_items = 0;
    int64_t unsure_items = 0;
    double mean_confidence = 0;
    std::vector<int64_t> consensus_classes;
    int64_t shared_items = 0;
    double percent_agreement = 0;  // NaN without shared items
    double alpha = 0;              // NaN where it is not defined
  };

  // An annotator and an item.
  struct Touch {
    uint64_t lease = 0;       // held; 0: none
    uint64_t last_lease = 0;  // held or not
    uint64_t label = 0;       // 1 + the event of the label that counts
    int answer = 0;
    uint64_t label_lease = 0;
    bool skipped = false;
    int score = 0;  // 1: as the consensus, 2: not
  };
  struct Item {
    std::map<uint64_t, Touch> touches;
    int wanted = 0;
    bool open = false;
    int answer = -1;
    double confidence = 0;
    double gain = 0;
    int64_t skips = 0;
    int64_t flags = 0;
  };
  struct Annotator {
    std::map<uint64_t, Lease> leases;
    int64_t labels = 0;
    int64_t gold = 0;
    int64_t gold_right = 0;
    int64_t scored = 0;
    int64_t scored_right = 0;
    int64_t expired = 0;
    int64_t skips = 0;
    int64_t flags = 0;
    int64_t active_us = 0;
    int64_t measured = 0;
    int64_t spent = 0;
  };

  CampaignOracle(int class_count, uint64_t item_count, Rule rule, int64_t lease_us)
      : class_count_(class_count), item_count_(item_count), rule_(rule), lease_us_(lease_us) {}

  void AddMachine(uint64_t annotator) { machines_.insert(annotator); }
  void AddItems(uint64_t count) { item_count_ += count; }
  void SetRule(Rule rule) { rule_ = rule; }
  // Items are judged by the new count when their next label comes.
  void SetClassCount(int class_count) { class_count_ = class_count; }
  void SetLeaseTime(int64_t lease_us) { lease_us_ = lease_us; }
  int class_count() const { return class_count_; }
  uint64_t item_count() const { return item_count_; }
  const std::vector<Lease>& leases() const { return leases_; }
  size_t event_count() const { return events_.size(); }

  // Ends what has expired.
  void AdvanceTo(int64_t now_us);
  // Whether the annotator may get a place of the item.
  bool MayHave(uint64_t annotator, uint64_t item) const;
  bool HasStarted(uint64_t item) const;
  // An item that he may have; kNobody where there is none.
  uint64_t AnyFor(uint64_t annotator, bool started) const;
  bool HadGold(uint64_t annotator, uint64_t gold_item) const;
  const Lease& Grant(uint64_t annotator, uint64_t item, bool gold, int64_t cost);
  // Live leases of one annotator, or of all for kNobody.
  int64_t Held(uint64_t annotator) const;
  void End(uint64_t lease_number);
  void EndAll(uint64_t annotator);
  void Extend(uint64_t lease_number);
  bool IsLive(uint64_t lease_number) const { return leases_[lease_number - 1].live; }

  // Why an answer by the lease is refused: "", "ALREADY_ANSWERED", "LEASE_EXPIRED".
  std::string WhyNot(const Lease& lease) const;
  // 1 + the place of the superseded label; 0: none.
  uint64_t AddLabel(Event event);
  void AddSkip(Event event);
  void AddFlag(Event event);
  // Something that changes no figure: the log counts it.
  void AddOther() { events_.push_back({.kind = Kind::kFlag, .annotator = kNobody}); }

  // Items whose answer can be undone, newest first.
  std::vector<uint64_t> Undoable(uint64_t annotator) const;
  std::optional<int> AnswerOf(uint64_t annotator, uint64_t item) const;

  Figures Count() const;
  // Of items and gold items that somebody has touched.
  std::set<uint64_t> TouchedItems() const;
  Item CountItem(uint64_t item) const;
  // (annotator, gold item)
  std::map<std::pair<uint64_t, uint64_t>, Touch> CountGold() const;
  Annotator CountAnnotator(uint64_t annotator) const;
  int64_t spent() const;
  int64_t committed() const;

 private:
  // (annotator, item)
  using Pair = std::pair<uint64_t, uint64_t>;
  struct Label {
    int answer = 0;
    uint64_t event = 0;
    uint64_t last_lease = 0;  // the annotator's last for the item when it came
  };
  struct Consensus {
    int answer = 0;
    double confidence = 0;
    double gain = 0;
  };

  bool IsMachine(uint64_t annotator) const { return machines_.contains(annotator); }
  const std::map<uint64_t, Label>* LabelsOf(uint64_t item) const;
  bool HoldsItem(uint64_t annotator, uint64_t item, bool gold) const;
  uint64_t LastLease(uint64_t annotator, uint64_t item, bool gold) const;
  Touch TouchOf(uint64_t annotator, uint64_t item, bool gold) const;
  int LabelCount(uint64_t item) const;
  int PlacesOut(uint64_t item) const;
  int Wanted(uint64_t item) const;
  bool IsUnsure(uint64_t item) const;
  double Accuracy(uint64_t annotator) const;
  void Judge(uint64_t item);
  void CountAgreement(Figures& figures) const;

  int class_count_;
  uint64_t item_count_;
  Rule rule_;
  int64_t lease_us_;
  int64_t now_us_ = 0;
  std::set<uint64_t> machines_;
  std::vector<Lease> leases_;  // lease n is at n - 1
  std::vector<Event> events_;
  std::map<uint64_t, std::map<uint64_t, Label>> labels_;  // item, annotator
  std::map<Pair, Label> gold_labels_;
  std::set<Pair> skipped_;
  std::set<Pair> gold_skipped_;
  std::set<Pair> touched_;
  std::map<uint64_t, Consensus> consensus_;
  std::map<uint64_t, std::map<uint64_t, bool>> scores_;  // item, annotator: right
  std::map<uint64_t, int64_t> expired_;                  // by annotator
};

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_CAMPAIGN_CAMPAIGN_ORACLE_H_
