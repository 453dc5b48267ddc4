// Files up and down, and watches over WebSockets.
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <string>
#include <utility>
#include <vector>

#include "annotator/http/query.h"
#include "gmock/gmock.h"
#include "tests/security/http_case.h"

namespace assay::rpc {
namespace {

namespace beast = boost::beast;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class HttpFileTest : public HttpCase {
 protected:
  HttpAnswer Upload(const std::string& call, const std::string& spec, const std::string& body,
                    const std::string& secret) {
    return Ask("POST", "/upload/assay.v1." + call + "?spec=" + http::PercentEncode(spec),
               {{"Cookie", "assay_session=" + secret}, {"X-Assay-Request", "1"}}, body);
  }

  HttpAnswer Download(const std::string& call, const std::string& request, const std::string& name,
                      const std::string& secret, const std::string& more = "") {
    return Ask("GET",
               "/download/assay.v1." + call + "?request=" + http::PercentEncode(request) +
                   "&name=" + http::PercentEncode(name) + more,
               {{"Cookie", "assay_session=" + secret}});
  }

  static std::string Table(int row_count) {
    std::string table = "id,text,label\n";
    for (int i = 0; i < row_count; ++i) {
      table += "row" + std::to_string(i) + ",the text of row " + std::to_string(i) + "," +
               (i % 3 == 0 ? "yes" : "no") + "\n";
    }
    return table;
  }
};

constexpr char kSpec[] = R"({"datasetId":"big","fileName":"big.csv"})";

TEST_F(HttpFileTest, AFileOfManyPiecesGoesUpAndComesDownTheSame) {
  const std::string table = Table(60'000);
  const HttpAnswer up = Upload("DatasetService/ImportDataset", kSpec, table, manager_);
  ASSERT_EQ(up.status, 200) << up.body;
  EXPECT_EQ(up.Json()["dataset"]["itemCount"], "60000");
  const HttpAnswer down =
      Download("DatasetService/ExportDataset", R"({"name":"datasets/big"})", "big.csv", viewer_);
  EXPECT_EQ(down.status, 200);
  EXPECT_TRUE(down.whole);
  EXPECT_EQ(down.body, table);
  EXPECT_EQ(down.Header("Content-Type"), "text/csv; charset=utf-8");
  EXPECT_THAT(down.Header("Content-Disposition"), StartsWith("attachment; filename=\"big.csv\""));
}

TEST_F(HttpFileTest, AFileInChunksGoesUpToo) {
  HttpClient client(server_->http_address());
  client.Send(
      "POST /upload/assay.v1.DatasetService/ImportDataset?spec=" + http::PercentEncode(kSpec) +
      " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + manager_ +
      "\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string table = Table(50);
  for (size_t i = 0; i < table.size(); i += 7) {
    const std::string piece = table.substr(i, 7);
    client.Send(std::to_string(piece.size()) + "\r\n" + piece + "\r\n");
  }
  client.Send("0\r\n\r\n");
  const HttpAnswer answer = client.Receive();
  EXPECT_EQ(answer.Json()["dataset"]["itemCount"], "50") << answer.body;
  // The connection goes on.
  EXPECT_EQ(client.Ask("GET", "/healthz").body, "alive\n");
}

TEST_F(HttpFileTest, AFileThatBreaksOffIsNotImported) {
  {
    HttpClient client(server_->http_address());
    client.Send(
        "POST /upload/assay.v1.DatasetService/ImportDataset?spec=" + http::PercentEncode(kSpec) +
        " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + manager_ +
        "\r\nContent-Length: 100000\r\n\r\n" + Table(20));
  }
  const HttpAnswer answer =
      Post("DatasetService/GetDataset", R"({"name":"datasets/big"})", viewer_);
  EXPECT_EQ(answer.Reason(), "DATASET_NOT_FOUND");
}

TEST_F(HttpFileTest, WhatCannotBeImportedIsRefusedAsOverGrpc) {
  const auto reason = [&](const std::string& call, const std::string& spec, const std::string& body,
                          const std::string& secret) {
    return Upload(call, spec, body, secret).Reason();
  };
  EXPECT_EQ(reason("DatasetService/ImportDataset", kSpec, Table(20), viewer_), "ROLE_TOO_LOW");
  EXPECT_EQ(reason("DatasetService/ImportDataset", kSpec, Table(20), "assay_x"), "KEY_INVALID");
  EXPECT_EQ(reason("DatasetService/ImportDataset", "{", Table(20), manager_), "BAD_JSON");
  EXPECT_EQ(reason("DatasetService/GetDataset", "{}", "", manager_), "NO_UPLOAD");
  EXPECT_EQ(reason("QualityService/MeasureAgreement", "{}", "", manager_), "NO_UPLOAD");
  EXPECT_EQ(reason("NoService/X", "{}", "", manager_), "NO_SUCH_CALL");
  EXPECT_EQ(Ask("POST", "/upload/assay.v1.DatasetService/ImportDataset?spec=1&spec=2",
                {{"Authorization", "Bearer " + manager_}}, "a")
                .Reason(),
            "BAD_QUERY");
}

TEST_F(HttpFileTest, ADownloadThatCannotBeginSaysWhy) {
  const auto reason = [&](const std::string& call, const std::string& request,
                          const std::string& secret) {
    return Download(call, request, "a.csv", secret).Reason();
  };
  EXPECT_EQ(reason("DatasetService/ExportDataset", R"({"name":"datasets/none"})", viewer_),
            "DATASET_NOT_FOUND");
  EXPECT_EQ(reason("DatasetService/ExportDataset", R"({"name":"datasets/news"})", ana_),
            "ROLE_TOO_LOW");
  EXPECT_EQ(reason("DatasetService/ExportDataset", R"({"nane":1})", viewer_), "BAD_JSON");
  EXPECT_EQ(reason("DatasetService/GetDataset", "{}", viewer_), "NO_DOWNLOAD");
  // It changes something, and a GET may not.
  EXPECT_EQ(reason("CampaignService/RunAnnotator", "{}", manager_), "NO_DOWNLOAD");
  EXPECT_EQ(Ask("GET", "/download/assay.v1.DatasetService/ExportDataset?name=a",
                {{"Authorization", "Bearer " + viewer_}})
                .Reason(),
            "BAD_QUERY");
}

TEST_F(HttpFileTest, TheNameOfAFileCannotBreakOutOfItsHeader) {
  const HttpAnswer answer =
      Download("DatasetService/ExportDataset", R"({"name":"datasets/news"})",
               "../..\\\"; evil=\"\r\nSet-Cookie: a=b\n\xC3\xA4\xFF.html", viewer_);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("Set-Cookie"), "");
  EXPECT_THAT(answer.Header("Content-Disposition"),
              AllOf(StartsWith("attachment; filename=\""), Not(HasSubstr("..")),
                    Not(HasSubstr("evil=\""))));
}

TEST_F(HttpFileTest, AReportThatIsShownRunsInASandboxOfItsOwn) {
  const HttpAnswer answer = Download("DatasetService/ExportDataset", R"({"name":"datasets/news"})",
                                     "report.html", viewer_, "&inline=1");
  EXPECT_EQ(answer.Header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(answer.Header("Content-Disposition"), StartsWith("inline; "));
  EXPECT_THAT(answer.Header("Content-Security-Policy"),
              AllOf(StartsWith("sandbox allow-scripts"), HasSubstr("default-src 'none'"),
                    Not(HasSubstr("allow-same-origin")), Not(HasSubstr("connect-src"))));
}

// A client of /watch.
class Watcher {
 public:
  using Headers = HttpHeaders;
  explicit Watcher(const std::string& address, const Headers& headers = {}) : socket_(context_) {
    boost::asio::ip::tcp::resolver resolver(context_);
    const size_t colon = address.rfind(':');
    boost::asio::connect(socket_.next_layer(),
                         resolver.resolve(address.substr(0, colon), address.substr(colon + 1)));
    const timeval patience{20, 0};
    setsockopt(socket_.next_layer().native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience,
               sizeof(patience));
    socket_.set_option(beast::websocket::stream_base::decorator(
        [&headers](beast::websocket::request_type& request) {
          for (const auto& [name, value] : headers) {
            request.set(name, value);
          }
        }));
    socket_.handshake(answer_, "localhost", "/watch", error_);
  }

  int status() const { return static_cast<int>(answer_.result_int()); }
  void Say(const std::string& text) { socket_.write(boost::asio::buffer(text), error_); }
  void SayBytes(const std::string& bytes) {
    socket_.binary(true);
    Say(bytes);
  }
  // null where the socket is closed.
  nlohmann::json Hear() {
    beast::flat_buffer buffer;
    socket_.read(buffer, error_);
    return error_ ? nlohmann::json()
                  : nlohmann::json::parse(beast::buffers_to_string(buffer.data()));
  }

 private:
  boost::asio::io_context context_;
  beast::websocket::stream<boost::asio::ip::tcp::socket> socket_;
  beast::websocket::response_type answer_;
  beast::error_code error_;
};

class HttpWatchTest : public HttpCase {
 protected:
  static std::string Order(int id, const std::string& call = "CampaignService/WatchCampaignStatus",
                           const std::string& request = R"({"name":"campaigns/news"})") {
    return R"({"id":)" + std::to_string(id) + R"(,"method":"assay.v1.)" + call + R"(","request":)" +
           request + "}";
  }
};

TEST_F(HttpWatchTest, AWatchTellsWhatChanges) {
  Watcher watcher(server_->http_address(), {{"Cookie", "assay_session=" + viewer_}});
  ASSERT_EQ(watcher.status(), 101);
  watcher.Say(Order(7, "CampaignService/WatchCampaignStatus",
                    R"({"name":"campaigns/news","interval":"0.100s"})"));
  const nlohmann::json first = watcher.Hear();
  EXPECT_EQ(first["id"], 7);
  EXPECT_EQ(first["message"]["labelCount"], "0");
  const auto leases = MustLease(ana_, 1);
  ASSERT_THAT(Submit(Answer(leases.at(0).lease_id()), ana_), IsOk());
  nlohmann::json next = watcher.Hear();
  while (next.is_object() && next["message"]["labelCountLastHour"] != "1") {
    next = watcher.Hear();
  }
  EXPECT_EQ(next["message"]["labelCountLastHour"], "1");
}

TEST_F(HttpWatchTest, AWatchEndsWithItsCallAndItsIdIsFreeAgain) {
  Watcher watcher(server_->http_address(), {{"Cookie", "assay_session=" + viewer_}});
  for (int round = 0; round < 3; ++round) {
    watcher.Say(Order(1, "MaintenanceService/VerifyStore", "{}"));
    nlohmann::json heard = watcher.Hear();
    while (heard.contains("message")) {
      heard = watcher.Hear();
    }
    EXPECT_EQ(heard, nlohmann::json::parse(R"({"id":1,"end":true})"));
  }
}

TEST_F(HttpWatchTest, AWatchThatIsCancelledEnds) {
  Watcher watcher(server_->http_address(), {{"Cookie", "assay_session=" + viewer_}});
  watcher.Say(Order(1));
  ASSERT_TRUE(watcher.Hear().contains("message"));
  watcher.Say(R"({"id":1,"cancel":true})");
  const nlohmann::json heard = watcher.Hear();
  EXPECT_EQ(heard["error"]["code"], "canceled") << heard;
  watcher.Say(Order(1));
  EXPECT_TRUE(watcher.Hear().contains("message"));
}

TEST_F(HttpWatchTest, ErrorsAreThoseOfTheCall) {
  Watcher watcher(server_->http_address(), {{"Cookie", "assay_session=" + ana_}});
  watcher.Say(Order(1));
  EXPECT_EQ(watcher.Hear()["error"]["reason"], "ROLE_TOO_LOW");
  watcher.Say(Order(2, "CampaignService/NoSuchCall"));
  const nlohmann::json unknown = watcher.Hear();
  EXPECT_EQ(unknown["id"], 2);
  EXPECT_EQ(unknown["error"]["reason"], "NO_SUCH_CALL");
  Watcher stranger(server_->http_address());
  stranger.Say(Order(1));
  EXPECT_EQ(stranger.Hear()["error"]["reason"], "KEY_MISSING");
}

TEST_F(HttpWatchTest, WhatIsNoOrderIsAnsweredAndTheSocketGoesOn) {
  Watcher watcher(server_->http_address(), {{"Cookie", "assay_session=" + viewer_}});
  for (const std::string& text : std::vector<std::string>{
           "", "x", "[]", "7", "{}", R"({"id":-1,"cancel":true})", R"({"id":1.5,"cancel":true})",
           R"({"id":"1","cancel":true})", R"({"id":99999999999999999999,"cancel":true})",
           R"({"id":1})", R"({"id":1,"cancel":false})", R"({"id":1,"method":7})",
           R"({"id":1,"method":"assay.v1.KeyService/GetCaller"})",
           R"({"id":1,"method":"assay.v1.CampaignService/WatchCampaignStatus","request":[]})",
           R"({"id":1,"method":"assay.v1.CampaignService/WatchCampaignStatus","more":{}})",
           std::string(30'000, '['), R"({"id":1,"request":)" + std::string(20'000, '{')}) {
    watcher.Say(text);
    EXPECT_EQ(watcher.Hear()["error"]["reason"], "BAD_WATCH") << text.substr(0, 80);
  }
  watcher.Say(R"({"id":9,"cancel":true})");
  watcher.Say(Order(3));
  EXPECT_EQ(watcher.Hear()["id"], 3);
}

TEST_F(HttpWatchTest, WatchesOfASocketAreLimited) {
  Watcher watcher(server_->http_address(), {{"Cookie", "assay_session=" + viewer_}});
  for (int id = 0; id < 32; ++id) {
    watcher.Say(Order(id));
    EXPECT_TRUE(watcher.Hear().contains("message")) << id;
  }
  watcher.Say(Order(0));
  EXPECT_EQ(watcher.Hear()["error"]["reason"], "TOO_MANY_WATCHES");
  watcher.Say(R"({"id":5,"cancel":true})");
  EXPECT_EQ(watcher.Hear()["error"]["code"], "canceled");
  watcher.Say(Order(6));
  EXPECT_EQ(watcher.Hear()["error"]["reason"], "WATCH_ID_IN_USE");
}

TEST_F(HttpWatchTest, BytesAndTooLongTextsCloseTheSocket) {
  Watcher bytes(server_->http_address(), {{"Cookie", "assay_session=" + viewer_}});
  bytes.SayBytes("x");
  EXPECT_TRUE(bytes.Hear().is_null());
  Watcher longer(server_->http_address(), {{"Cookie", "assay_session=" + viewer_}});
  longer.Say(std::string(70'000, ' '));
  EXPECT_TRUE(longer.Hear().is_null());
}

TEST_F(HttpWatchTest, AnotherSitesPageOpensNoSocket) {
  for (const HttpHeaders& headers :
       {HttpHeaders{{"Origin", "https://evil.example"}}, HttpHeaders{{"Origin", "null"}},
        HttpHeaders{{"Host", "evil.example"}}}) {
    HttpHeaders greeting = {{"Cookie", "assay_session=" + viewer_},
                            {"Connection", "Upgrade"},
                            {"Upgrade", "websocket"},
                            {"Sec-WebSocket-Version", "13"},
                            {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
    greeting.insert(greeting.end(), headers.begin(), headers.end());
    const int status = Ask("GET", "/watch", greeting).status;
    EXPECT_TRUE(status == 403 || status == 421) << status;
  }
  EXPECT_EQ(Watcher(server_->http_address(),
                    {{"Cookie", "assay_session=" + viewer_}, {"Origin", "http://localhost"}})
                .status(),
            101);
  EXPECT_EQ(Ask("GET", "/watch").Reason(), "NO_WEBSOCKET");
}

TEST_F(HttpWatchTest, TheServerEndsWhileSocketsAreOpen) {
  Watcher watcher(server_->http_address(), {{"Cookie", "assay_session=" + viewer_}});
  watcher.Say(Order(1));
  ASSERT_TRUE(watcher.Hear().contains("message"));
  Watcher idle(server_->http_address(), {{"Cookie", "assay_session=" + viewer_}});
  server_.reset();
  while (!watcher.Hear().is_null()) {
  }
  EXPECT_TRUE(idle.Hear().is_null());
}

}  // namespace
}  // namespace assay::rpc
