#ifndef ASSAY_ANNOTATOR_DESK_CALLER_H_
#define ASSAY_ANNOTATOR_DESK_CALLER_H_

#include <cstdint>
#include <string>

#include "assay/v1/keys.pb.h"

namespace assay {

// Who makes a call, as the access check found out (annotator/auth).
struct Caller {
  v1::Role role = v1::ROLE_ADMIN;
  uint64_t key_number = 0;        // 0: no key was needed
  uint64_t annotator_number = 0;  // that the key belongs to; 0: none
  std::string annotator_name;     // "annotators/{annotator}"; empty: none
  std::string peer;               // as gRPC says it
};

// An annotator at work.
struct Worker {
  uint64_t annotator_number = 0;
  std::string annotator_name;  // "annotators/{annotator}"
  bool machine = false;        // a rule or a model
  bool disabled = false;
  int64_t label_price_micros = 0;
  int64_t hour_price_micros = 0;
  int64_t million_input_tokens_price_micros = 0;
  int64_t million_output_tokens_price_micros = 0;
  std::string currency_code;  // of the prices; empty: nobody said
  uint64_t key_number = 0;
  std::string peer;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_CALLER_H_
