/* The targets of tests/fuzz, fed with tests/corpus and with the same variations of it every time. */
#include "tests/fuzz_targets.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/test.h"

#define VARIATIONS 300
#define SEED_MAX 8192

/* Any generator will do, as long as it is always the same. */
static uint32_t state = 1;

static uint32_t next(uint32_t below)
{
	state = state * 1664525 + 1013904223;
	return (state >> 8) % below;
}

static size_t vary(uint8_t *bytes, size_t size)
{
	static const char *const favourites[] = { "\"", "\\", "{", "[", "%", "%00", "\xff", "\xc0\xaf", "\xed\xa0\x80", "1e400", "=", "&",
		";", "..", "/", "\r\n", "-", "999999999999999999999", "null", "\\u0000", "." };

	for (uint32_t changes = 1 + next(4); changes; changes--) {
		const char *favourite = favourites[next(sizeof(favourites) / sizeof(favourites[0]))];
		size_t at = size ? next((uint32_t)size) : 0, length = strlen(favourite);

		switch (next(4)) {
		case 0:
			if (size)
				bytes[at] = (uint8_t)next(256);
			break;
		case 1:
			size = at;
			break;
		default:
			memmove(bytes + at + length, bytes + at, size - at);
			memcpy(bytes + at, favourite, length);
			size += length;
		}
	}
	return size;
}

static void feed_seed(const struct fuzz_target *target, const char *path)
{
	uint8_t seed[SEED_MAX], varied[SEED_MAX + 1024];
	FILE *file = fopen(path, "rb");
	size_t size;

	ck_assert_msg(file != NULL, "cannot open %s", path);
	size = fread(seed, 1, sizeof(seed), file);
	fclose(file);
	target->feed(seed, size);
	for (int i = 0; i < VARIATIONS; i++) {
		memcpy(varied, seed, size);
		target->feed(varied, vary(varied, size));
	}
}

static void feed_all(const struct fuzz_target *target)
{
	char *directory = pool_print(pool, "tests/corpus/%s", target->name);
	DIR *seeds = opendir(directory);
	int fed = 0;

	ck_assert_msg(seeds != NULL, "no %s", directory);
	for (struct dirent *seed; (seed = readdir(seeds));)
		if (seed->d_name[0] != '.') {
			feed_seed(target, pool_print(pool, "%s/%s", directory, seed->d_name));
			fed++;
		}
	closedir(seeds);
	ck_assert_int_gt(fed, 0);
}

static void feed(const char *name)
{
	for (size_t i = 0; i < fuzz_target_count; i++)
		if (!strcmp(fuzz_targets[i].name, name)) {
			feed_all(&fuzz_targets[i]);
			return;
		}
	ck_abort_msg("no target %s", name);
}

TEST(any_json_is_read_or_refused) { feed("json"); }
TEST(any_form_is_read_or_refused) { feed("form"); }
TEST(any_request_is_answered_with_a_head_of_its_own) { feed("request"); }
TEST(no_bytes_are_a_token) { feed("token"); }
TEST(any_cookies_are_read) { feed("cookie"); }
TEST(any_price_is_read_or_refused) { feed("price"); }
TEST(any_text_can_be_written_as_json) { feed("text"); }
TEST(any_settings_are_read_or_refused) { feed("settings"); }

int main(void)
{
	return test_run("fuzz", PLAIN);
}
