#include "annotator/label_studio/task.h"

#include "annotator/gateway/json_codec.h"
#include "engine/base/status.h"

namespace assay::label_studio {

absl::StatusOr<std::string> ItemOfTask(const Json& task, const std::string& id_column) {
  const auto data = task.is_object() ? task.find("data") : task.end();
  if (task.is_object() && data != task.end() && data->is_object()) {
    for (const std::string& name :
         {std::string("assay_item_id"), id_column, std::string("id"), std::string("item_id")}) {
      const auto id = name.empty() ? data->end() : data->find(name);
      if (id != data->end() && id->is_string() && !id->get_ref<const std::string&>().empty()) {
        return id->get<std::string>();
      }
      if (id != data->end() && id->is_number_integer()) {
        return id->dump();
      }
    }
  }
  const std::string number =
      task.is_object() && task.contains("id") && task["id"].is_number_integer() ? task["id"].dump()
                                                                                : "?";
  const std::string expected =
      "\"assay_item_id\"" +
      (id_column.empty() ? std::string() : ", or \"" + id_column + "\" as in the data set");
  return MakeError(
      absl::StatusCode::kInvalidArgument, "TASK_WITHOUT_ITEM",
      "task " + number + " does not say in its data which item it is about, expected " + expected,
      {{"found", "task " + number}, {"expected", expected}});
}

std::string IdColumnOf(const v1::Dataset& dataset) {
  for (const v1::Column& column : dataset.columns()) {
    if (column.role() == v1::Column::ROLE_ID) {
      return column.name();
    }
  }
  return "";
}

absl::StatusOr<Json> ParseObject(std::string_view text) {
  Json json =
      gateway::IsTooDeep(text) ? Json() : Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_JSON",
                     "the body is no JSON object, or nested too deep",
                     {{"detail", "no JSON object"}});
  }
  return json;
}

}  // namespace assay::label_studio
