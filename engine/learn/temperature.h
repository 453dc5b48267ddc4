#ifndef ASSAY_ENGINE_LEARN_TEMPERATURE_H_
#define ASSAY_ENGINE_LEARN_TEMPERATURE_H_

#include <cstdint>
#include <span>

#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"

namespace assay {

// The temperature t that makes softmax(scores / t) most likely on the given labels:
//
//   t = argmin  mean_i -log softmax(s_i / t)[g_i],   within [1e-3, 1e3]
//
// over all rows, or over 4096 of them where there are more (SpreadRows): one number needs no more.
// The scores must be out of sample (held out or leave-one-out).  The loss is convex in 1 / t; its
// root is found by Newton steps kept inside a shrinking bracket, to a relative 1e-5.  Scores that
// say nothing about the labels get t = 1e3 (all classes alike), scores that are always right 1e-3.
//
// O(min(N, 4096) * K) a step, about ten steps.  The same bits for any number of threads.
//
// Source: C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On Calibration of Modern Neural Networks",
// ICML 2017, section 4.2.
double FitTemperature(const ClassMatrix& scores, std::span<const uint32_t> labels,
                      WorkerPool& pool);

// The loss at that temperature: mean_i -log softmax(s_i / t)[g_i].  N >= 1.  O(N * K) more.
double TemperedLogLoss(const ClassMatrix& scores, std::span<const uint32_t> labels,
                       WorkerPool& pool);

// Replaces each row s by softmax(s / temperature).  temperature > 0.
void SoftmaxRows(double temperature, WorkerPool& pool, ClassMatrix* scores);

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_TEMPERATURE_H_
