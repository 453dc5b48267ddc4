// The program that crash_test.cc kills: imports, audits and deletes for ever, and says on standard
// output what it is about to do and what it was told is done.
//
//   crash_child DATA_DIR SEED
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/base/rng.h"
#include "engine/store/audit_repository.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/matrix_repository.h"
#include "engine/store/operation_repository.h"
#include "engine/store/recovery.h"
#include "engine/store/rocks_store.h"

namespace assay {
namespace {

// One write() per line: what was said before the kill is in the pipe.
void Say(const std::string& line) {
  const std::string text = line + "\n";
  if (write(STDOUT_FILENO, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    std::exit(3);
  }
}

template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (!value.ok()) {
    Say("error " + value.status().ToString());
    std::exit(2);
  }
  return *std::move(value);
}

void OrDie(const absl::Status& status) {
  if (!status.ok()) {
    Say("error " + status.ToString());
    std::exit(2);
  }
}

class Worker {
 public:
  Worker(Store& store, uint64_t seed) : store_(store), rng_(seed) {}

  void DoSomething() {
    switch (rng_.Below(10)) {
      case 0:
        return DeleteSomething();
      case 1:
      case 2:
        return AuditSomething();
      case 3:
      case 4:
        return AddMatrixToSomething();
      default:
        return Import();
    }
  }

 private:
  void Import() {
    const auto writer = OrDie(DatasetRepository(store_).BeginImport());
    const uint64_t count = 1 + rng_.Below(4000);
    for (uint64_t i = 0; i < count; ++i) {
      const std::string id = std::to_string(rng_.Next());
      OrDie(writer->Append(id, {id, std::string(rng_.Below(300), 'x')}, "label", "", 1));
    }
    OrDie(writer->FindDuplicateId());
    if (rng_.Below(5) == 0) {
      return;
    }
    v1::Dataset dataset;
    dataset.set_name("datasets/d" + std::to_string(writer->dataset_number()));
    dataset.set_fingerprint("f");
    Say("committing " + dataset.name());
    OrDie(writer->Commit(dataset));
    Say("committed " + dataset.name());
  }

  std::vector<storage::v1::DatasetRecord> All() {
    return OrDie(DatasetRepository(store_).List(0, 1000));
  }

  void AuditSomething() {
    const auto all = All();
    if (all.empty()) {
      return;
    }
    const storage::v1::DatasetRecord& dataset = all[rng_.Below(all.size())];
    const auto writer = OrDie(AuditRepository(store_).Begin(dataset.dataset_number()));
    storage::v1::OperationRecord operation;
    operation.mutable_operation()->set_state(v1::Operation::STATE_RUNNING);
    operation.set_audit_number(writer->audit_number());
    operation = OrDie(OperationRepository(store_).Create(operation)).record;
    for (int64_t rank = 1; rank <= dataset.dataset().item_count(); ++rank) {
      storage::v1::FindingRecord finding;
      finding.mutable_finding()->set_rank(rank);
      OrDie(writer->Append(finding));
    }
    operation.mutable_operation()->set_state(v1::Operation::STATE_SUCCEEDED);
    storage::v1::AuditRecord audit;
    audit.mutable_audit()->set_item_count(dataset.dataset().item_count());
    OrDie(writer->Commit(audit, operation));
    Say("audited " + writer->name() + " " + dataset.dataset().name());
  }

  void AddMatrixToSomething() {
    const auto all = All();
    if (all.empty()) {
      return;
    }
    const storage::v1::DatasetRecord& dataset = all[rng_.Below(all.size())];
    const auto writer = OrDie(MatrixRepository(store_).BeginImport(dataset));
    v1::Matrix matrix;
    matrix.set_row_count(dataset.dataset().item_count());
    matrix.set_column_count(1 + static_cast<int64_t>(rng_.Below(100)));
    const std::vector<float> row(static_cast<size_t>(matrix.column_count()), 0.5f);
    for (int64_t i = 0; i < matrix.row_count(); ++i) {
      OrDie(writer->Append(row));
    }
    if (rng_.Below(5) > 0) {
      const auto record = OrDie(writer->Commit(matrix));
      Say("added " + record.matrix().name() + " " + dataset.dataset().name());
    }
  }

  void DeleteSomething() {
    const auto all = All();
    if (all.size() < 4) {
      return;
    }
    const std::string name = all[rng_.Below(all.size())].dataset().name();
    Say("deleting " + name);
    OrDie(DatasetRepository(store_).Delete(name.substr(name.find('/') + 1)));
    Say("deleted " + name);
  }

  Store& store_;
  Rng rng_;
};

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  if (argc != 3) {
    return 4;
  }
  const auto store = assay::OrDie(assay::RocksStore::Open(argv[1]));
  assay::OrDie(assay::RecoverAfterCrash(*store, 1));
  assay::Say("opened");
  assay::Worker worker(*store, std::strtoull(argv[2], nullptr, 10));
  while (true) {
    worker.DoSomething();
  }
}
