#include "annotator/http/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace assay::http {
namespace {

using ::testing::IsEmpty;

Router SampleRouter() {
  Router router;
  router.Add("GET", "/", [](const Router::Call&) { return TextResponse(200, "root"); });
  router.Add("GET", "/things/{thing}", [](const Router::Call& call) {
    return TextResponse(200, call.path_values.at("thing") + "?" + std::string(call.query));
  });
  router.Add("POST", "/things/{thing}",
             [](const Router::Call& call) { return TextResponse(201, call.request.body); });
  router.Add("GET", "/fails",
             [](const Router::Call&) -> Response { throw std::runtime_error("a secret detail"); });
  return router;
}

Response Ask(const std::string& method, const std::string& target, const std::string& body = "") {
  return SampleRouter().Handle({.method = method, .target = target, .body = body});
}

TEST(RouterTest, TakesTheRouteOfThePathAndTheMethod) {
  EXPECT_EQ(Ask("GET", "/").body, "root\n");
  EXPECT_EQ(Ask("GET", "/things/a%20b?page=2").body, "a b?page=2\n");
  EXPECT_EQ(Ask("POST", "/things/a", "new").body, "new\n");
  EXPECT_EQ(Ask("POST", "/things/a", "new").status, 201);
}

TEST(RouterTest, HeadIsAnsweredAsGet) { EXPECT_EQ(Ask("HEAD", "/things/a").status, 200); }

TEST(RouterTest, APathWithoutRouteIs404) {
  for (const char* target : {"/no", "/things", "/things/", "/things/a/b", "//", "/things//"}) {
    EXPECT_EQ(Ask("GET", target).status, 404) << target;
  }
}

TEST(RouterTest, AnotherMethodIs405AndLearnsWhichOnesThereAre) {
  const Response response = Ask("DELETE", "/things/a");
  EXPECT_EQ(response.status, 405);
  ASSERT_EQ(response.headers.size(), 1U);
  EXPECT_EQ(response.headers[0].first, "Allow");
  EXPECT_EQ(response.headers[0].second, "GET, POST");
  EXPECT_EQ(Ask("BREW", "/").status, 405);
  EXPECT_EQ(Ask("", "/").status, 405);
}

TEST(RouterTest, PathsThatClimbOrAreMalformedAre400) {
  for (const char* target :
       {"", "things", "*", "/..", "/things/..", "/things/../etc/passwd", "/things/%2e%2E",
        "/things/%2E.", "/./things", "/things/%", "/things/%4", "/things/%zz", "/things/%00",
        "/things/a%0d%0aSet-Cookie:x", "http://elsewhere/"}) {
    EXPECT_EQ(Ask("GET", target).status, 400) << target;
  }
  // An escaped slash stays within its segment.
  EXPECT_EQ(Ask("GET", "/things/..%2F..%2Fetc").body, "../../etc?\n");
}

TEST(RouterTest, AHandlerThatFailsSaysNothingOfItsInside) {
  const Response response = Ask("GET", "/fails");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
  EXPECT_THAT(response.headers, IsEmpty());
}

}  // namespace
}  // namespace assay::http
