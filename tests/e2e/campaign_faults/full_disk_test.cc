#include <sys/mount.h>

#include <filesystem>
#include <fstream>

#include "tests/e2e/campaign_faults/fault_case.h"

namespace assay::load {
namespace {

using testing::IsEmpty;

// A small file system of its own.
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& folder) : folder_(folder) {
    std::filesystem::create_directory(folder);
    mounted_ = mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=128m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) {
      umount2(folder_.c_str(), MNT_DETACH);
    }
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return mounted_; }
  // Takes all the room that is left.
  void Fill() const {
    std::ofstream file(folder_ + "/ballast", std::ios::binary);
    const std::string block(4096, 'b');
    while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  void MakeRoom() const { std::filesystem::remove(folder_ + "/ballast"); }

 private:
  const std::string folder_;
  bool mounted_ = false;
};

class FullDiskTest : public FaultCase {};

TEST_F(FullDiskTest, LabelsAreRefusedUntilThereIsRoomAgainAndNoneIsLost) {
  const SmallDisk disk(folder_.File("small"));
  if (!disk.mounted()) {
    GTEST_SKIP() << "mounting a file system needs root";
  }
  const std::string data = folder_.File("small") + "/data";
  CampaignPlan plan;
  plan.label_count = 20;  // more work than there is time for
  Staff staff(64, plan, Habits(), seed_);
  ASSERT_NO_FATAL_FAILURE(StartServerOver(data));
  ASSERT_THAT(staff.Prepare(server_->address(), 30'000), IsOk());
  staff.Start();
  for (int round = 0; round < 3; ++round) {
    staff.WorkFor(std::chrono::milliseconds(200));
    disk.Fill();
    const int64_t refused_before = staff.place().full_count;
    // The log of the store has room that it took before.
    for (int i = 0; i < 100 && staff.place().full_count == refused_before; ++i) {
      staff.WorkFor(std::chrono::milliseconds(200));
    }
    EXPECT_GT(staff.place().full_count, refused_before) << round;
    const auto status = ReadStatus(*staff.place().services, plan.id);
    EXPECT_THAT(status, IsOk());  // reading goes on
    const int64_t acknowledged = staff.ledger().acknowledged_count();
    disk.MakeRoom();
    for (int i = 0; i < 100 && staff.ledger().acknowledged_count() == acknowledged; ++i) {
      staff.WorkFor(std::chrono::milliseconds(100));
    }
    EXPECT_GT(staff.ledger().acknowledged_count(), acknowledged) << round;
  }
  ASSERT_TRUE(staff.Rest());
  EXPECT_THAT(staff.FaultsOfServer(), IsEmpty());
  server_->Kill();
  EXPECT_THAT(staff.FaultsOfStore(data, /*complete=*/false), IsEmpty());
}

}  // namespace
}  // namespace assay::load
