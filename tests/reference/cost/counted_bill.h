#ifndef ASSAY_TESTS_REFERENCE_COST_COUNTED_BILL_H_
#define ASSAY_TESTS_REFERENCE_COST_COUNTED_BILL_H_

#include <cstdint>

namespace assay::reference {

struct CountedBill {
  int64_t reward_cents = 0;
  int64_t fee_cents = 0;
};

// What Mechanical Turk's price page says, one assignment after another, in whole cents: 20 %, 40 %
// for tasks of 10 and more, Masters 5 % more, half a cent up, at least one cent.
inline CountedBill CountMturkBill(int64_t tasks, int64_t assignments, int64_t reward_cents,
                                  bool masters) {
  CountedBill bill;
  for (int64_t task = 0; task < tasks; ++task) {
    for (int64_t assignment = 0; assignment < assignments; ++assignment) {
      const int64_t percent = (assignments < 10 ? 20 : 40) + (masters ? 5 : 0);
      const int64_t hundredths = reward_cents * percent;
      int64_t fee = hundredths / 100;
      if (hundredths % 100 >= 50) {
        fee += 1;
      }
      if (fee < 1) {
        fee = 1;
      }
      bill.reward_cents += reward_cents;
      bill.fee_cents += fee;
    }
  }
  return bill;
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_COST_COUNTED_BILL_H_
