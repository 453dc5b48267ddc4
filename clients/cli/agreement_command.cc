#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "assay/v1/quality.grpc.pb.h"
#include "clients/cli/audit_output.h"
#include "clients/cli/commands.h"
#include "clients/cli/label_exchange.h"
#include "clients/cli/output_file.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"

namespace assay::cli {
namespace {

using Spec = v1::MeasureAgreementSpec;

constexpr int kMatrixAnnotators = 12;
constexpr int kClassesShown = 20;
constexpr int kItemsShown = 5;
constexpr int kPairsFetched = 100'000;

const std::map<std::string, v1::MeasurementLevel>& Levels() {
  static const std::map<std::string, v1::MeasurementLevel> levels = {
      {"nominal", v1::MEASUREMENT_LEVEL_NOMINAL},
      {"unweighted", v1::MEASUREMENT_LEVEL_NOMINAL},
      {"ordinal", v1::MEASUREMENT_LEVEL_ORDINAL},
      {"gwet_ordinal", v1::MEASUREMENT_LEVEL_GWET_ORDINAL},
      {"interval", v1::MEASUREMENT_LEVEL_INTERVAL},
      {"quadratic", v1::MEASUREMENT_LEVEL_INTERVAL},
      {"ratio", v1::MEASUREMENT_LEVEL_RATIO},
      {"linear", v1::MEASUREMENT_LEVEL_LINEAR},
      {"radical", v1::MEASUREMENT_LEVEL_RADICAL},
      {"circular", v1::MEASUREMENT_LEVEL_CIRCULAR},
      {"bipolar", v1::MEASUREMENT_LEVEL_BIPOLAR},
      {"jaccard", v1::MEASUREMENT_LEVEL_JACCARD},
      {"masi", v1::MEASUREMENT_LEVEL_MASI},
      {"spans", v1::MEASUREMENT_LEVEL_SPANS}};
  return levels;
}

struct ExportFile {
  Spec::Export kind;
  const char* name;
};
constexpr ExportFile kExports[] = {
    {Spec::EXPORT_REPORT_HTML, "report.html"}, {Spec::EXPORT_SUMMARY_JSON, "summary.json"},
    {Spec::EXPORT_PAIRS_CSV, "pairs.csv"},     {Spec::EXPORT_CLASSES_CSV, "classes.csv"},
    {Spec::EXPORT_ITEMS_CSV, "items.csv"},     {Spec::EXPORT_ANNOTATORS_CSV, "annotators.csv"}};

std::string Fixed(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof(text), "%.*f", digits, value);
  return text;
}

// What came, put together for printing.
class AgreementAnswer {
 public:
  AgreementAnswer(const Session& session, const AgreementOptions& options)
      : session_(session), options_(options) {}

  absl::Status Take(const v1::MeasureAgreementResponse& response) {
    if (response.has_table()) {
      table_ = response.table();
      if (!session_.options().quiet) {
        std::cerr << DescribeTable(table_);
      }
    } else if (response.has_figures()) {
      figures_ = response.figures();
    } else if (response.has_classes()) {
      classes_.insert(classes_.end(), response.classes().classes().begin(),
                      response.classes().classes().end());
    } else if (response.has_pairs()) {
      pair_count_ = response.pairs().total_count();
      pairs_.insert(pairs_.end(), response.pairs().pairs().begin(), response.pairs().pairs().end());
    } else if (response.has_items()) {
      items_.insert(items_.end(), response.items().items().begin(), response.items().items().end());
    } else if (response.has_annotators()) {
      for (const v1::AnnotatorFigures& figures : response.annotators().annotators()) {
        annotators_.push_back(figures.annotator());
      }
    } else if (response.has_export_chunk()) {
      TakeChunk(response.export_chunk());
    }
    return absl::OkStatus();
  }

  absl::Status Finish() {
    for (auto& [kind, file] : files_) {
      ASSAY_RETURN_IF_ERROR(file->Commit());
    }
    if (session_.options().json) {
      std::cout << summary_json_ << std::flush;
      return absl::OkStatus();
    }
    PrintFigures();
    PrintClasses();
    PrintPairs();
    PrintItems();
    if (!options_.out_dir.empty()) {
      std::cout << "\nReport: " << options_.out_dir << "/report.html\n";
    }
    std::cout << std::flush;
    return absl::OkStatus();
  }

 private:
  void TakeChunk(const v1::ExportChunk& chunk) {
    if (chunk.export_() == Spec::EXPORT_SUMMARY_JSON) {
      summary_json_ += chunk.chunk();
    }
    if (options_.out_dir.empty()) {
      return;
    }
    auto& file = files_[chunk.export_()];
    if (file == nullptr) {
      const auto* known =
          std::find_if(std::begin(kExports), std::end(kExports),
                       [&](const ExportFile& e) { return e.kind == chunk.export_(); });
      if (known == std::end(kExports)) {
        return;
      }
      file = std::make_unique<OutputFile>(std::filesystem::path(options_.out_dir) / known->name);
    }
    file->Write(chunk.chunk());
  }

  void PrintFigures() const {
    const std::string interval = Percent(figures_.confidence_level()) + " interval";
    std::cout << std::left << std::setw(24) << "coefficient" << std::right << std::setw(9)
              << "value" << std::setw(22) << interval << std::setw(10) << "error" << std::setw(10)
              << "items" << std::setw(12) << "labels"
              << "  by\n";
    for (const v1::AgreementFigure& figure : figures_.figures()) {
      std::cout << std::left << std::setw(24) << figure.name() << std::right;
      if (!figure.has_value()) {
        std::cout << std::setw(9) << "-"
                  << "  undefined: " << OneLine(figure.undefined_message(), 200) << "\n";
        continue;
      }
      const std::string ends =
          figure.has_low() ? "[" + Fixed(figure.low(), 4) + ", " + Fixed(figure.high(), 4) + "]"
                           : "-";
      const bool bootstrap =
          figure.interval_method() == v1::AgreementFigure::INTERVAL_METHOD_BOOTSTRAP;
      std::cout << std::setw(9) << Fixed(figure.value(), 4) << std::setw(22) << ends
                << std::setw(10)
                << (figure.has_standard_error() ? Fixed(figure.standard_error(), 4) : "-")
                << std::setw(10) << Count(figure.item_count()) << std::setw(12)
                << Count(figure.label_count()) << "  "
                << (!figure.has_low() ? "-" : (bootstrap ? "bootstrap" : "analytic")) << "\n";
    }
  }

  void PrintClasses() const {
    if (classes_.empty()) {
      return;
    }
    std::cout << "\n"
              << std::left << std::setw(32) << "class" << std::right << std::setw(12) << "labels"
              << std::setw(12) << "agreement" << std::setw(12) << "alpha"
              << "\n";
    for (size_t k = 0; k < classes_.size() && k < kClassesShown; ++k) {
      const v1::ClassAgreement& c = classes_[k];
      std::cout << std::left << std::setw(32) << OneLine(c.label(), 30) << std::right
                << std::setw(12) << Count(c.label_count()) << std::setw(12)
                << (c.has_agreement() ? Fixed(c.agreement(), 3) : "-") << std::setw(12)
                << (c.has_krippendorff_alpha() ? Fixed(c.krippendorff_alpha(), 3) : "-") << "\n";
    }
    if (classes_.size() > kClassesShown) {
      std::cout << "and " << classes_.size() - kClassesShown << " more classes\n";
    }
  }

  void PrintPairs() const {
    if (pairs_.empty()) {
      return;
    }
    if (table_.annotator_count() <= kMatrixAnnotators) {
      PrintMatrix();
    } else {
      PrintPairSummary();
    }
  }

  void PrintMatrix() const {
    std::map<std::pair<std::string, std::string>, std::string> cells;
    for (const v1::PairAgreement& pair : pairs_) {
      const std::string text = pair.has_kappa() ? Fixed(pair.kappa(), 2) : "-";
      cells[{pair.first(), pair.second()}] = text;
      cells[{pair.second(), pair.first()}] = text;
    }
    std::cout << "\nCohen's kappa of each two annotators\n" << std::setw(16) << "";
    for (const std::string& name : annotators_) {
      std::cout << std::right << std::setw(9) << OneLine(name, 7);
    }
    std::cout << "\n";
    for (const std::string& row : annotators_) {
      std::cout << std::left << std::setw(16) << OneLine(row, 14) << std::right;
      for (const std::string& column : annotators_) {
        const auto cell = cells.find({row, column});
        std::cout << std::setw(9)
                  << (row == column ? "1" : (cell == cells.end() ? "." : cell->second));
      }
      std::cout << "\n";
    }
  }

  void PrintPairSummary() const {
    std::vector<const v1::PairAgreement*> known;
    for (const v1::PairAgreement& pair : pairs_) {
      if (pair.has_kappa()) {
        known.push_back(&pair);
      }
    }
    std::cout << "\n" << Count(pair_count_) << " pairs of annotators have common items";
    if (known.empty()) {
      std::cout << "; Cohen's kappa is undefined for all of them\n";
      return;
    }
    std::sort(known.begin(), known.end(),
              [](const auto* a, const auto* b) { return a->kappa() < b->kappa(); });
    const auto at = [&](double share) {
      return Fixed(
          known[static_cast<size_t>(share * static_cast<double>(known.size() - 1))]->kappa(), 2);
    };
    std::cout << "; Cohen's kappa of " << Count(std::ssize(known)) << " of them: lowest " << at(0)
              << ", a quarter below " << at(0.25) << ", median " << at(0.5) << ", a quarter above "
              << at(0.75) << ", highest " << at(1) << "\n";
  }

  void PrintItems() const {
    if (items_.empty() || items_.front().disagreement() <= 0) {
      return;
    }
    std::cout << "\nDeepest disagreement\n";
    for (size_t i = 0; i < items_.size() && i < kItemsShown; ++i) {
      if (items_[i].disagreement() <= 0) {
        break;
      }
      std::cout << "  " << OneLine(items_[i].item(), 40) << "  "
                << Fixed(items_[i].disagreement(), 3) << "  ";
      for (int j = 0; j < items_[i].labels_size() && j < 8; ++j) {
        const auto& given = items_[i].labels(j);
        std::cout << (j == 0 ? "" : ", ") << OneLine(given.annotator(), 16) << ": "
                  << OneLine(given.label(), 24);
      }
      std::cout << (items_[i].labels_size() > 8 ? ", ..." : "") << "\n";
    }
  }

  const Session& session_;
  const AgreementOptions& options_;
  v1::LabelTableInfo table_;
  v1::AgreementFigures figures_;
  std::vector<v1::ClassAgreement> classes_;
  std::vector<v1::PairAgreement> pairs_;
  std::vector<v1::ItemDisagreement> items_;
  std::vector<std::string> annotators_;
  int64_t pair_count_ = 0;
  std::map<int, std::unique_ptr<OutputFile>> files_;
  std::string summary_json_;
};

absl::StatusOr<v1::MeasurementLevel> FindLevel(const std::string& name) {
  if (const auto level = Levels().find(name); level != Levels().end()) {
    return level->second;
  }
  std::string known;
  for (const auto& [word, level] : Levels()) {
    known += (known.empty() ? "" : ", ") + word;
  }
  return MakeError(absl::StatusCode::kInvalidArgument, "UNKNOWN_LEVEL",
                   "found the level '" + OneLine(name, 60) + "', expected one of " + known,
                   {{"field", "--level"}, {"found", name}, {"expected", known}});
}

}  // namespace

absl::Status RunAgreement(Session& session, const AgreementOptions& options) {
  InputFiles files;
  Spec spec;
  ASSAY_ASSIGN_OR_RETURN(const v1::MeasurementLevel level, FindLevel(options.level));
  ASSAY_ASSIGN_OR_RETURN(*spec.mutable_labels(), MakeSource(options.labels, files));
  spec.set_level(level);
  spec.mutable_coefficients()->Assign(options.metrics.begin(), options.metrics.end());
  spec.set_bootstrap_count(options.bootstrap_count);
  spec.set_no_bootstrap(options.bootstrap_count == 0);
  spec.set_confidence_level(options.confidence_level);
  spec.set_seed(session.options().seed);
  spec.set_thread_count(session.options().thread_count);
  spec.set_max_pair_count(kPairsFetched);
  if (!options.out_dir.empty()) {
    ASSAY_RETURN_IF_ERROR(MakeOutputDirectory(options.out_dir));
    for (const ExportFile& file : kExports) {
      spec.add_exports(file.kind);
    }
  } else if (session.options().json) {
    spec.add_exports(Spec::EXPORT_SUMMARY_JSON);
  }
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::QualityService::NewStub(channel);
  grpc::ClientContext context;
  const auto stream = stub->MeasureAgreement(&context);
  AgreementAnswer answer(session, options);
  const std::function<absl::Status(const v1::MeasureAgreementResponse&)> take =
      [&answer](const v1::MeasureAgreementResponse& response) { return answer.Take(response); };
  ASSAY_RETURN_IF_ERROR(
      ExchangeFiles(context, *stream, spec, files, session.options().quiet, take));
  return answer.Finish();
}

}  // namespace assay::cli
