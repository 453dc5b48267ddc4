#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <iomanip>
#include <iostream>
#include <string>

#include "clients/cli/campaign_commands.h"
#include "clients/cli/message_json.h"
#include "clients/cli/output_file.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "google/protobuf/util/time_util.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

using google::protobuf::util::TimeUtil;
using Json = nlohmann::ordered_json;

constexpr int64_t kMaxDays = 36'500;

v1::Role RoleOf(const std::string& word) {
  if (word == "admin") {
    return v1::ROLE_ADMIN;
  }
  if (word == "manager") {
    return v1::ROLE_MANAGER;
  }
  return word == "annotator" ? v1::ROLE_ANNOTATOR : v1::ROLE_VIEWER;
}

std::string RoleText(v1::Role role) { return EnumWord(v1::Role_Name(role), "ROLE_"); }

// Seconds of "90d", "12h" or "30m".
absl::StatusOr<int64_t> ParseSpan(const std::string& text) {
  int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  const std::string unit(rest, end);
  const int64_t seconds = unit == "d" ? 86'400 : unit == "h" ? 3'600 : unit == "m" ? 60 : 0;
  if (error != std::errc() || seconds == 0 || number < 1 || number > kMaxDays * 86'400 / seconds) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_ARGUMENTS",
                     "--expires: found '" + OneLine(text, 40) +
                         "', expected a number and d, h or m, such as 90d",
                     {{"field", "--expires"},
                      {"found", OneLine(text, 40)},
                      {"expected", "a number and d, h or m"}});
  }
  return number * seconds;
}

// The descriptor of a new file that only its owner may read.
class SecretFile {
 public:
  explicit SecretFile(const std::string& path)
      : path_(path),
        descriptor_(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {}
  ~SecretFile() {
    if (descriptor_ >= 0) {
      close(descriptor_);
    }
  }
  SecretFile(const SecretFile&) = delete;
  SecretFile& operator=(const SecretFile&) = delete;

  absl::Status Check() const {
    return descriptor_ >= 0 ? absl::OkStatus() : CannotWrite(path_, std::strerror(errno));
  }
  absl::Status Write(const std::string& secret) const {
    const std::string line = secret + "\n";
    if (write(descriptor_, line.data(), line.size()) != std::ssize(line) ||
        fsync(descriptor_) != 0) {
      return CannotWrite(path_, std::strerror(errno));
    }
    return absl::OkStatus();
  }
  void Drop() const { unlink(path_.c_str()); }

 private:
  const std::string path_;
  const int descriptor_;
};

std::string StateText(const v1::Key& key) {
  if (key.has_revoke_time()) {
    return "revoked";
  }
  if (key.has_expire_time()) {
    return key.expire_time() < TimeUtil::GetCurrentTime()
               ? "expired"
               : "until " + TimeUtil::ToString(key.expire_time());
  }
  return "";
}

void PrintText(const v1::Key& key) {
  std::cout << std::left << std::setw(12) << key.name() << std::setw(11) << RoleText(key.role())
            << (key.annotator().empty() ? "" : key.annotator() + "  ")
            << (key.display_name().empty() ? "" : OneLine(key.display_name(), 60) + "  ")
            << StateText(key) << "\n";
}

void PrintCreated(Session& session, const v1::CreateKeyResponse& created,
                  const std::string& out_file) {
  if (session.options().json) {
    Json json = MessageJson(created);
    if (!out_file.empty()) {
      json.erase("secret");
      json["out"] = out_file;
    }
    PrintJson(json);
    return;
  }
  PrintText(created.key());
  if (out_file.empty()) {
    std::cout << created.secret() << std::endl;
    if (!session.options().quiet) {
      std::cerr << "The line above is the secret. It is shown only now: keep it in a file for "
                   "--key, or in $ASSAY_KEY."
                << std::endl;
    }
  } else {
    std::cout << "secret in " << out_file << std::endl;
  }
}

}  // namespace

absl::Status RunKeyCreate(Session& session, const KeyOptions& options) {
  v1::Key key;
  key.set_role(RoleOf(options.role));
  key.set_annotator(options.annotator);
  key.set_display_name(options.name);
  if (!options.expires.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t seconds, ParseSpan(options.expires));
    *key.mutable_expire_time() = TimeUtil::GetCurrentTime() + TimeUtil::SecondsToDuration(seconds);
  }
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  if (options.out_file.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const v1::CreateKeyResponse created, client.keys().Create(key));
    PrintCreated(session, created, "");
    return absl::OkStatus();
  }
  // The file comes first: a secret that cannot be kept must not be made.
  const SecretFile file(options.out_file);
  ASSAY_RETURN_IF_ERROR(file.Check());
  const auto created = client.keys().Create(key);
  if (!created.ok()) {
    file.Drop();
    return created.status();
  }
  ASSAY_RETURN_IF_ERROR(file.Write(created->secret()));
  PrintCreated(session, *created, options.out_file);
  return absl::OkStatus();
}

absl::Status RunKeyList(Session& session) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(const auto keys, client.keys().List());
  if (session.options().json) {
    Json list = Json::array();
    for (const v1::Key& key : keys) {
      list.push_back(MessageJson(key));
    }
    PrintJson({{"keys", list}});
    return absl::OkStatus();
  }
  for (const v1::Key& key : keys) {
    PrintText(key);
  }
  if (keys.empty()) {
    std::cout << "No keys yet: whoever reaches the service on this machine is its administrator. "
                 "`assay key create --role admin` makes the first.\n";
  }
  std::cout << std::flush;
  return absl::OkStatus();
}

absl::Status RunKeyRevoke(Session& session, const KeyOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(const v1::Key key, client.keys().Revoke(options.name));
  if (session.options().json) {
    PrintJson(MessageJson(key));
  } else {
    PrintText(key);
    std::cout << std::flush;
  }
  return absl::OkStatus();
}

absl::Status RunKeyCaller(Session& session) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(const v1::GetCallerResponse caller, client.keys().Caller());
  if (session.options().json) {
    PrintJson(MessageJson(caller));
  } else {
    std::cout << RoleText(caller.role()) << (caller.key().empty() ? "" : "  " + caller.key())
              << (caller.annotator().empty() ? "" : "  " + caller.annotator()) << std::endl;
  }
  return absl::OkStatus();
}

absl::Status RunTrail(Session& session, const KeyOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(const auto entries, client.keys().Trail(options.limit));
  if (session.options().json) {
    Json list = Json::array();
    for (const v1::TrailEntry& entry : entries) {
      list.push_back(MessageJson(entry));
    }
    PrintJson({{"entries", list}});
    return absl::OkStatus();
  }
  for (const v1::TrailEntry& entry : entries) {
    std::cout << TimeUtil::ToString(entry.time()) << "  " << std::left << std::setw(9)
              << (entry.key().empty() ? "-" : entry.key()) << " " << OneLine(entry.call(), 80)
              << " " << OneLine(entry.resource(), 80) << "  " << OneLine(entry.peer(), 60)
              << (entry.failure().empty() ? "" : "  failed: " + OneLine(entry.failure(), 80))
              << "\n";
  }
  std::cout << std::flush;
  return absl::OkStatus();
}

}  // namespace assay::cli
