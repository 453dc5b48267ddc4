#include "engine/store/annotator_repository.h"

#include <string>
#include <thread>
#include <vector>

#include "tests/engine/store/store_backends.h"

namespace assay {
namespace {

using storage::v1::AnnotatorRecord;

class AnnotatorRepositoryTest : public StoreBackendTest {
 protected:
  AnnotatorRepository annotators() { return AnnotatorRepository(store()); }

  static AnnotatorRecord Named(const std::string& id) {
    AnnotatorRecord record;
    record.mutable_annotator()->set_name("annotators/" + id);
    return record;
  }
};

TEST_P(AnnotatorRepositoryTest, AnAnnotatorIsReadBackByNameAndByNumber) {
  const auto ann = annotators().Create(Named("Ann"));
  ASSERT_THAT(ann, IsOk());
  const auto ben = annotators().Create(Named("ben"));
  ASSERT_THAT(ben, IsOk());
  EXPECT_LT(ann->annotator_number(), ben->annotator_number());
  Reopen();
  const auto by_name = annotators().Get("ben");
  ASSERT_THAT(by_name, IsOk());
  EXPECT_EQ(by_name->SerializeAsString(), ben->SerializeAsString());
  const auto by_number = annotators().GetByNumber(ann->annotator_number());
  ASSERT_THAT(by_number, IsOk());
  EXPECT_EQ(by_number->annotator().name(), "annotators/Ann");
}

TEST_P(AnnotatorRepositoryTest, ANameBelongsToOne) {
  ASSERT_THAT(annotators().Create(Named("ann")), IsOk());
  const auto refused = annotators().Create(Named("ann"));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(refused, HasReason("ANNOTATOR_ALREADY_EXISTS"));
  EXPECT_THAT(refused, HasMetadata("name", "annotators/ann"));
  EXPECT_EQ(annotators().List(0, 10)->size(), 1u);
}

TEST_P(AnnotatorRepositoryTest, OtherNamesAreRefusedAndUnknownOnesNotFound) {
  AnnotatorRecord record;
  record.mutable_annotator()->set_name("ann");
  EXPECT_THAT(annotators().Create(record), HasReason("BAD_RESOURCE_NAME"));
  EXPECT_THAT(annotators().Get("ann"), HasReason("ANNOTATOR_NOT_FOUND"));
  EXPECT_THAT(annotators().GetByNumber(3), HasReason("ANNOTATOR_NOT_FOUND"));
  EXPECT_THAT(annotators().Update("ann", [](AnnotatorRecord&) { return absl::OkStatus(); }),
              HasReason("ANNOTATOR_NOT_FOUND"));
}

TEST_P(AnnotatorRepositoryTest, ListsInTheOrderInWhichTheyWereAddedInPages) {
  for (const char* const id : {"c", "a", "b"}) {
    ASSERT_THAT(annotators().Create(Named(id)), IsOk());
  }
  const auto first = annotators().List(0, 2);
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->size(), 2u);
  EXPECT_EQ((*first)[0].annotator().name(), "annotators/c");
  const auto rest = annotators().List(first->back().annotator_number(), 2);
  ASSERT_THAT(rest, IsOk());
  ASSERT_EQ(rest->size(), 1u);
  EXPECT_EQ((*rest)[0].annotator().name(), "annotators/b");
}

TEST_P(AnnotatorRepositoryTest, ARefusedChangeChangesNothing) {
  ASSERT_THAT(annotators().Create(Named("ann")), IsOk());
  const auto refused = annotators().Update("ann", [](AnnotatorRecord& record) {
    record.mutable_annotator()->set_disabled(true);
    return absl::InvalidArgumentError("no");
  });
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(annotators().Get("ann")->annotator().disabled());
}

TEST_P(AnnotatorRepositoryTest, NoneOfManyChangesAtOnceIsLost) {
  ASSERT_THAT(annotators().Create(Named("ann")), IsOk());
  constexpr int kThreads = 4;
  constexpr int kRounds = 25;
  std::vector<std::thread> changers;
  for (int i = 0; i < kThreads; ++i) {
    changers.emplace_back([&] {
      for (int round = 0; round < kRounds; ++round) {
        EXPECT_THAT(annotators().Update("ann",
                                        [](AnnotatorRecord& record) {
                                          v1::Annotator& annotator = *record.mutable_annotator();
                                          annotator.set_label_price_micros(
                                              annotator.label_price_micros() + 1);
                                          return absl::OkStatus();
                                        }),
                    IsOk());
      }
    });
  }
  for (std::thread& changer : changers) {
    changer.join();
  }
  Reopen();
  EXPECT_EQ(annotators().Get("ann")->annotator().label_price_micros(), kThreads * kRounds);
}

ASSAY_INSTANTIATE_FOR_ALL_STORES(AnnotatorRepositoryTest);

}  // namespace
}  // namespace assay
