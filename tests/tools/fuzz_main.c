/* libFuzzer's entry: FUZZ_TARGET in the environment chooses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz_targets.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct fuzz_target *chosen(void)
{
	const char *name = getenv("FUZZ_TARGET");

	for (size_t i = 0; name && i < fuzz_target_count; i++)
		if (!strcmp(fuzz_targets[i].name, name))
			return &fuzz_targets[i];
	fputs("FUZZ_TARGET names no target\n", stderr);
	exit(64);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct fuzz_target *target;

	if (!target)
		target = chosen();
	target->feed(bytes, size);
	return 0;
}
