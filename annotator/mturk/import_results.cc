#include "annotator/mturk/import_results.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "annotator/campaign/campaign_name.h"
#include "annotator/campaign/campaign_settings.h"
#include "annotator/dataset/append_items.h"
#include "annotator/dataset/import_dataset.h"
#include "annotator/exchange/column_names.h"
#include "annotator/exchange/utf8.h"
#include "annotator/mturk/answer_fields.h"
#include "annotator/mturk/label_maker.h"
#include "annotator/mturk/result_intake.h"
#include "annotator/mturk/spooled_items.h"
#include "annotator/mturk/spooled_labels.h"
#include "annotator/mturk/stored_assignments.h"
#include "engine/base/status.h"
#include "engine/store/mturk_repository.h"

namespace assay::mturk {
namespace {

using storage::v1::CampaignRecord;
using storage::v1::MturkAssignment;
using storage::v1::MturkSettings;

constexpr int kMaxRefused = 10'000;
constexpr int kItemsACall = 5000;
constexpr int64_t kMaxOverlap = 100;
constexpr size_t kMaxQuestionBytes = 4096;
constexpr std::string_view kCampaignCollection = "campaigns/";

// One import.
class ResultImport {
 public:
  ResultImport(const v1::ImportResultsSpec& spec, const Caller& caller,
               const ResultImportParts& parts)
      : spec_(spec), caller_(caller), parts_(parts), repository_(parts.store) {}

  absl::StatusOr<v1::ImportResultsResponse> Run(exchange::ByteSource& source) {
    ASSAY_RETURN_IF_ERROR(FindExisting());
    ASSAY_RETURN_IF_ERROR(ReadFile(source));
    if (intake_->spooled_count() > 0) {
      const absl::Status added = AddAll();
      if (!added.ok()) {
        TakeBack();
        return added;
      }
    }
    return Respond();
  }

 private:
  absl::Status FindExisting() {
    const auto found = FindCampaign(parts_.campaigns, spec_.campaign(), "spec.campaign");
    if (absl::IsNotFound(found.status()) && spec_.create()) {
      campaign_id_ = spec_.campaign().substr(kCampaignCollection.size());
      return CheckCampaignId(campaign_id_);
    }
    ASSAY_RETURN_IF_ERROR(found.status());
    record_ = *found;
    if (record_->campaign().state() == v1::Campaign::STATE_CLOSED) {
      return CampaignClosedError(record_->campaign().name());
    }
    ASSAY_ASSIGN_OR_RETURN(auto settings, repository_.GetSettings(record_->campaign_number()));
    if (settings.has_value()) {
      settings_ = *std::move(settings);
      is_settled_ = true;
    }
    return absl::OkStatus();
  }

  absl::Status ReadFile(exchange::ByteSource& source) {
    if (!is_settled_) {
      settings_.set_pseudonymized(spec_.pseudonymize_workers());
      settings_.set_include_rejected(spec_.include_rejected());
    }
    answer_columns_.assign(settings_.answer_columns().begin(), settings_.answer_columns().end());
    ResultIntake::Options options;
    options.may_hash_inputs = is_settled_ ? settings_.item_rule() == MturkSettings::ITEM_RULE_HASH
                                          : spec_.item_column().empty();
    options.pseudonym_secret = settings_.pseudonymized() ? parts_.secret : std::string();
    options.answer_columns = &answer_columns_;
    options.find_known =
        [this](std::string_view id) -> absl::StatusOr<std::optional<MturkAssignment>> {
      if (!is_settled_) {
        return std::nullopt;
      }
      return repository_.GetAssignment(record_->campaign_number(), id);
    };
    ASSAY_ASSIGN_OR_RETURN(ResultIntake intake,
                           ResultIntake::Read(spec_.file_name(), source, options));
    intake_ = std::make_unique<ResultIntake>(std::move(intake));
    return absl::OkStatus();
  }

  absl::Status AddAll() {
    ASSAY_RETURN_IF_ERROR(SettleItems());
    ASSAY_ASSIGN_OR_RETURN(ItemIdentity identity, ItemIdentity::Make(settings_, *intake_));
    identity_ = std::make_unique<ItemIdentity>(std::move(identity));
    ASSAY_RETURN_IF_ERROR(SettleAnswers());
    if (!record_.has_value()) {
      ASSAY_RETURN_IF_ERROR(MakeCampaign());
    } else if (settings_.makes_items()) {
      ASSAY_RETURN_IF_ERROR(AppendNewItems());
    }
    ASSAY_RETURN_IF_ERROR(AddLabels());
    return StoreAssignments();
  }

  absl::Status SettleItems() {
    const std::vector<std::string>& names = intake_->input_names();
    if (is_settled_) {
      return absl::OkStatus();
    }
    const bool has_id = std::find(names.begin(), names.end(), kItemIdColumn) != names.end();
    if (!spec_.item_column().empty() || has_id) {
      const std::string wanted = spec_.item_column().empty() ? kItemIdColumn : spec_.item_column();
      ASSAY_ASSIGN_OR_RETURN(const size_t column, FindInput(names, wanted, "spec.item_column"));
      settings_.set_item_rule(MturkSettings::ITEM_RULE_COLUMN);
      settings_.set_item_column(names[column]);
    } else {
      settings_.set_item_rule(names.empty() || intake_->only_hits_differ()
                                  ? MturkSettings::ITEM_RULE_HIT
                                  : MturkSettings::ITEM_RULE_HASH);
    }
    return absl::OkStatus();
  }

  absl::Status SettleAnswers() {
    const std::vector<AnswerField> fields = FindAnswerFields(intake_->table(), intake_->repairs());
    const std::string& wanted = is_settled_ ? settings_.answer() : spec_.answer();
    if (fields.empty() || (is_settled_ && wanted.empty())) {
      return SettleWithoutAnswers();
    }
    ASSAY_ASSIGN_OR_RETURN(const auto chosen, ChooseAnswerField(fields, wanted));
    answer_ = fields[*chosen].name;
    for (const AnswerField& field : fields) {
      if (field.name != answer_) {
        other_answers_.push_back(field.name);
      }
    }
    ASSAY_RETURN_IF_ERROR(FindTextInput(fields[*chosen]));
    return Survey(fields[*chosen]);
  }

  // Nobody has answered anything: assignments without labels.
  absl::Status SettleWithoutAnswers() {
    plan_.kind = record_.has_value() ? record_->campaign().schema().kind()
                                     : v1::LabelSchema::KIND_SINGLE_CHOICE;
    plan_.answered_only = true;
    schema_.set_kind(v1::LabelSchema::KIND_SINGLE_CHOICE);
    schema_.add_classes(kAnsweredClass);
    schema_.add_classes(kUnansweredClass);
    settings_.set_answered_only(!record_.has_value());
    return absl::OkStatus();
  }

  absl::Status FindTextInput(const AnswerField& field) {
    const std::vector<std::string>& names = intake_->input_names();
    const std::string& wanted = is_settled_ ? settings_.text_column() : spec_.text_column();
    if (is_settled_ && names.empty()) {
      return absl::OkStatus();
    }
    if (!wanted.empty()) {
      ASSAY_ASSIGN_OR_RETURN(text_input_, FindInput(names, wanted, "spec.text_column"));
    } else if (field.form == AnswerField::Form::kSpans && !names.empty()) {
      const std::vector<int64_t>& bytes = intake_->input_bytes();
      text_input_ =
          static_cast<size_t>(std::max_element(bytes.begin(), bytes.end()) - bytes.begin());
      for (size_t i = 0; i < names.size(); ++i) {
        if (exchange::IsTextName(exchange::NormalizeColumnName(names[i]))) {
          text_input_ = i;
          break;
        }
      }
    }
    settings_.set_text_column(text_input_.has_value() ? names[*text_input_] : "");
    return absl::OkStatus();
  }

  absl::Status Survey(const AnswerField& field) {
    if (is_settled_ && settings_.answered_only()) {
      plan_ = {field, v1::LabelSchema::KIND_SINGLE_CHOICE, SpanUnit::kCodePoints, true};
      return absl::OkStatus();
    }
    const auto kind = record_.has_value() ? record_->campaign().schema().kind() : spec_.kind();
    AnswerSurvey survey(
        kind == v1::LabelSchema::KIND_MULTIPLE_CHOICE ? AsOptions(field, intake_->table()) : field,
        kind, WantedUnit());
    if (!survey.AddCounted(intake_->table())) {
      ASSAY_RETURN_IF_ERROR(
          intake_->Visit([&](SpooledRow& row, const std::vector<Answer>& answers) {
            survey.Add(answers, TextOf(row));
            return absl::OkStatus();
          }));
    }
    ASSAY_ASSIGN_OR_RETURN(plan_, survey.Plan());
    schema_ = survey.Schema(plan_);
    settings_.set_answer(field.name);
    settings_.set_answered_only(plan_.answered_only);
    settings_.set_utf16_offsets(plan_.span_unit == SpanUnit::kUtf16);
    return absl::OkStatus();
  }

  std::optional<SpanUnit> WantedUnit() const {
    if (is_settled_) {
      return settings_.utf16_offsets() ? SpanUnit::kUtf16 : SpanUnit::kCodePoints;
    }
    switch (spec_.span_unit()) {
      case v1::SPAN_UNIT_CODE_POINTS:
        return SpanUnit::kCodePoints;
      case v1::SPAN_UNIT_UTF16_UNITS:
        return SpanUnit::kUtf16;
      default:
        return std::nullopt;
    }
  }

  std::string_view TextOf(const SpooledRow& row) const {
    return text_input_.has_value() ? std::string_view(row.input(*text_input_)) : std::string_view();
  }

  absl::Status MakeCampaign() {
    settings_.set_makes_items(true);
    v1::ImportSpec table;
    table.set_dataset_id(campaign_id_);
    table.set_file_name(spec_.file_name());
    table.set_format("csv");
    table.set_id_column(identity_->column_name());
    table.set_no_labels(true);
    table.set_allow_no_features(true);
    if (text_input_.has_value()) {
      table.add_text_columns(intake_->input_names()[*text_input_]);
    }
    SpooledItems items(*intake_, *identity_);
    ASSAY_ASSIGN_OR_RETURN(const v1::ImportDatasetResponse imported,
                           ImportDataset(table, items, parts_.datasets, parts_.clock));
    made_dataset_ = true;
    v1::CreateCampaignRequest request;
    request.set_campaign_id(campaign_id_);
    v1::Campaign& campaign = *request.mutable_campaign();
    campaign.set_dataset(imported.dataset().name());
    campaign.set_question(Question());
    *campaign.mutable_schema() = schema_;
    campaign.mutable_overlap()->set_label_count(
        static_cast<int32_t>(std::clamp<int64_t>(intake_->max_assignments(), 1, kMaxOverlap)));
    campaign.set_currency_code("USD");
    ASSAY_RETURN_IF_ERROR(parts_.catalog.Create(request).status());
    made_campaign_ = true;
    ASSAY_ASSIGN_OR_RETURN(record_, parts_.campaigns.Get(campaign_id_));
    return absl::OkStatus();
  }

  std::string Question() const {
    const std::string& text = spec_.question().empty() ? intake_->title() : spec_.question();
    return text.empty() || text.size() > kMaxQuestionBytes
               ? "What is the answer to '" + exchange::Excerpt(answer_, 200) + "'?"
               : text;
  }

  absl::Status AppendNewItems() {
    ASSAY_ASSIGN_OR_RETURN(const auto dataset, Dataset());
    ItemLookup known(parts_.store, record_->dataset_number(),
                     static_cast<uint64_t>(dataset.item_count()));
    absl::flat_hash_set<std::string> columns;
    for (const v1::Column& column : dataset.columns()) {
      columns.insert(column.name());
    }
    absl::flat_hash_set<std::string> added;
    v1::AppendItemsRequest request;
    request.set_dataset(dataset.name());
    const auto flush = [&]() -> absl::Status {
      if (request.items_size() > 0) {
        ASSAY_RETURN_IF_ERROR(AppendItems(request, parts_.datasets, parts_.clock).status());
      }
      request.clear_items();
      return absl::OkStatus();
    };
    ASSAY_RETURN_IF_ERROR(
        intake_->Visit([&](SpooledRow& row, const std::vector<Answer>&) -> absl::Status {
          const std::string& id = identity_->IdOf(row);
          if (id.empty() || added.contains(id)) {
            return absl::OkStatus();
          }
          ASSAY_ASSIGN_OR_RETURN(const auto item, known.Find(id));
          if (item.has_value()) {
            return absl::OkStatus();
          }
          added.insert(id);
          v1::NewItem& fresh = *request.add_items();
          fresh.set_item_id(id);
          for (size_t i = 0; i < intake_->input_names().size(); ++i) {
            if (columns.contains(intake_->input_names()[i])) {
              (*fresh.mutable_cells())[intake_->input_names()[i]] = row.input(i);
            }
          }
          return request.items_size() == kItemsACall ? flush() : absl::OkStatus();
        }));
    return flush();
  }

  absl::StatusOr<v1::Dataset> Dataset() const {
    const std::string& name = record_->campaign().dataset();
    ASSAY_ASSIGN_OR_RETURN(const auto dataset,
                           parts_.datasets.Get(name.substr(std::string("datasets/").size())));
    return dataset.dataset();
  }

  absl::Status AddLabels() {
    ASSAY_ASSIGN_OR_RETURN(const CampaignRules rules, CampaignRules::Make(parts_.store, *record_));
    ASSAY_ASSIGN_OR_RETURN(StoredAssignments stored, StoredAssignments::Create());
    assignments_ = std::make_unique<StoredAssignments>(std::move(stored));
    ASSAY_ASSIGN_OR_RETURN(const auto dataset, Dataset());
    ItemLookup items(parts_.store, record_->dataset_number(),
                     static_cast<uint64_t>(dataset.item_count()));
    ItemLookup gold(parts_.store, record_->gold_dataset_number(), rules.gold_count());
    SpooledLabels labels(
        {*intake_, *identity_, *record_, settings_, rules,
         settings_.makes_items() ? nullptr : &items,
         record_->gold_dataset_number() == 0 ? nullptr : &gold, text_input_, *assignments_},
        plan_);
    ASSAY_ASSIGN_OR_RETURN(const auto desk, parts_.desks.Find(record_->campaign().name()));
    v1::ImportLabelsSpec spec;
    spec.set_campaign(record_->campaign().name());
    spec.set_file_name(spec_.file_name());
    spec.set_create_annotators_kind(v1::Annotator::KIND_CROWD);
    ASSAY_ASSIGN_OR_RETURN(const v1::ImportLabelsResponse imported,
                           ImportLabels(spec, caller_, labels, *desk,
                                        {parts_.store, parts_.campaigns, parts_.datasets,
                                         parts_.clock, parts_.imports}));
    label_count_ = imported.label_count();
    assignment_count_ = labels.assignment_count();
    status_changed_count_ = labels.status_changed_count();
    return absl::OkStatus();
  }

  absl::Status StoreAssignments() {
    made_dataset_ = false;
    created_ = std::exchange(made_campaign_, false);
    settings_.mutable_answer_columns()->Assign(answer_columns_.begin(), answer_columns_.end());
    ASSAY_RETURN_IF_ERROR(repository_.PutSettings(record_->campaign_number(), settings_));
    ASSAY_RETURN_IF_ERROR(
        assignments_->StoreAll(*intake_, repository_, record_->campaign_number()));
    return parts_.store.Flush();
  }

  // What was made for labels that could not be added.
  void TakeBack() {
    if (made_campaign_) {
      parts_.catalog.Delete(campaign_id_).IgnoreError();
    }
    if (made_dataset_) {
      parts_.datasets.Delete(campaign_id_).IgnoreError();
    }
  }

  v1::ImportResultsResponse Respond() {
    v1::ImportResultsResponse response;
    response.set_row_count(intake_->row_count());
    response.set_assignment_count(assignment_count_);
    response.set_refused_count(static_cast<int64_t>(intake_->refused().size()));
    for (std::string& line : intake_->repairs().Lines()) {
      response.add_repairs(std::move(line));
    }
    for (const auto& [row, reason] : intake_->refused()) {
      if (response.refused_size() == kMaxRefused) {
        break;
      }
      v1::RefusedRow& refused = *response.add_refused();
      refused.set_row(row);
      refused.set_reason(reason);
    }
    response.set_label_count(label_count_);
    response.set_answer(answer_);
    response.mutable_other_answers()->Assign(other_answers_.begin(), other_answers_.end());
    response.set_created(created_);
    response.set_status_changed_count(status_changed_count_);
    return response;
  }

  const v1::ImportResultsSpec& spec_;
  const Caller& caller_;
  const ResultImportParts& parts_;
  MturkRepository repository_;
  std::optional<CampaignRecord> record_;
  std::string campaign_id_;  // of a new campaign
  MturkSettings settings_;
  bool is_settled_ = false;  // by an earlier import
  std::vector<std::string> answer_columns_;
  std::unique_ptr<ResultIntake> intake_;
  std::unique_ptr<ItemIdentity> identity_;
  std::unique_ptr<StoredAssignments> assignments_;
  LabelPlan plan_;
  v1::LabelSchema schema_;
  std::optional<size_t> text_input_;
  std::string answer_;
  std::vector<std::string> other_answers_;
  bool made_dataset_ = false;
  bool made_campaign_ = false;
  bool created_ = false;
  int64_t label_count_ = 0;
  int64_t assignment_count_ = 0;
  int64_t status_changed_count_ = 0;
};

}  // namespace

absl::StatusOr<v1::ImportResultsResponse> ImportResults(const v1::ImportResultsSpec& spec,
                                                        const Caller& caller,
                                                        exchange::ByteSource& source,
                                                        const ResultImportParts& parts) {
  return ResultImport(spec, caller, parts).Run(source);
}

}  // namespace assay::mturk
