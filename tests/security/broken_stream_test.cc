#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "assay/v1/campaigns.grpc.pb.h"
#include "assay/v1/datasets.grpc.pb.h"
#include "assay/v1/maintenance.grpc.pb.h"
#include "tests/security/work_case.h"

namespace assay::rpc {
namespace {

// An import of labels that has begun and then says nothing.
struct SilentImport {
  grpc::ClientContext context;
  v1::ImportLabelsResponse response;
  std::unique_ptr<grpc::ClientWriter<v1::ImportLabelsRequest>> stream;
};

class BrokenStreamTest : public WorkCase {
 protected:
  using WorkCase::WorkCase;

  static void Present(grpc::ClientContext& context, const std::string& secret) {
    context.AddMetadata("authorization", "Bearer " + secret);
  }

  // Of a campaign that has no import yet; `row`: sends one label first.
  std::unique_ptr<SilentImport> BeginImport(
      const std::shared_ptr<grpc::Channel>& channel, bool with_row,
      std::chrono::milliseconds patience = std::chrono::seconds(60)) {
    auto import = std::make_unique<SilentImport>();
    Present(import->context, manager_);
    import->context.set_deadline(std::chrono::system_clock::now() + patience);
    import->stream =
        v1::CampaignService::NewStub(channel)->ImportLabels(&import->context, &import->response);
    v1::ImportLabelsRequest message;
    message.mutable_spec()->set_campaign("campaigns/news");
    EXPECT_TRUE(import->stream->Write(message));
    if (with_row) {
      v1::ImportedLabel& row = *message.mutable_rows()->add_rows();
      row.set_item_id("news0");
      row.set_annotator_id("ana");
      row.mutable_value()->set_choice("yes");
      EXPECT_TRUE(import->stream->Write(message));
    }
    return import;
  }

  // The whole import of one label, tried until an import that was broken off has been noticed.
  absl::Status ImportOne(const std::string& item) {
    std::vector<v1::ImportLabelsRequest> messages(3);
    messages[0].mutable_spec()->set_campaign("campaigns/news");
    v1::ImportedLabel& row = *messages[1].mutable_rows()->add_rows();
    row.set_item_id(item);
    row.set_annotator_id("ben");
    row.mutable_value()->set_choice("no");
    messages[2].mutable_end();
    absl::Status status;
    for (int i = 0; i < 100; ++i) {
      const RawAnswer answer = RawCall(channel_, "/assay.v1.CampaignService/ImportLabels",
                                       BytesOf(messages), Bearer(manager_));
      status = FromGrpcStatus(answer.status);
      if (answer.reason != "IMPORT_RUNNING" && answer.reason != "SERVER_BUSY") {
        return status;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return status;
  }

  // A connection of plain TCP to the server; -1 where there is none.
  int Connect() {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(
        std::stoi(server_->address().substr(server_->address().rfind(':') + 1))));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    return socket;
  }
};

class ImpatientTest : public BrokenStreamTest {
 protected:
  ImpatientTest() : BrokenStreamTest(std::chrono::milliseconds(400)) {}
};

TEST_F(ImpatientTest, AnImportThatFallsSilentIsEnded) {
  for (const bool with_row : {false, true}) {
    const auto import = BeginImport(NewChannel(), with_row);
    EXPECT_THAT(FromGrpcStatus(import->stream->Finish()), HasReason("STREAM_SILENT"));
  }
  EXPECT_THAT(ImportOne("news1"), IsOk());
  EXPECT_EQ(Status().label_count(), 1);
  ExpectSound();
}

TEST_F(ImpatientTest, AnExportThatNobodyTakesIsEnded) {
  ImportTable("long", 20'000);
  grpc::ClientContext context;
  Present(context, viewer_);
  v1::ExportDatasetRequest request;
  request.set_name("datasets/long");
  request.set_format("jsonl");
  // The file does not fit into the buffers between server and client.
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 16 << 10);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto channel =
      grpc::CreateCustomChannel(server_->address(), grpc::InsecureChannelCredentials(), arguments);
  const auto stream = v1::DatasetService::NewStub(channel)->ExportDataset(&context, request);
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  v1::ExportDatasetResponse response;
  while (stream->Read(&response)) {
  }
  EXPECT_FALSE(stream->Finish().ok());
  ExpectSound();
}

TEST_F(BrokenStreamTest, AnImportThatFallsSilentEndsAtItsDeadline) {
  const auto import = BeginImport(NewChannel(), /*with_row=*/true, std::chrono::milliseconds(300));
  EXPECT_EQ(import->stream->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_THAT(ImportOne("news1"), IsOk());
  EXPECT_EQ(Status().label_count(), 1);
  ExpectSound();
}

TEST_F(BrokenStreamTest, AnImportWithoutItsEndAddsNothing) {
  const auto import = BeginImport(NewChannel(), /*with_row=*/true);
  import->stream->WritesDone();
  EXPECT_THAT(FromGrpcStatus(import->stream->Finish()), HasReason("IMPORT_CANCELLED"));
  EXPECT_EQ(Status().label_count(), 0);
}

// Streams have threads of their own, a bounded number: more are refused at once.
TEST_F(BrokenStreamTest, SilentStreamsKeepNobodyFromWorking) {
  const auto campaigns = v1::CampaignService::NewStub(NewChannel());
  std::vector<std::unique_ptr<SilentImport>> imports;
  for (int i = 0; i < 100; ++i) {
    imports.push_back(std::make_unique<SilentImport>());
    SilentImport& import = *imports.back();
    Present(import.context, manager_);
    import.stream = campaigns->ImportLabels(&import.context, &import.response);
  }
  int refused_count = 0;
  for (int i = 0; i < 100 && refused_count == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const RawAnswer answer = RawCall(channel_, "/assay.v1.MaintenanceService/VerifyStore", {""},
                                     Bearer(viewer_), std::chrono::milliseconds(500));
    refused_count += answer.reason == "SERVER_BUSY" ? 1 : 0;
  }
  EXPECT_EQ(refused_count, 1);
  const std::vector<v1::Lease> leases = MustLease(ana_, 3);
  ASSERT_EQ(leases.size(), 3u);
  for (const v1::Lease& lease : leases) {
    EXPECT_THAT(Submit(Answer(lease.lease_id()), ana_), IsOk());
  }
  EXPECT_EQ(Status().entry_count(), 3);
  for (const auto& import : imports) {
    import->context.TryCancel();
    EXPECT_FALSE(import->stream->Finish().ok());
  }
  EXPECT_THAT(ImportOne("news1"), IsOk());
  ExpectSound();
}

TEST_F(BrokenStreamTest, StreamsThatAreCancelledInTheMiddleLeaveNoTrace) {
  ImportTable("long", 20'000);
  const auto datasets = v1::DatasetService::NewStub(NewChannel());
  const auto campaigns = v1::CampaignService::NewStub(NewChannel());
  const auto maintenance = v1::MaintenanceService::NewStub(NewChannel());
  const auto begin_and_cancel = [&](auto&& begin, auto&& message) {
    grpc::ClientContext context;
    Present(context, viewer_);
    const auto stream = begin(&context);
    stream->Read(&message);
    context.TryCancel();
    stream->Finish();
  };
  v1::ExportDatasetRequest dataset;
  dataset.set_name("datasets/long");
  dataset.set_format("jsonl");
  v1::ExportCampaignRequest campaign;
  campaign.set_name("campaigns/news");
  campaign.set_format(v1::ExportCampaignRequest::FORMAT_LOSSLESS);
  v1::WatchCampaignStatusRequest watch;
  watch.set_name("campaigns/news");
  for (int i = 0; i < 20; ++i) {
    begin_and_cancel([&](auto* context) { return datasets->ExportDataset(context, dataset); },
                     v1::ExportDatasetResponse());
    begin_and_cancel([&](auto* context) { return campaigns->ExportCampaign(context, campaign); },
                     v1::ExportCampaignResponse());
    begin_and_cancel([&](auto* context) { return campaigns->WatchCampaignStatus(context, watch); },
                     v1::CampaignStatus());
    begin_and_cancel(
        [&](auto* context) { return maintenance->VerifyStore(context, v1::VerifyStoreRequest()); },
        v1::VerifyStoreResponse());
  }
  ExpectSound();
}

TEST_F(BrokenStreamTest, ConnectionsThatSpeakNoHttp2AreClosedAndForgotten) {
  const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  const std::string settings("\0\0\0\4\0\0\0\0\0", 9);
  std::vector<int> open;
  for (const std::string& bytes : {
           std::string("GET / HTTP/1.1\r\nHost: assay\r\n\r\n"),
           std::string(1 << 16, '\0'),
           std::string(1 << 16, '\xFF'),
           preface.substr(0, 10),                                            // half a greeting
           preface + settings,                                               // and then nothing
           preface + settings + std::string("\xFF\xFF\xFF\0\0", 5),          // a frame of 16 MiB
           preface + std::string("\0\0\4\1\4\0\0\0\1\xFF\xFF\xFF\xFF", 13),  // headers of no table
           std::string(),
       }) {
    for (const bool stays : {false, true}) {
      const int socket = Connect();
      ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (stays) {
        open.push_back(socket);
      } else {
        ::close(socket);
      }
    }
  }
  ExpectSound();
  for (const int socket : open) {
    ::close(socket);
  }
  ExpectSound();
}

}  // namespace
}  // namespace assay::rpc
