#ifndef ASSAY_ANNOTATOR_HTTP_ROUTER_H_
#define ASSAY_ANNOTATOR_HTTP_ROUTER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "annotator/http/exchange.h"
#include "annotator/http/message.h"

namespace assay::http {

using PathValues = std::map<std::string, std::string>;

// What is between a route and strangers (annotator/http/request_guard.h).
enum class Access {
  kOpen,    // nothing: what anybody may see
  kRead,    // the name by which it is called
  kChange,  // and that no other site's page sent it
  kSocket,  // as kChange, of a WebSocket
  kHook,    // called by programs alone: nothing that a browser sends
};

// How a route takes its requests.
struct RouteOptions {
  Access access = Access::kOpen;
  // The body comes in pieces (Exchange::ReadBody) instead of as a whole.
  bool streams_body = false;
  // More is refused with 413.  0: what the server allows.
  uint64_t max_body_bytes = 0;
};

// Finds the route of a request.  Add all routes before the first Find; from then on thread-safe.
class Router {
 public:
  // A request whose path is understood.
  struct Call {
    const Request& request;
    // Segments that stand in braces in the route's path, by name, percent-decoded.
    PathValues path_values;
    // What follows the question mark, as sent; empty: nothing.
    std::string_view query;
  };
  using Handler = std::function<Response(const Call& call)>;
  using ExchangeHandler =
      std::function<void(std::shared_ptr<Exchange> exchange, const PathValues& path_values)>;

  struct Route {
    std::string method;
    std::vector<std::string> segments;
    RouteOptions options;
    Handler handler;                   // either this
    ExchangeHandler exchange_handler;  // or this
  };
  struct Match {
    const Route* route = nullptr;
    PathValues path_values;
  };

  // `path`: segments, each a text, or a text and a name in braces that takes what is left of any
  // one segment where that is not empty, for example "/v1/campaigns/{campaign}".  The last may be
  // "{*}", which takes all that is left.  Of two routes that fit, the one added first is taken.
  void Add(std::string method, std::string_view path, Handler handler, RouteOptions options = {});
  void AddExchange(std::string method, std::string_view path, RouteOptions options,
                   ExchangeHandler handler);

  // The route of a request, or the answer where there is none:
  //   400 BAD_PATH            the path is not absolute, holds a broken escape or a control
  //                           character, or climbs ("..").
  //   404 NO_SUCH_PATH        no route has the path.
  //   405 METHOD_NOT_ALLOWED  one has, for other methods, which the header Allow lists.
  // HEAD goes to the route of GET.
  std::variant<Match, Response> Find(std::string_view method, std::string_view target) const;

  // What the handler of a request answers; of a route with an ExchangeHandler 500, as where the
  // handler threw.
  Response Handle(const Request& request) const;

 private:
  std::vector<Route> routes_;
};

// Calls a handler; 500 where it throws.
Response RunHandler(const Router::Match& match, const Request& request);

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_ROUTER_H_
