/*
 * What reads bytes from outside, each as a target for any bytes at all. A target aborts where a promise is broken; tests/fuzz
 * feeds them at random (clang), check_fuzz.c with what tests/corpus has and with variations of it.
 */
#ifndef TESTS_FUZZ_TARGETS_H
#define TESTS_FUZZ_TARGETS_H

#include <stddef.h>
#include <stdint.h>

struct fuzz_target {
	const char *name;
	void (*feed)(const uint8_t *bytes, size_t size);
};

extern const struct fuzz_target fuzz_targets[];
extern const size_t fuzz_target_count;

#endif
