#include "annotator/label_studio/annotation_hook.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "annotator/label_studio/predictions.h"
#include "annotator/label_studio/service_calls.h"
#include "annotator/label_studio/task.h"
#include "assay/v1/annotators.pb.h"
#include "engine/base/status.h"
#include "google/protobuf/util/time_util.h"

namespace assay::label_studio {
namespace {

using google::protobuf::util::TimeUtil;

constexpr std::array kActions{"ANNOTATION_CREATED", "ANNOTATION_UPDATED", "ANNOTATIONS_CREATED"};
constexpr std::chrono::seconds kMostWait{30};
constexpr std::chrono::milliseconds kWaitStep{50};
constexpr double kMaxActiveSeconds = 30.0 * 86'400;

absl::Status BadWebhook(const std::string& expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_WEBHOOK",
                   "the webhook's body has no " + expected + "; let it send its payload",
                   {{"expected", expected}});
}

// One object, or those of a list.
std::vector<const Json*> ObjectsIn(const Json& body, const char* name) {
  std::vector<const Json*> objects;
  const auto found = body.find(name);
  if (found != body.end() && found->is_object()) {
    objects.push_back(&*found);
  } else if (found != body.end() && found->is_array()) {
    for (const Json& object : *found) {
      objects.push_back(&object);
    }
  }
  return objects;
}

// The number under which Label Studio knows the user; an export has him whole.
std::optional<std::string> UserOf(const Json& annotation) {
  if (!annotation.contains("completed_by")) {
    return std::nullopt;
  }
  const Json& said = annotation["completed_by"];
  const Json& user = said.is_object() && said.contains("id") ? said["id"] : said;
  if (!user.is_number_integer() || user.get<int64_t>() < 0) {
    return std::nullopt;
  }
  return "ls-" + user.dump();
}

absl::Status ReadTime(const Json& annotation, v1::ImportedLabel& label) {
  const char* const name = annotation.contains("updated_at") ? "updated_at" : "created_at";
  const auto text = annotation.find(name);
  if (text == annotation.end() || !text->is_string() ||
      !TimeUtil::FromString(text->get<std::string>(), label.mutable_submit_time())) {
    return BadAnnotation("no such time", "updated_at like 2026-11-23T16:00:00.123456Z");
  }
  const auto seconds = annotation.find("lead_time");
  if (seconds != annotation.end() && seconds->is_number()) {
    const double value = seconds->get<double>();
    // A tab that was left open for months says nothing of how long it took.
    if (value > 0 && value <= kMaxActiveSeconds) {
      *label.mutable_active_time() =
          TimeUtil::MicrosecondsToDuration(static_cast<int64_t>(std::llround(value * 1e6)));
    }
  }
  return absl::OkStatus();
}

// Items by the number of their task; an annotation holds just that.
absl::StatusOr<std::map<int64_t, std::string>> ItemsByTask(const Json& body,
                                                           const std::string& id_column) {
  std::map<int64_t, std::string> items;
  for (const Json* task : ObjectsIn(body, "task")) {
    if (!task->is_object() || !task->contains("id") || !(*task)["id"].is_number_integer()) {
      return BadWebhook("\"task\" with an id");
    }
    ASSAY_ASSIGN_OR_RETURN(items[(*task)["id"].get<int64_t>()], ItemOfTask(*task, id_column));
  }
  return items;
}

absl::StatusOr<Control> ControlIn(const Json& body, const v1::LabelSchema& schema) {
  const auto project = body.find("project");
  if (project == body.end() || !project->is_object() || !project->contains("label_config") ||
      !(*project)["label_config"].is_string()) {
    return BadWebhook("\"project\" with its label_config");
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<Control> controls,
                         ReadLabelConfig((*project)["label_config"].get_ref<const std::string&>()));
  return FindControl(controls, schema);
}

// The label of one annotation; nullopt: it has none.
absl::StatusOr<std::optional<v1::ImportedLabel>> ReadAnnotation(
    const Json& annotation, const std::map<int64_t, std::string>& items, const Control& control,
    v1::LabelSchema::Kind kind) {
  if (!annotation.is_object() || !annotation.contains("result")) {
    return BadWebhook("\"annotation\" with a result");
  }
  const auto cancelled = annotation.find("was_cancelled");
  if (cancelled != annotation.end() && *cancelled == true) {
    return std::nullopt;
  }
  ASSAY_ASSIGN_OR_RETURN(const std::optional<v1::LabelValue> value,
                         ReadAnswer(annotation["result"], control, kind));
  if (!value.has_value()) {
    return std::nullopt;
  }
  v1::ImportedLabel label;
  *label.mutable_value() = *value;
  const std::optional<std::string> user = UserOf(annotation);
  if (!user.has_value()) {
    return BadAnnotation("no number of a user", "completed_by");
  }
  label.set_annotator_id(*user);
  const bool has_task = annotation.contains("task") && annotation["task"].is_number_integer();
  const auto item = has_task ? items.find(annotation["task"].get<int64_t>()) : items.end();
  if (item == items.end()) {
    return BadWebhook("\"task\" that the annotation names");
  }
  label.set_item_id(item->second);
  ASSAY_RETURN_IF_ERROR(ReadTime(annotation, label));
  return label;
}

}  // namespace

bool BringsAnnotations(const std::string& action) {
  return std::find(kActions.begin(), kActions.end(), action) != kActions.end();
}

absl::StatusOr<v1::ImportedLabels> ReadHook(const Json& body, const v1::LabelSchema& schema,
                                            const std::string& id_column, int64_t& skipped) {
  ASSAY_ASSIGN_OR_RETURN(const Control control, ControlIn(body, schema));
  ASSAY_ASSIGN_OR_RETURN(const auto items, ItemsByTask(body, id_column));
  const std::vector<const Json*> annotations = ObjectsIn(body, "annotation");
  if (annotations.empty()) {
    return BadWebhook("\"annotation\"");
  }
  skipped = 0;
  v1::ImportedLabels labels;
  for (const Json* annotation : annotations) {
    ASSAY_ASSIGN_OR_RETURN(const std::optional<v1::ImportedLabel> label,
                           ReadAnnotation(*annotation, items, control, schema.kind()));
    if (label.has_value()) {
      *labels.add_rows() = *label;
    } else {
      ++skipped;
    }
  }
  return labels;
}

absl::StatusOr<Json> TakeHook(gateway::CallBridge& bridge, const std::string& campaign,
                              const Json& body, const gateway::CallFor& caller) {
  ASSAY_ASSIGN_OR_RETURN(const CampaignView view, ViewCampaign(bridge, campaign, caller));
  int64_t skipped = 0;
  ASSAY_ASSIGN_OR_RETURN(const v1::ImportedLabels rows,
                         ReadHook(body, view.campaign.schema(), view.id_column, skipped));
  v1::ImportLabelsResponse imported;
  if (!rows.rows().empty()) {
    v1::ImportLabelsSpec spec;
    spec.set_campaign(view.campaign.name());
    spec.set_file_name("label-studio");
    spec.set_create_annotators_kind(v1::Annotator::KIND_EXPERT);
    const auto last_try = std::chrono::steady_clock::now() + kMostWait;
    auto response = ImportRows(bridge, spec, rows, caller);
    // Label Studio does not send it again.
    while (ErrorReason(response.status()) == "IMPORT_RUNNING" &&
           std::chrono::steady_clock::now() < last_try) {
      std::this_thread::sleep_for(kWaitStep);
      response = ImportRows(bridge, spec, rows, caller);
    }
    ASSAY_RETURN_IF_ERROR(response.status());
    imported = *std::move(response);
  }
  return Json{{"status", "ok"},
              {"result",
               {{"labels", imported.label_count()},
                {"repeated", imported.repeated_count()},
                {"skipped", skipped}}}};
}

}  // namespace assay::label_studio
