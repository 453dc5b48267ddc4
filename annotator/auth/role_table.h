#ifndef ASSAY_ANNOTATOR_AUTH_ROLE_TABLE_H_
#define ASSAY_ANNOTATOR_AUTH_ROLE_TABLE_H_

#include <span>
#include <string>
#include <string_view>

#include "assay/v1/keys.pb.h"
#include "google/protobuf/message.h"

namespace assay::auth {

// Roles that may make a call, as bits.  Each set of the table holds ROLE_ADMIN.
using RoleSet = unsigned;
constexpr RoleSet Bit(v1::Role role) { return 1u << static_cast<unsigned>(role); }

// What the service knows of one call of the contract.
struct CallRule {
  // Full name of its request message, which belongs to no other call.
  std::string_view request;
  // "PACKAGE.SERVICE/METHOD".
  std::string_view call;
  RoleSet roles;
  // A change that stands in the trail.
  bool recorded;
  // What it is about, for the trail and the log: text with fields of the request in braces, for
  // example "campaigns/{campaign_id}"; of a stream the fields of its first message.
  std::string_view resource;

  constexpr bool Allows(v1::Role role) const { return (roles & Bit(role)) != 0; }
};

// All calls of the contract.
std::span<const CallRule> RoleTable();

// The rule of the call with this request message; nullptr where the table has no row.
const CallRule* FindRule(std::string_view request_full_name);

// The least of the roles that may make the call, in the order viewer, annotator, manager,
// administrator.
v1::Role LeastRole(const CallRule& rule);

// `rule.resource` with the fields of `request` filled in; at most 256 bytes.  A field that is not
// set is empty.
std::string ResourceOf(const CallRule& rule, const google::protobuf::Message& request);

}  // namespace assay::auth

#endif  // ASSAY_ANNOTATOR_AUTH_ROLE_TABLE_H_
