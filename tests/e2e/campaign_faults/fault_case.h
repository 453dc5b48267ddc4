#ifndef ASSAY_TESTS_E2E_CAMPAIGN_FAULTS_FAULT_CASE_H_
#define ASSAY_TESTS_E2E_CAMPAIGN_FAULTS_FAULT_CASE_H_

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/load/server_process.h"
#include "tests/load/staff.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assay::load {

inline int64_t NumberFromEnvironment(const char* name, int64_t otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoll(text, nullptr, 10);
}

// A server as a process over a directory of its own.
class FaultCase : public testing::Test {
 protected:
  FaultCase() : random_(seed_) { std::cout << "seed " << seed_ << std::endl; }

  void StartServer() { StartServerOver(data_dir()); }
  void StartServerOver(const std::string& directory) {
    auto server = ServerProcess::StartAssay(directory);
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
  }

  std::chrono::milliseconds RandomTime(int least_ms, int greatest_ms) {
    return std::chrono::milliseconds(
        std::uniform_int_distribution<int>(least_ms, greatest_ms)(random_));
  }

  std::string data_dir() const { return folder_.File("data"); }

  const uint64_t seed_ = static_cast<uint64_t>(NumberFromEnvironment("ASSAY_SEED", 1));
  std::mt19937_64 random_;
  TempDir folder_;
  std::unique_ptr<ServerProcess> server_;
};

}  // namespace assay::load

#endif  // ASSAY_TESTS_E2E_CAMPAIGN_FAULTS_FAULT_CASE_H_
