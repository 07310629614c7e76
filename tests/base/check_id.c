#include "base/id.h"

#include <stdlib.h>
#include <time.h>

#include "tests/test.h"

TEST(a_new_id_is_valid)
{
	char id[ID_SIZE];

	id_new(id);
	ck_assert_uint_eq(strlen(id), 24);
	ck_assert(id_valid(id));
}

TEST(a_new_id_begins_with_the_time)
{
	char id[ID_SIZE], seconds[9];
	long long begun = (long long)time(NULL), at;

	id_new(id);
	memcpy(seconds, id, 8);
	seconds[8] = '\0';
	at = strtoll(seconds, NULL, 16);
	ck_assert_int_ge(at, begun);
	ck_assert_int_le(at, (long long)time(NULL));
}

TEST(no_two_ids_are_alike)
{
	static char ids[5000][ID_SIZE];

	for (size_t i = 0; i < 5000; i++)
		id_new(ids[i]);
	qsort(ids, 5000, ID_SIZE, (int (*)(const void *, const void *))strcmp);
	for (size_t i = 1; i < 5000; i++)
		ck_assert_str_ne(ids[i - 1], ids[i]);
}

TEST(only_24_lower_case_hex_digits_are_an_id)
{
	ck_assert(id_valid("0123456789abcdef01234567"));
	ck_assert(!id_valid(""));
	ck_assert(!id_valid("0123456789abcdef0123456"));
	ck_assert(!id_valid("0123456789abcdef012345678"));
	ck_assert(!id_valid("0123456789ABCDEF01234567"));
	ck_assert(!id_valid("0123456789abcdeg01234567"));
	ck_assert(!id_valid("../../../../../etc/passw"));
	ck_assert(!id_valid("0123456789abcdef0123456%"));
	ck_assert(!id_valid("0123456789abcdef0123456\n"));
}

TEST(an_array_of_ids_is_json)
{
	const struct { int number; char id[ID_SIZE]; } things[] = { { 1, "000000000000000000000001" }, { 2, "000000000000000000000002" } };
	struct text array = text_in(pool), empty = text_in(pool);

	ck_assert_str_eq(id_array(pool, things[0].id, 2, sizeof(things[0])), "[\"000000000000000000000001\",\"000000000000000000000002\"]");
	ck_assert_str_eq(id_array(pool, things[1].id, 1, 0), "[\"000000000000000000000002\"]");
	ck_assert_str_eq(id_array(pool, NULL, 0, 0), "[]");
	ck_assert_str_eq(id_array_end(&empty), "[]");
	id_array_add(&array, "a");
	id_array_add(&array, "b");
	ck_assert_str_eq(id_array_end(&array), "[\"a\",\"b\"]");
}

int main(void)
{
	return test_run("id", PLAIN);
}
