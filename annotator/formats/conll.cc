// CoNLL-2003 columns: a token on each line, its tag the last column; a blank line ends a sentence.

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "annotator/exchange/input_buffer.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/utf8.h"
#include "annotator/formats/formats.h"
#include "annotator/formats/values.h"
#include "annotator/schema/span_offsets.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

constexpr size_t kMaxLineBytes = size_t{1} << 20;
constexpr size_t kMaxTokens = 100'000;

// A sentence becomes an item: its tokens with spaces between them, its entities spans.
class ConllReader final : public ForeignReader {
 public:
  ConllReader(const ReadOptions& options, exchange::ByteSource& source)
      : input_(options.file_name, source) {}

  absl::StatusOr<bool> Next(ForeignItem& item) override {
    item = ForeignItem();
    Sentence sentence;
    for (;;) {
      ASSAY_ASSIGN_OR_RETURN(const bool any, ReadLine());
      const bool blank = line_.find_first_not_of(" \t\r") == std::string::npos;
      if (any && !blank && !line_.starts_with("-DOCSTART-")) {
        if (sentence.tokens == 0) {
          item.at = {row_ + 1, line_number_};
        }
        ASSAY_RETURN_IF_ERROR(AddToken(sentence));
      } else if (sentence.tokens > 0) {
        Finish(sentence, item);
        return true;
      } else if (!any) {
        return line_number_ == 0 ? ConllFault("EMPTY_FILE", "the file is empty")
                                 : absl::StatusOr<bool>(false);
      }
    }
  }

 private:
  struct Sentence {
    std::string text;
    int64_t points = 0;
    size_t tokens = 0;
    v1::LabelValue value;
    v1::LabelValue::Span* open = nullptr;
  };

  absl::Status ConllFault(std::string_view reason, const std::string& what,
                          ErrorMetadata metadata = {}) const {
    return exchange::TableError(input_.file_name(), {row_ + 1, line_number_}, reason, what,
                                std::move(metadata));
  }

  // False at the end of the file.
  absl::StatusOr<bool> ReadLine() {
    size_t searched = 0;
    for (;;) {
      const std::string_view data = input_.data();
      const size_t end = data.find('\n', searched);
      if (end != std::string_view::npos || (input_.at_end() && !data.empty())) {
        const size_t length = std::min(end, data.size());
        line_.assign(data.substr(0, length));
        input_.Consume(std::min(length + 1, data.size()));
        ++line_number_;
        ASSAY_RETURN_IF_ERROR(exchange::CheckCellText(input_.file_name(), {row_ + 1, line_number_},
                                                      "the line", line_, {}));
        return true;
      }
      if (input_.at_end()) {
        line_.clear();
        return false;
      }
      if (data.size() > kMaxLineBytes) {
        return ConllFault("ROW_TOO_LARGE", "a line is longer than 1 MiB");
      }
      searched = data.size();
      ASSAY_RETURN_IF_ERROR(input_.Fill(2 * data.size() + 1));
    }
  }

  absl::Status AddToken(Sentence& sentence) {
    const std::vector<std::string> cells =
        absl::StrSplit(line_, absl::ByAnyChar(" \t\r"), absl::SkipEmpty());
    if (cells.size() < 2) {
      return ConllFault(
          "BAD_FOREIGN_FILE",
          absl::StrCat("found ", exchange::Excerpt(line_, 60), ", expected a token and its tag"),
          {{"found", exchange::Excerpt(line_, 60)}, {"expected", "a token and its tag"}});
    }
    const std::string& tag = cells.back();
    const bool is_tag =
        tag == "O" || (tag.size() > 2 && tag[1] == '-' &&
                       std::string_view("BIESLU").find(tag[0]) != std::string::npos);
    if (!is_tag) {
      return ConllFault("BAD_FOREIGN_FILE",
                        absl::StrCat("found the tag ", exchange::Excerpt(tag, 60),
                                     ", expected O, or B-, I-, E-, S-, L- or U- and a class"),
                        {{"found", exchange::Excerpt(tag, 60)}, {"expected", "an IOB tag"}});
    }
    if (++sentence.tokens > kMaxTokens) {
      return ConllFault("ROW_TOO_LARGE",
                        "a sentence has more than 100,000 tokens; a blank line ends one");
    }
    if (!sentence.text.empty()) {
      sentence.text += ' ';
      ++sentence.points;
    }
    const int64_t start = sentence.points;
    sentence.text += cells[0];
    sentence.points += SpanOffsets(cells[0]).code_point_count();
    Mark(tag, start, sentence);
    return absl::OkStatus();
  }

  static void Mark(const std::string& tag, int64_t start, Sentence& sentence) {
    if (tag == "O") {
      sentence.open = nullptr;
      return;
    }
    const std::string name = tag.substr(2);
    const bool goes_on = (tag[0] == 'I' || tag[0] == 'E' || tag[0] == 'L') &&
                         sentence.open != nullptr && sentence.open->label_class() == name;
    if (!goes_on) {
      sentence.open = sentence.value.mutable_spans()->add_spans();
      sentence.open->set_start_offset(start);
      sentence.open->set_label_class(name);
      sentence.open->set_column("text");
    }
    sentence.open->set_end_offset(sentence.points);
    if (tag[0] == 'E' || tag[0] == 'L' || tag[0] == 'S' || tag[0] == 'U') {
      sentence.open = nullptr;
    }
  }

  void Finish(Sentence& sentence, ForeignItem& item) {
    ++row_;
    item.id = absl::StrCat(row_);
    item.fields.emplace_back("text", std::move(sentence.text));
    sentence.value.mutable_spans();
    item.labels.push_back({"conll", std::move(sentence.value), std::nullopt, 0});
  }

  exchange::InputBuffer input_;
  std::string line_;
  int64_t line_number_ = 0;
  int64_t row_ = 0;
};

class ConllWriter final : public ForeignWriter {
 public:
  explicit ConllWriter(const Sink& sink) : sink_(sink) {}

  absl::Status Begin() override { return sink_("-DOCSTART- -X- -X- O\n\n"); }

  absl::Status Write(const ItemToWrite& item) override {
    const v1::LabelValue* const value = OneLabel(item, losses_);
    if (value == nullptr || !value->has_spans()) {
      losses_.Count("labels that are no spans", value == nullptr ? 0 : 1);
      return absl::OkStatus();
    }
    losses_.Count("ids of items");
    const std::string column =
        value->spans().spans_size() > 0 ? value->spans().spans(0).column() : "";
    const std::string_view text = FirstText(item.fields, column);
    const std::vector<Token> tokens = TokensOf(text);
    std::vector<std::string> tags(tokens.size(), "O");
    for (const auto& span : value->spans().spans()) {
      if (span.column() != column) {
        losses_.Count("spans of another column");
      } else {
        Tag(span, tokens, tags);
      }
    }
    std::string lines;
    for (size_t i = 0; i < tokens.size(); ++i) {
      absl::StrAppend(&lines, std::string(tokens[i].text), " -X- _ ", tags[i], "\n");
    }
    return sink_(lines + "\n");
  }

 private:
  struct Token {
    std::string_view text;
    int64_t begin = 0;  // code points
    int64_t end = 0;
  };

  static std::vector<Token> TokensOf(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    std::vector<Token> tokens;
    int64_t points = 0;
    size_t at = 0;
    while (at < text.size()) {
      const size_t begin = std::min(text.find_first_not_of(kSpace, at), text.size());
      const size_t end = std::min(text.find_first_of(kSpace, begin), text.size());
      points += static_cast<int64_t>(begin - at);
      const std::string_view token = text.substr(begin, end - begin);
      const int64_t length = SpanOffsets(token).code_point_count();
      if (!token.empty()) {
        tokens.push_back({token, points, points + length});
      }
      points += length;
      at = end;
    }
    return tokens;
  }

  void Tag(const v1::LabelValue::Span& span, const std::vector<Token>& tokens,
           std::vector<std::string>& tags) {
    const auto first = std::find_if(tokens.begin(), tokens.end(), [&](const Token& token) {
      return token.begin == span.start_offset();
    });
    const auto last = std::find_if(
        first, tokens.end(), [&](const Token& token) { return token.end == span.end_offset(); });
    if (first == tokens.end() || last == tokens.end()) {
      losses_.Count("spans that do not begin and end with words");
      return;
    }
    const auto from = first - tokens.begin();
    const auto to = last - tokens.begin() + 1;
    if (!std::all_of(tags.begin() + from, tags.begin() + to,
                     [](const std::string& tag) { return tag == "O"; })) {
      losses_.Count("spans that overlap others");
      return;
    }
    for (auto i = from; i < to; ++i) {
      tags[static_cast<size_t>(i)] = absl::StrCat(i == from ? "B-" : "I-", span.label_class());
    }
  }

  const Sink sink_;
};

}  // namespace

MadeReader MakeConllReader(const ReadOptions& options, exchange::ByteSource& source) {
  return std::make_unique<ConllReader>(options, source);
}

MadeWriter MakeConllWriter(const WriteOptions&, const Sink& sink) {
  return std::make_unique<ConllWriter>(sink);
}

}  // namespace assay::formats
