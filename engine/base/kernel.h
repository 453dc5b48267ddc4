#ifndef ASSAY_ENGINE_BASE_KERNEL_H_
#define ASSAY_ENGINE_BASE_KERNEL_H_

// Marks a hot numeric loop: the compiler makes one version for wide vectors and one that runs on
// every machine of the platform, and the loader picks.  Results may differ between machines in
// the last bits, never between runs or thread counts on one machine.
#if defined(ASSAY_NO_MULTIVERSIONING) || !defined(__x86_64__)
#define ASSAY_KERNEL
#else
#define ASSAY_KERNEL __attribute__((target_clones("arch=x86-64-v3", "default")))
#endif

#endif  // ASSAY_ENGINE_BASE_KERNEL_H_
