// Logging in from a browser, and what other sites' pages cannot make it do.
#include <string>

#include "gmock/gmock.h"
#include "tests/security/http_case.h"

namespace assay::rpc {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

template <typename Case>
class SessionOver : public HttpOver<Case> {
 protected:
  HttpAnswer LogIn(const std::string& body, HttpHeaders headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    headers.emplace_back("X-Assay-Request", "1");
    return this->Ask("POST", "/session", headers, body);
  }
  HttpAnswer LogInWith(const std::string& key) { return LogIn(R"({"key":")" + key + R"("})"); }
};

using SessionTest = SessionOver<WorkCase>;
using BareSessionTest = SessionOver<SocketCase>;

TEST_F(SessionTest, AGoodKeyBecomesACookieThatScriptsCannotRead) {
  const HttpAnswer answer = LogInWith(ana_);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.Json()["caller"]["role"], "ROLE_ANNOTATOR");
  EXPECT_EQ(answer.Json()["caller"]["annotator"], "annotators/ana");
  EXPECT_EQ(answer.Json()["keysRequired"], true);
  const std::string cookie = answer.Header("Set-Cookie");
  EXPECT_THAT(cookie, AllOf(StartsWith("assay_session=" + ana_ + ";"), HasSubstr("; HttpOnly"),
                            HasSubstr("; SameSite=Strict"), HasSubstr("; Path=/")));
  EXPECT_THAT(answer.body, Not(HasSubstr(ana_)));
  EXPECT_EQ(answer.Header("Cache-Control"), "no-store");

  const HttpAnswer again =
      Ask("GET", "/session", {{"Cookie", "a=b; " + cookie.substr(0, cookie.find(';'))}});
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.Json()["caller"]["annotator"], "annotators/ana");
}

TEST_F(SessionTest, AKeyThatWasPastedWithSpacesCounts) {
  EXPECT_EQ(LogIn(R"({"key":" \n)" + ana_ + R"(\t "})").status, 200);
}

TEST_F(SessionTest, WithoutAKeyNobodyIsKnownWhereKeysAreRequired) {
  const HttpAnswer answer = Ask("GET", "/session");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.Reason(), "KEY_MISSING");
  EXPECT_EQ(Ask("GET", "/session", {{"Cookie", "assay_session=forged"}}).Reason(), "KEY_INVALID");
}

TEST_F(BareSessionTest, AStoreWithoutKeysTakesLoopbackForAdministrator) {
  const HttpAnswer answer = Ask("GET", "/session");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Json()["caller"]["role"], "ROLE_ADMIN");
  EXPECT_EQ(answer.Json()["keysRequired"], false);
}

TEST_F(SessionTest, LoggingOutForgetsTheCookie) {
  const HttpAnswer answer =
      Ask("DELETE", "/session", {{"Cookie", "assay_session=" + ana_}, {"X-Assay-Request", "1"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.Header("Set-Cookie"),
              AllOf(StartsWith("assay_session=;"), HasSubstr("Max-Age=0")));
}

TEST_F(SessionTest, WhatIsNoLoginIsRefused) {
  for (const char* body : {"", "{}", "[]", R"({"key":7})", R"({"key":"a","more":1})", "\xFF"}) {
    const HttpAnswer answer = LogIn(body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(answer.Header("Set-Cookie"), "");
  }
  for (const char* key : {"", "assay_x", "a\\r\\nSet-Cookie: b=c", "a; Domain=evil"}) {
    const HttpAnswer answer = LogInWith(key);
    EXPECT_EQ(answer.Reason(), "KEY_INVALID") << key;
    EXPECT_EQ(answer.Header("Set-Cookie"), "") << key;
  }
}

TEST_F(SessionTest, FailedLoginsAreLimitedAndThoseWhoWaitMayTryAgain) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(LogInWith("assay_wrong").status, 401) << i;
  }
  for (const std::string& key : {std::string("assay_wrong"), ana_}) {
    const HttpAnswer refused = LogInWith(key);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.Reason(), "TOO_MANY_LOGINS");
    EXPECT_EQ(refused.Header("Retry-After"), "61");
  }
  // Who is in stays in.
  EXPECT_EQ(Post("KeyService/GetCaller", "{}", ana_).status, 200);
  clock_.Advance(61);
  EXPECT_EQ(LogInWith(ana_).status, 200);
}

class OtherSiteTest : public HttpCase {
 protected:
  // A change with everything right but `headers`.
  HttpAnswer Change(HttpHeaders headers) {
    headers.emplace_back("Content-Type", "application/json");
    return Ask("POST", "/assay.v1.CampaignService/PauseCampaign", headers,
               R"({"name":"campaigns/news"})");
  }
};

TEST_F(OtherSiteTest, ACookieAloneChangesNothing) {
  const std::string cookie = "assay_session=" + manager_;
  EXPECT_EQ(Change({{"Cookie", cookie}}).Reason(), "NO_CSRF_HEADER");
  EXPECT_EQ(Change({{"Cookie", cookie}, {"X-Assay-Request", "0"}}).Reason(), "NO_CSRF_HEADER");
  EXPECT_EQ(Ask("DELETE", "/session", {{"Cookie", cookie}}).Reason(), "NO_CSRF_HEADER");
  EXPECT_EQ(Ask("POST", "/upload/assay.v1.DatasetService/ImportDataset?spec=%7B%7D",
                {{"Cookie", cookie}}, "a")
                .Reason(),
            "NO_CSRF_HEADER");
  EXPECT_EQ(Status().state(), v1::Campaign::STATE_RUNNING);
}

TEST_F(OtherSiteTest, APageOfAnotherOriginChangesNothing) {
  const std::string cookie = "assay_session=" + manager_;
  for (const char* origin : {"https://evil.example", "http://localhost:81", "null", "",
                             "http://localhost.evil.example", "http://evil@localhost"}) {
    EXPECT_EQ(Change({{"Cookie", cookie}, {"X-Assay-Request", "1"}, {"Origin", origin}}).Reason(),
              "WRONG_ORIGIN")
        << origin;
  }
  EXPECT_EQ(Status().state(), v1::Campaign::STATE_RUNNING);
  EXPECT_EQ(Change({{"Cookie", cookie},
                    {"X-Assay-Request", "1"},
                    {"Host", "localhost:7770"},
                    {"Origin", "http://localhost:7770"}})
                .status,
            200);
}

TEST_F(OtherSiteTest, ANameThatIsNotOursIsRefused) {
  for (const char* host : {"evil.example", "evil.example:80", "localhost.evil.example",
                           "127.0.0.1.evil.example", "192.0.2.1", ""}) {
    for (const char* path : {"/", "/session", "/watch", "/label/x"}) {
      const HttpAnswer answer = Ask("GET", path, {{"Host", host}});
      if (answer.status != 404) {
        EXPECT_EQ(answer.status, 421) << host << path;
        EXPECT_EQ(answer.Reason(), "WRONG_HOST") << host;
      }
    }
    EXPECT_EQ(
        Change({{"Cookie", "assay_session=" + manager_}, {"X-Assay-Request", "1"}, {"Host", host}})
            .status,
        421)
        << host;
    // Of the service's health anybody may know.
    EXPECT_EQ(Ask("GET", "/healthz", {{"Host", host}}).status, 200);
  }
  for (const char* host : {"localhost", "LOCALHOST:1", "127.0.0.1:7770", "[::1]:7770"}) {
    EXPECT_EQ(Ask("GET", "/", {{"Host", host}}).status, 200) << host;
  }
}

TEST_F(OtherSiteTest, ABearerNeedsNoneOfThis) {
  EXPECT_EQ(Change({{"Authorization", "Bearer " + manager_},
                    {"Host", "assay.example"},
                    {"Origin", "https://tool.example"}})
                .status,
            200);
}

TEST_F(OtherSiteTest, NoAnswerLetsAnotherOriginReadIt) {
  for (const char* method : {"GET", "OPTIONS"}) {
    const HttpAnswer answer =
        Ask(method, "/session",
            {{"Origin", "https://evil.example"}, {"Access-Control-Request-Method", "POST"}});
    EXPECT_EQ(answer.Header("Access-Control-Allow-Origin"), "");
    EXPECT_EQ(answer.Header("Cross-Origin-Resource-Policy"), "same-origin");
  }
}

TEST_F(OtherSiteTest, EveryAnswerTellsTheBrowserToBeCareful) {
  for (const char* path : {"/", "/session", "/metrics", "/none", "/%00", "/label/x"}) {
    const HttpAnswer answer = Ask("GET", path);
    const std::string policy = answer.Header("Content-Security-Policy");
    EXPECT_THAT(policy, AllOf(StartsWith("default-src 'self'"), HasSubstr("frame-ancestors 'none'"),
                              HasSubstr("object-src 'none'"), HasSubstr("base-uri 'none'"),
                              Not(HasSubstr("unsafe"))))
        << path;
    EXPECT_EQ(answer.Header("X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(answer.Header("Referrer-Policy"), "no-referrer") << path;
    EXPECT_EQ(answer.Header("Cross-Origin-Opener-Policy"), "same-origin") << path;
    EXPECT_NE(answer.Header("Permissions-Policy"), "") << path;
  }
}

class FramedTest : public HttpOver<SocketCase> {
 protected:
  FramedTest()
      : HttpOver<SocketCase>(ServerOptions{.http_names = {"Label.Example"},
                                           .http_frame_ancestor = "https://www.mturk.com"}) {}
};

TEST_F(FramedTest, AnotherSiteMayHoldThePagesWhereThatIsAskedFor) {
  const HttpAnswer answer = Ask("GET", "/", {{"Host", "label.example:443"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.Header("Content-Security-Policy"),
              HasSubstr("frame-ancestors 'self' https://www.mturk.com"));
  EXPECT_EQ(answer.Header("X-Frame-Options"), "");
  const HttpAnswer out = Ask("DELETE", "/session", {{"X-Assay-Request", "1"}});
  EXPECT_THAT(out.Header("Set-Cookie"), HasSubstr("SameSite=None"));
}

}  // namespace
}  // namespace assay::rpc
