#ifndef ASSAY_ANNOTATOR_HTTP_ROUTER_H_
#define ASSAY_ANNOTATOR_HTTP_ROUTER_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "annotator/http/message.h"

namespace assay::http {

// Finds the handler of a request.  Add all routes before the first Handle; from then on
// thread-safe.
class Router {
 public:
  // A request whose path is understood.
  struct Call {
    const Request& request;
    // Segments that stand in braces in the route's path, by name, percent-decoded.
    std::map<std::string, std::string> path_values;
    // What follows the question mark, as sent; empty: nothing.
    std::string_view query;
  };
  using Handler = std::function<Response(const Call& call)>;

  // `path`: segments, each a text or a name in braces that takes any one segment that is not empty,
  // for example "/v1/campaigns/{campaign}".  Of two routes that fit, the one added first is taken.
  void Add(std::string method, std::string_view path, Handler handler);

  // What the handler answers.  HEAD goes to the handler of GET.  Otherwise, as text:
  //   400  the path is not absolute, holds a broken escape or a control character, or climbs
  //   (".."). 404  no route has the path. 405  one has, for other methods, which the header Allow
  //   lists. 500  the handler threw.
  Response Handle(const Request& request) const;

 private:
  struct Route {
    std::string method;
    std::vector<std::string> segments;
    Handler handler;
  };

  std::vector<Route> routes_;
};

// A short answer for people.
Response TextResponse(int status, std::string_view text);

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_ROUTER_H_
