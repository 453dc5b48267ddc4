// kill -9 at random moments of imports, audits and deletions.  ASSAY_CRASH_ROUNDS sets the number
// of rounds, ASSAY_SEED the moments.
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <thread>

#include "engine/base/rng.h"
#include "engine/store/keys.h"
#include "engine/store/recovery.h"
#include "tests/engine/store/store_backends.h"
#include "tests/engine/store/store_test_data.h"

extern char** environ;

namespace assay {
namespace {

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* const value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

// Runs tests/crash_child until it is killed.
class Child {
 public:
  Child(const std::string& data_dir, uint64_t seed) {
    int pipe_ends[2];
    EXPECT_EQ(pipe2(pipe_ends, O_CLOEXEC), 0);
    output_ = pipe_ends[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
    std::string program = std::string(ASSAY_BINARY_DIR) + "/tests/engine_store_crash_child";
    std::string directory = data_dir;
    std::string seed_text = std::to_string(seed);
    char* const arguments[] = {program.data(), directory.data(), seed_text.data(), nullptr};
    EXPECT_EQ(posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(pipe_ends[1]);
  }

  ~Child() { close(output_); }

  // Waits until the child has said something.
  void AwaitOutput() const {
    pollfd wait{output_, POLLIN, 0};
    EXPECT_EQ(poll(&wait, 1, 60'000), 1);
  }

  // Kills it and returns all it has said.
  std::string Kill() {
    kill(pid_, SIGKILL);
    int status = 0;
    waitpid(pid_, &status, 0);
    std::string said;
    char buffer[4096];
    for (ssize_t size; (size = read(output_, buffer, sizeof(buffer))) > 0;) {
      said.append(buffer, static_cast<size_t>(size));
    }
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << said;
    return said;
  }

 private:
  pid_t pid_ = 0;
  int output_ = -1;
};

// What the child was told is done, over all rounds.
class Ledger {
 public:
  void Read(const std::string& said) {
    std::istringstream lines(said);
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string verb;
      std::string name;
      words >> verb >> name;
      EXPECT_NE(verb, "error") << line;
      if (verb == "committing") {
        undecided_.insert(name);
      } else if (verb == "committed") {
        undecided_.erase(name);
        present_.insert(name);
      } else if (verb == "deleting") {
        present_.erase(name);
        undecided_.insert(name);
      } else if (verb == "deleted") {
        undecided_.erase(name);
      } else if (verb == "audited" || verb == "added") {
        words >> belonging_[name];
      }
    }
  }

  // Compares with the data sets, and with the audits and matrices that are there.
  void Check(const std::set<std::string>& datasets, const std::set<std::string>& belongings) {
    for (const std::string& name : present_) {
      EXPECT_TRUE(datasets.count(name) > 0) << name << " was acknowledged and is gone";
    }
    for (const std::string& name : datasets) {
      EXPECT_TRUE(present_.count(name) > 0 || undecided_.count(name) > 0)
          << name << " was never committed, or was deleted";
    }
    for (const auto& [belonging, dataset] : belonging_) {
      EXPECT_EQ(belongings.count(belonging), datasets.count(dataset))
          << belonging << " of " << dataset << " must be there exactly if its data set is";
    }
    present_ = datasets;
    undecided_.clear();
  }

  size_t present_count() const { return present_.size(); }

 private:
  std::set<std::string> present_;
  std::set<std::string> undecided_;
  // Audits and matrices -> their data set.
  std::map<std::string, std::string> belonging_;
};

class CrashTest : public testing::Test {
 protected:
  // Opens and recovers the store as a new process would, and looks at everything in it.
  void CheckStore(Ledger& ledger) {
    const auto opened = RocksStore::Open(dir_.File("data"));
    ASSERT_THAT(opened, IsOk());
    Store& store = **opened;
    ASSERT_THAT(RecoverAfterCrash(store, 1), IsOk());
    EXPECT_TRUE(OperationRepository(store).ListRunning()->empty());
    EXPECT_TRUE(ReadRange(store, PendingImportRange().begin, PendingImportRange().end).empty());
    EXPECT_TRUE(ReadRange(store, PendingMatrixRange().begin, PendingMatrixRange().end).empty());
    EXPECT_TRUE(ReadRange(store, PendingAuditRange().begin, PendingAuditRange().end).empty());
    const auto all_operations = OperationRepository(store).List(0, 100'000);
    for (const auto& operation : *all_operations) {
      EXPECT_NE(operation.operation().state(), v1::Operation::STATE_RUNNING);
    }

    std::set<std::string> datasets;
    std::set<std::string> belongings;
    size_t expected_rows = 0;
    const auto all_datasets = DatasetRepository(store).List(0, 100'000);
    for (const auto& record : *all_datasets) {
      datasets.insert(record.dataset().name());
      EXPECT_EQ(CountItems(store, record.dataset_number()), record.dataset().item_count());
      expected_rows += 3 * static_cast<size_t>(record.dataset().item_count());
      expected_rows += CountMatrixBlocks(store, record, belongings);
    }
    const auto all_audits = AuditRepository(store).List(0, 100'000, std::nullopt);
    for (const auto& record : *all_audits) {
      belongings.insert(record.audit().name());
      EXPECT_EQ(CountFindings(store, record.audit_number()), record.audit().item_count());
      expected_rows += static_cast<size_t>(record.audit().item_count());
    }
    EXPECT_EQ(ReadRange(store, ItemKey(0, 0), "\xFF").size(), expected_rows)
        << "rows that belong to nothing, or rows that are missing";
    ledger.Check(datasets, belongings);
  }

  // Reads the matrices of a data set and notes their names; returns how many blocks they take.
  static size_t CountMatrixBlocks(Store& store, const storage::v1::DatasetRecord& dataset,
                                  std::set<std::string>& names) {
    size_t block_count = 0;
    const MatrixRepository matrices(store);
    const auto all = matrices.List(dataset.dataset_number(), 0, 100'000);
    for (const auto& record : *all) {
      names.insert(record.matrix().name());
      EXPECT_EQ(record.matrix().row_count(), dataset.dataset().item_count());
      const auto numbers = matrices.Read(record);
      EXPECT_THAT(numbers, IsOk());
      EXPECT_TRUE(std::all_of(numbers->begin(), numbers->end(), [](float n) { return n == 0.5f; }));
      block_count += (numbers->size() + kFloatBlockValues - 1) / kFloatBlockValues;
    }
    return block_count;
  }

  TempDir dir_;
};

TEST_F(CrashTest, ADataSetIsWholeOrAbsentWheneverTheProcessIsKilled) {
  const uint64_t rounds = FromEnvironment("ASSAY_CRASH_ROUNDS", 25);
  const uint64_t seed = FromEnvironment("ASSAY_SEED", 1);
  RecordProperty("seed", std::to_string(seed));
  Rng rng(seed);
  Ledger ledger;
  for (uint64_t round = 0; round < rounds && !HasFatalFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round) + ", seed " + std::to_string(seed));
    Child child(dir_.File("data"), rng.Next());
    const bool kill_while_opening = round % 5 == 4;
    if (!kill_while_opening) {
      child.AwaitOutput();
    }
    std::this_thread::sleep_for(
        std::chrono::microseconds(rng.Below(kill_while_opening ? 40'000 : 250'000)));
    ledger.Read(child.Kill());
    CheckStore(ledger);
  }
  EXPECT_GT(ledger.present_count(), 0u);
}

}  // namespace
}  // namespace assay
