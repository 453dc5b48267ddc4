#include <charconv>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "annotator/exchange/csv_writer.h"
#include "assay/v1/quality.grpc.pb.h"
#include "clients/cli/commands.h"
#include "clients/cli/label_exchange.h"
#include "clients/cli/matrix_upload.h"
#include "clients/cli/output_file.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMostListedClasses = 100;

std::string NumberText(float value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof(text), value).ptr};
}

// Where rows of a CSV go: a file that is written whole or not at all, or standard output.
class CsvOutput {
 public:
  explicit CsvOutput(const std::string& path) {
    if (!path.empty()) {
      file_.emplace(path);
    }
  }

  void Write(std::span<const std::string> cells) {
    buffer_.clear();
    exchange::AppendCsvRow(buffer_, cells);
    if (file_.has_value()) {
      file_->Write(buffer_);
    } else {
      std::cout.write(buffer_.data(), std::ssize(buffer_));
    }
  }

  absl::Status Commit() {
    if (file_.has_value()) {
      return file_->Commit();
    }
    std::cout.flush();
    return std::cout ? absl::OkStatus() : CannotWrite("stdout", "disk full or closed");
  }

 private:
  std::optional<OutputFile> file_;
  std::string buffer_;
};

// Takes the answer of the service as it comes.
class ConsensusAnswer {
 public:
  ConsensusAnswer(const Session& session, const ConsensusOptions& options)
      : session_(session), options_(options) {
    if (!options.out_file.empty() || !session.options().json) {
      rows_.emplace(options.out_file);
    }
    if (!options.annotators_file.empty()) {
      annotators_.emplace(options.annotators_file);
    }
    if (!options.confusions_file.empty()) {
      confusions_.emplace(options.confusions_file);
    }
    if (!options.next_file.empty()) {
      next_.emplace(options.next_file);
    }
  }

  absl::Status Take(const v1::InferConsensusResponse& response) {
    if (response.has_table()) {
      table_ = response.table();
      if (!session_.options().quiet) {
        std::cerr << DescribeTable(table_);
      }
    } else if (response.has_summary()) {
      summary_ = response.summary();
      WriteHeaders();
    } else if (response.has_score()) {
      score_ = response.score();
    } else if (response.has_annotators()) {
      TakeAnnotators(response.annotators());
    } else if (response.has_next_labels()) {
      TakeNextLabels(response.next_labels());
    } else {
      TakeRows(response.rows());
    }
    return absl::OkStatus();
  }

  absl::Status Finish() {
    if (rows_.has_value()) {
      ASSAY_RETURN_IF_ERROR(rows_->Commit());
    }
    if (annotators_.has_value()) {
      ASSAY_RETURN_IF_ERROR(annotators_->Commit());
    }
    if (confusions_.has_value()) {
      ASSAY_RETURN_IF_ERROR(confusions_->Commit());
    }
    if (next_.has_value()) {
      ASSAY_RETURN_IF_ERROR(next_->Commit());
    }
    if (session_.options().json) {
      std::cout << SummaryJson().dump(2, ' ', false, Json::error_handler_t::replace) << std::endl;
    } else if (!session_.options().quiet) {
      // The answer itself may stand on stdout.
      (options_.out_file.empty() ? std::cerr : std::cout) << SummaryText() << std::flush;
    }
    return absl::OkStatus();
  }

 private:
  bool lists_classes() const { return table_.class_count() <= kMostListedClasses; }

  void WriteHeaders() {
    if (rows_.has_value()) {
      std::vector<std::string> cells = {"item", "label", "confidence", "n_labels"};
      if (summary_.numeric()) {
        cells = {"item", "value", "standard_error", "n_labels"};
      } else if (lists_classes()) {
        for (const std::string& name : table_.classes()) {
          cells.push_back("p_" + name);
        }
      }
      rows_->Write(cells);
    }
    if (annotators_.has_value()) {
      annotators_->Write(std::vector<std::string>{
          "annotator", "n_labels", "accuracy", "low", "high", "bias", "spam_score", "value",
          "agreement", "consensus_agreement", "reliability", "median_time_s", "n_gold",
          "gold_accuracy", "biased_to", "shares_errors_with", "early_accuracy", "late_accuracy",
          "drift_p_value"});
    }
    if (confusions_.has_value()) {
      confusions_->Write(std::vector<std::string>{"annotator", "true_label", "said_label", "count",
                                                  "probability"});
    }
    if (next_.has_value()) {
      next_->Write(std::vector<std::string>{"rank", "item", "annotator", "gain"});
    }
  }

  void TakeNextLabels(const v1::NextLabels& next) {
    for (const v1::NextLabel& label : next.labels()) {
      ++next_count_;
      if (next_.has_value()) {
        next_->Write(std::vector<std::string>{std::to_string(next_count_), label.item(),
                                              label.annotator(),
                                              cli::NumberText(std::optional(label.gain()))});
      }
    }
  }

  void TakeRows(const v1::ConsensusRows& rows) {
    if (!rows_.has_value()) {
      return;
    }
    std::vector<std::string> cells;
    for (const v1::ConsensusRow& row : rows.rows()) {
      cells.clear();
      cells.push_back(row.item());
      if (summary_.numeric()) {
        cells.push_back(OptionalText(row.has_value(), row.value()));
        cells.push_back(OptionalText(row.has_standard_error(), row.standard_error()));
        cells.push_back(std::to_string(row.label_count()));
      } else {
        cells.push_back(row.label());
        cells.push_back(row.label().empty() ? ""
                                            : NumberText(static_cast<float>(row.confidence())));
        cells.push_back(std::to_string(row.label_count()));
        for (const float probability : row.probabilities()) {
          cells.push_back(NumberText(probability));
        }
      }
      rows_->Write(cells);
    }
  }

  static std::string OptionalText(bool is_there, double value) {
    return is_there ? cli::NumberText(std::optional(value)) : "";
  }

  void TakeConfusions(const v1::AnnotatorList& list) {
    for (const v1::AnnotatorFigures& a : list.annotators()) {
      for (const v1::ConfusionCell& cell : a.confusion()) {
        confusions_->Write(
            std::vector<std::string>{a.annotator(), cell.true_label(), cell.said_label(),
                                     cli::NumberText(std::optional(cell.count())),
                                     cli::NumberText(std::optional(cell.probability()))});
      }
    }
  }

  void TakeAnnotators(const v1::AnnotatorList& list) {
    if (confusions_.has_value()) {
      TakeConfusions(list);
    }
    if (!annotators_.has_value()) {
      return;
    }
    for (const v1::AnnotatorFigures& a : list.annotators()) {
      annotators_->Write(std::vector<std::string>{
          a.annotator(), std::to_string(a.label_count()),
          OptionalText(a.has_accuracy(), a.accuracy()), OptionalText(a.has_low(), a.low()),
          OptionalText(a.has_high(), a.high()), OptionalText(a.has_bias(), a.bias()),
          OptionalText(a.has_spam_score(), a.spam_score()), OptionalText(a.has_value(), a.value()),
          OptionalText(a.has_agreement(), a.agreement()),
          OptionalText(a.has_consensus_agreement(), a.consensus_agreement()),
          OptionalText(a.has_reliability(), a.reliability()),
          OptionalText(a.has_median_time_s(), a.median_time_s()), std::to_string(a.gold_count()),
          OptionalText(a.has_gold_accuracy(), a.gold_accuracy()), a.biased_to(),
          a.shares_errors_with(), OptionalText(a.has_drift(), a.drift().early_accuracy()),
          OptionalText(a.has_drift(), a.drift().late_accuracy()),
          OptionalText(a.has_drift(), a.drift().p_value())});
    }
  }

  Json ScoreJson() const {
    Json json = {{"n_items", score_->item_count()},
                 {"n_unknown_items", score_->unknown_item_count()}};
    const auto add = [&json](const char* name, bool is_there, double value) {
      if (is_there) {
        json[name] = value;
      }
    };
    add("accuracy", score_->has_accuracy(), score_->accuracy());
    add("log_loss", score_->has_log_loss(), score_->log_loss());
    add("ece", score_->has_calibration_error(), score_->calibration_error());
    add("rmse", score_->has_root_mean_squared_error(), score_->root_mean_squared_error());
    add("mae", score_->has_mean_absolute_error(), score_->mean_absolute_error());
    return json;
  }

  Json SummaryJson() const {
    Json json = {{"method", options_.method},
                 {"chosen", summary_.method()},
                 {"n_items", table_.item_count()},
                 {"n_annotators", table_.annotator_count()},
                 {"n_classes", table_.class_count()},
                 {"n_labels", table_.label_count()},
                 {"n_rows", table_.row_count()},
                 {"n_repeats", table_.repeat_count()},
                 {"n_skipped_rows", table_.skipped_row_count()},
                 {"n_gold", summary_.gold_count()},
                 {"n_gold_unlabelled", summary_.gold_unlabelled_count()},
                 {"iterations", summary_.iteration_count()},
                 {"converged", summary_.converged()},
                 {"numeric", summary_.numeric()},
                 {"explanation", summary_.explanation()},
                 {"warnings", table_.warnings()}};
    if (score_.has_value()) {
      json["score"] = ScoreJson();
    }
    Json columns = Json::object();
    for (const auto& column : table_.columns()) {
      columns[column.role()] = {{"name", column.name()}, {"guessed", column.guessed()}};
    }
    json["columns"] = columns;
    json["out"] = options_.out_file;
    json["annotators_out"] = options_.annotators_file;
    json["next_out"] = options_.next_file;
    json["n_next"] = next_count_;
    return json;
  }

  std::string SummaryText() const {
    std::string text = summary_.method() + ": " + Count(int64_t{summary_.iteration_count()}) +
                       (summary_.iteration_count() == 1 ? " round" : " rounds") +
                       (summary_.converged() ? "" : ", stopped before it converged") + "\n";
    if (!summary_.explanation().empty()) {
      text += OneLine(summary_.explanation(), 1000) + "\n";
    }
    if (score_.has_value()) {
      text += "against the truth of " + Count(score_->item_count()) + " items:";
      const Json score = ScoreJson();
      for (const auto& [name, value] : score.items()) {
        if (value.is_number_float()) {
          char number[32];
          std::snprintf(number, sizeof(number), "%.4f", value.get<double>());
          text += " " + name + " " + number;
        }
      }
      text += "\n";
    }
    if (!options_.out_file.empty()) {
      text += "Written: " + options_.out_file + "\n";
    }
    return text;
  }

  const Session& session_;
  const ConsensusOptions& options_;
  std::optional<CsvOutput> rows_;
  std::optional<CsvOutput> annotators_;
  std::optional<CsvOutput> confusions_;
  std::optional<CsvOutput> next_;
  int64_t next_count_ = 0;
  v1::LabelTableInfo table_;
  v1::ConsensusSummary summary_;
  std::optional<v1::ConsensusScore> score_;
};

absl::Status AddProbabilities(const ConsensusOptions& options, v1::InferConsensusSpec& spec,
                              InputFiles& files) {
  MatrixOptions matrix;
  matrix.predicted_probabilities = options.predicted_probabilities;
  ASSAY_ASSIGN_OR_RETURN(const MatrixFiles opened, OpenMatrices(matrix));
  spec.set_sends_probabilities(true);
  spec.set_probabilities_file_name(FileNameOf(options.predicted_probabilities));
  const auto& classes = options.labels.classes.empty() ? opened.classes : options.labels.classes;
  spec.mutable_probability_classes()->Assign(classes.begin(), classes.end());
  return OpenNext(options.predicted_probabilities, files);
}

}  // namespace

absl::Status RunConsensus(Session& session, const ConsensusOptions& options) {
  InputFiles files;
  v1::InferConsensusSpec spec;
  ASSAY_ASSIGN_OR_RETURN(*spec.mutable_labels(), MakeSource(options.labels, files));
  spec.set_method(options.method == "auto" ? "" : options.method);
  spec.set_seed(session.options().seed);
  spec.set_thread_count(session.options().thread_count);
  spec.set_max_iterations(options.max_iterations);
  spec.set_confidence_level(options.confidence_level);
  spec.set_no_judgement(options.annotators_file.empty() && options.confusions_file.empty());
  spec.set_wants_confusions(!options.confusions_file.empty());
  if (!options.next_file.empty()) {
    spec.mutable_next_labels()->set_count(options.next_count);
    spec.mutable_next_labels()->set_method(options.next_method);
  }
  if (!options.gold.empty()) {
    spec.mutable_gold()->set_file_name(FileNameOf(options.gold));
    ASSAY_RETURN_IF_ERROR(OpenNext(options.gold, files));
  }
  if (!options.truth.empty()) {
    spec.mutable_truth()->set_file_name(FileNameOf(options.truth));
    ASSAY_RETURN_IF_ERROR(OpenNext(options.truth, files));
  }
  if (!options.predicted_probabilities.empty()) {
    ASSAY_RETURN_IF_ERROR(AddProbabilities(options, spec, files));
  }
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::QualityService::NewStub(channel);
  grpc::ClientContext context;
  const auto stream = stub->InferConsensus(&context);
  ConsensusAnswer answer(session, options);
  const std::function<absl::Status(const v1::InferConsensusResponse&)> take =
      [&answer](const v1::InferConsensusResponse& response) { return answer.Take(response); };
  ASSAY_RETURN_IF_ERROR(
      ExchangeFiles(context, *stream, spec, files, session.options().quiet, take));
  return answer.Finish();
}

}  // namespace assay::cli
