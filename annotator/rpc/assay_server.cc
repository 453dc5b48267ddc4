#include "annotator/rpc/assay_server.h"

#include <openssl/rand.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

#include "annotator/auth/access_control.h"
#include "annotator/auth/key_book.h"
#include "annotator/campaign/annotator_catalog.h"
#include "annotator/campaign/campaign_catalog.h"
#include "annotator/campaign/campaign_desks.h"
#include "annotator/campaign/selection.h"
#include "annotator/rpc/annotator_service.h"
#include "annotator/rpc/audit_service.h"
#include "annotator/rpc/call_gate.h"
#include "annotator/rpc/callback_queue.h"
#include "annotator/rpc/campaign_service.h"
#include "annotator/rpc/cost_service.h"
#include "annotator/rpc/dataset_service.h"
#include "annotator/rpc/executor.h"
#include "annotator/rpc/http_front.h"
#include "annotator/rpc/key_service.h"
#include "annotator/rpc/listen_address.h"
#include "annotator/rpc/maintenance_service.h"
#include "annotator/rpc/method_service.h"
#include "annotator/rpc/mturk_service.h"
#include "annotator/rpc/operation_service.h"
#include "annotator/rpc/page_token.h"
#include "annotator/rpc/quality_service.h"
#include "annotator/rpc/ticker.h"
#include "annotator/rpc/work_service.h"
#include "annotator/rpc/workplaces.h"
#include "engine/base/status.h"
#include "engine/store/annotator_repository.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/key_repository.h"
#include "engine/store/recovery.h"
#include "engine/store/rocks_store.h"
#include "engine/store/store_secret.h"
#include "engine/store/trail_repository.h"
#include "google/protobuf/stubs/logging.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace assay::rpc {
namespace {

constexpr std::chrono::seconds kDrainTime{5};
// Unary calls are short; streams hold a thread while a client sends or receives a file.
constexpr size_t kUnaryThreads = 8;
constexpr size_t kUnaryQueue = 1024;
constexpr size_t kStreamThreads = 32;
constexpr size_t kStreamQueue = 32;
// A desk holds one while it commits a group, and one while it answers the last.
constexpr size_t kDeskThreads = 16;
constexpr size_t kDeskQueue = 65536;
// Leases that nobody asks about are given back this late at most.
constexpr std::chrono::seconds kLeaseTick{1};

absl::StatusOr<std::string> RandomSecret() {
  std::string bytes(32, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) !=
      1) {
    return MakeError(absl::StatusCode::kInternal, "NO_RANDOM_BYTES",
                     "the machine's source of random bytes does not answer");
  }
  return bytes;
}

std::string HexText(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    text += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    text += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

// What stands between the services and the callers.
struct Doors {
  ListenAddress listen;
  ListenAddress http;
  std::optional<TlsIdentity> identity;
  Exposure exposure;

  auth::AccessControl::Reach reach(const ServerOptions& options) const {
    if (options.listen.empty()) {
      return auth::AccessControl::Reach::kProcess;
    }
    return exposure.client_certificates ? auth::AccessControl::Reach::kCertifiedSockets
                                        : auth::AccessControl::Reach::kSockets;
  }
};

// Looks at all that can be wrong before the store is touched.
absl::StatusOr<Doors> CheckDoors(const ServerOptions& options, const Clock& clock) {
  Doors doors;
  doors.exposure.allow_insecure = options.allow_insecure;
  if (!options.listen.empty()) {
    ASSAY_ASSIGN_OR_RETURN(doors.listen, ParseListenAddress(options.listen, "--listen"));
  }
  if (!options.http.empty()) {
    ASSAY_ASSIGN_OR_RETURN(doors.http, ParseListenAddress(options.http, "--http"));
  }
  if (WantsTls(options.tls)) {
    ASSAY_ASSIGN_OR_RETURN(doors.identity, LoadTlsIdentity(options.tls));
    ASSAY_RETURN_IF_ERROR(CheckTlsTime(*doors.identity, clock.WallMicros() / 1'000'000));
    doors.exposure.tls = true;
    doors.exposure.client_certificates = !doors.identity->client_ca_pem.empty();
  }
  if (!options.listen.empty()) {
    ASSAY_RETURN_IF_ERROR(
        CheckEncryption(doors.listen, options.listen, "--listen", doors.exposure));
  }
  if (!options.http.empty()) {
    ASSAY_RETURN_IF_ERROR(CheckEncryption(doors.http, options.http, "--http", doors.exposure));
  }
  return doors;
}

// The store and what is in it.
struct Stored {
  explicit Stored(std::unique_ptr<Store> opened)
      : store(std::move(opened)),
        datasets(*store),
        matrices(*store),
        audits(*store),
        operations(*store),
        campaigns(*store),
        annotators(*store),
        keys(*store),
        trail(*store) {}

  std::unique_ptr<Store> store;
  DatasetRepository datasets;
  MatrixRepository matrices;
  AuditRepository audits;
  OperationRepository operations;
  CampaignRepository campaigns;
  AnnotatorRepository annotators;
  KeyRepository keys;
  TrailRepository trail;
};

absl::StatusOr<std::unique_ptr<auth::KeyBook>> LoadKeys(Stored& stored, const Clock& clock) {
  return auth::KeyBook::Load(
      stored.keys, clock, [&stored](const std::string& name) -> absl::StatusOr<uint64_t> {
        constexpr std::string_view kCollection = "annotators/";
        const bool is_name = name.rfind(kCollection, 0) == 0;
        ASSAY_ASSIGN_OR_RETURN(
            const auto record,
            stored.annotators.Get(is_name ? name.substr(kCollection.size()) : name));
        return record.annotator_number();
      });
}

}  // namespace

// In the order of construction, the reverse of destruction.
class AssayServer::Parts {
 public:
  Parts(std::unique_ptr<Stored> opened, std::unique_ptr<auth::KeyBook> loaded_keys,
        std::unique_ptr<CallLog> opened_log, std::string token_secret, std::string http_secret,
        const Clock& clock, int thread_count, auth::AccessControl::Reach reach,
        std::string scratch_dir)
      : stored(std::move(opened)),
        keys(std::move(loaded_keys)),
        log(std::move(opened_log)),
        access(*keys, reach),
        audit_runner(stored->datasets, stored->audits, stored->matrices, runner, clock,
                     thread_count),
        audit_review(stored->datasets, stored->audits, stored->annotators, clock),
        runner(stored->operations, clock),
        catalog(
            *stored->store, clock,
            [this](const v1::ItemSelection& selection, const storage::v1::DatasetRecord& dataset) {
              return ResolveSelection(selection, dataset, stored->audits, stored->campaigns);
            }),
        annotator_catalog(*stored->store, clock),
        desk_jobs(kDeskThreads, kDeskQueue),
        desks(*stored->store, clock, DeskOptions{.secret = token_secret},
              [this](std::function<void()> job) { return desk_jobs.Execute(std::move(job)); }),
        workplaces(stored->annotators, desks),
        pseudonym_secret(token_secret),
        tokens(std::move(token_secret)),
        unary(kUnaryThreads, kUnaryQueue),
        streams(kStreamThreads, kStreamQueue),
        forward_secret(std::move(http_secret)),
        gate{access, stored->trail, metrics, *log, clock, unary, streams, forward_secret},
        dataset_service(stored->datasets, stored->matrices, clock, tokens, gate),
        audit_service(audit_runner, audit_review, stored->audits, tokens, gate),
        operation_service(runner, stored->operations, tokens, gate),
        method_service(gate),
        quality_service({stored->datasets, stored->campaigns, stored->annotators}, stored->matrices,
                        gate, thread_count),
        cost_service({stored->datasets, stored->campaigns, stored->annotators}, gate, thread_count),
        work_service(workplaces, gate),
        campaign_service({*stored->store, catalog, desks, stored->campaigns, stored->datasets,
                          stored->audits, audit_review, label_imports, clock, tokens, thread_count},
                         gate),
        mturk_service({*stored->store, catalog, desks, stored->campaigns, stored->datasets, clock,
                       label_imports, pseudonym_secret},
                      gate),
        annotator_service(annotator_catalog, stored->annotators, tokens, gate),
        key_service(*keys, stored->trail, tokens, gate),
        maintenance_service(*stored->store, *keys, std::move(scratch_dir), gate) {}

  absl::Status Serve(const ServerOptions& options, const Doors& doors) {
    KeepCallbackQueue();
    grpc::ServerBuilder builder;
    int port = 0;
    if (!options.listen.empty()) {
      grpc::EnableDefaultHealthCheckService(true);
      grpc::reflection::InitProtoReflectionServerBuilderPlugin();
      // Two servers on one port would share its calls between two stores.
      builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
      builder.AddListeningPort(options.listen,
                               doors.identity.has_value() ? MakeTlsCredentials(*doors.identity)
                                                          : grpc::InsecureServerCredentials(),
                               &port);
    }
    // A peer that has vanished must not hold a stream for ever.
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
    builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
    builder.RegisterService(&dataset_service);
    builder.RegisterService(&audit_service);
    builder.RegisterService(&operation_service);
    builder.RegisterService(&method_service);
    builder.RegisterService(&quality_service);
    builder.RegisterService(&cost_service);
    builder.RegisterService(&work_service);
    builder.RegisterService(&campaign_service);
    builder.RegisterService(&mturk_service);
    builder.RegisterService(&annotator_service);
    builder.RegisterService(&key_service);
    builder.RegisterService(&maintenance_service);
    server = builder.BuildAndStart();
    if (server == nullptr || (!options.listen.empty() && port == 0)) {
      return MakeError(absl::StatusCode::kUnavailable, "ADDRESS_NOT_AVAILABLE",
                       "cannot listen at " + options.listen +
                           ": it is in use already, or no address of this machine",
                       {{"field", "--listen"}, {"found", options.listen}});
    }
    if (!options.listen.empty()) {
      address = options.listen.substr(0, options.listen.rfind(':') + 1) + std::to_string(port);
    }
    serving = true;
    return options.http.empty() ? absl::OkStatus() : ServeHttp(options, doors);
  }

  absl::Status ServeHttp(const ServerOptions& options, const Doors& doors) {
    HttpFrontOptions front{doors.http,         doors.identity,
                           options.http_names, options.http_frame_ancestor,
                           forward_secret,     [this] { return keys->has_keys(); }};
    ASSAY_ASSIGN_OR_RETURN(
        http_front, HttpFront::Start(front, NewInProcessChannel(), metrics, serving, gate.clock));
    http_address = http_front->address();
    return absl::OkStatus();
  }

  std::shared_ptr<grpc::Channel> NewInProcessChannel() {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
    return server->InProcessChannel(arguments);
  }

  void StopServing() {
    serving = false;
    if (grpc::HealthCheckServiceInterface* health = server->GetHealthCheckService()) {
      health->Shutdown();
    }
  }

  std::unique_ptr<Stored> stored;
  std::unique_ptr<auth::KeyBook> keys;
  std::unique_ptr<CallLog> log;
  auth::AccessControl access;
  CallMetrics metrics;
  AuditRunner audit_runner;
  AuditReview audit_review;
  // Its thread runs work of audit_runner until the destructor has joined it.
  OperationRunner runner;
  CampaignCatalog catalog;
  AnnotatorCatalog annotator_catalog;
  // Destroyed after the desks' last jobs have run.
  ThreadExecutor desk_jobs;
  CampaignDesks desks;
  Workplaces workplaces;
  RunningImports label_imports;
  const std::string pseudonym_secret;
  PageTokens tokens;
  ThreadExecutor unary;
  ThreadExecutor streams;
  const std::string forward_secret;
  CallGate gate;
  DatasetServiceImpl dataset_service;
  AuditServiceImpl audit_service;
  OperationServiceImpl operation_service;
  MethodServiceImpl method_service;
  QualityServiceImpl quality_service;
  CostServiceImpl cost_service;
  WorkServiceImpl work_service;
  CampaignServiceImpl campaign_service;
  MturkServiceImpl mturk_service;
  AnnotatorServiceImpl annotator_service;
  KeyServiceImpl key_service;
  MaintenanceServiceImpl maintenance_service;
  std::unique_ptr<grpc::Server> server;
  std::string address;
  std::atomic<bool> serving{false};
  std::unique_ptr<HttpFront> http_front;
  std::string http_address;
  std::once_flag shut_down;
  std::unique_ptr<Ticker> lease_ticker;
};

absl::StatusOr<std::unique_ptr<AssayServer>> AssayServer::Start(const ServerOptions& options,
                                                                const Clock& clock) {
  ASSAY_ASSIGN_OR_RETURN(Doors doors, CheckDoors(options, clock));
  // It writes a line into the log's stream for every bad text that a stranger sends.
  google::protobuf::SetLogHandler(nullptr);
  ASSAY_ASSIGN_OR_RETURN(auto log, CallLog::Open(options.log));
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<Store> store, RocksStore::Open(options.data_dir));
  ASSAY_RETURN_IF_ERROR(RecoverAfterCrash(*store, clock.WallMicros()).status());
  ASSAY_ASSIGN_OR_RETURN(const std::string fresh, RandomSecret());
  ASSAY_ASSIGN_OR_RETURN(std::string secret, LoadOrCreateStoreSecret(*store, fresh));
  ASSAY_ASSIGN_OR_RETURN(const std::string forward_bytes, RandomSecret());
  auto stored = std::make_unique<Stored>(std::move(store));
  ASSAY_ASSIGN_OR_RETURN(auto keys, LoadKeys(*stored, clock));
  doors.exposure.keys = keys->has_keys();
  if (!options.listen.empty()) {
    ASSAY_RETURN_IF_ERROR(CheckCallersKnown(doors.listen, options.listen, doors.exposure));
  }
  auto parts = std::make_unique<Parts>(
      std::move(stored), std::move(keys), std::move(log), std::move(secret), HexText(forward_bytes),
      clock, options.thread_count, doors.reach(options), options.data_dir + "/verifying");
  parts->gate.stream_patience = options.stream_patience;
  ASSAY_RETURN_IF_ERROR(parts->desks.ContinueImports());
  ASSAY_RETURN_IF_ERROR(parts->Serve(options, doors));
  parts->lease_ticker =
      std::make_unique<Ticker>(kLeaseTick, [desks = &parts->desks] { desks->Tick(); });
  return std::unique_ptr<AssayServer>(new AssayServer(std::move(parts)));
}

AssayServer::AssayServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

AssayServer::~AssayServer() { Shutdown(); }

std::shared_ptr<grpc::Channel> AssayServer::InProcessChannel() {
  return parts_->NewInProcessChannel();
}

const std::string& AssayServer::address() const { return parts_->address; }

const std::string& AssayServer::http_address() const { return parts_->http_address; }

void AssayServer::Shutdown() {
  std::call_once(parts_->shut_down, [this] {
    parts_->StopServing();
    parts_->log->Say("ending: running calls have 5 seconds");
    parts_->runner.CancelAll();
    parts_->lease_ticker.reset();
    parts_->server->Shutdown(std::chrono::system_clock::now() + kDrainTime);
    parts_->server->Wait();
    parts_->http_front.reset();
    parts_->log->Say("ended");
  });
}

}  // namespace assay::rpc
