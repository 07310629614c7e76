#include "serve/idempotency.h"

#include "db/db.h"
#include "db/link.h"
#include "tests/make.h"
#include "tests/test.h"

#define PRINT "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct kept_answer kept;

static bool claim(const char *owner, const char *key)
{
	return idempotency_claim(pool, owner, key, PRINT, &kept);
}

TEST(a_key_is_claimed_once)
{
	const char *owner = make_user();

	ck_assert(claim(owner, "key"));
	ck_assert(!claim(owner, "key"));
	ck_assert_int_eq(kept.status, 0);
	ck_assert_str_eq(kept.fingerprint, PRINT);
}

TEST(the_answer_comes_back_as_it_was_kept)
{
	const char *owner = make_user();
	struct kept_answer answer = { .status = 201, .location = "/api/orders/1", .type = "application/json; charset=utf-8",
	                              .body = "{\"title\":\"Motörhead 🎫\"}" };

	memcpy(answer.signs_in.id, owner, ID_SIZE);
	answer.signs_in.email = "a@example.com";
	ck_assert(claim(owner, "key"));
	ck_assert(idempotency_answer(owner, "key", &answer));
	ck_assert(!claim(owner, "key"));
	ck_assert_int_eq(kept.status, 201);
	ck_assert_str_eq(kept.location, answer.location);
	ck_assert_str_eq(kept.type, answer.type);
	ck_assert_str_eq(kept.body, answer.body);
	ck_assert_str_eq(kept.signs_in.id, owner);
	ck_assert_str_eq(kept.signs_in.email, "a@example.com");
}

TEST(an_answer_of_a_megabyte_is_kept_whole)
{
	const char *owner = make_user();
	char *body = pool_alloc(pool, 1000001);
	struct kept_answer answer = { .status = 200, .body = body };

	memset(body, 'x', 1000000);
	ck_assert(claim(owner, "key"));
	ck_assert(idempotency_answer(owner, "key", &answer));
	ck_assert(!claim(owner, "key"));
	ck_assert_str_eq(kept.body, body);
	ck_assert_ptr_null(kept.location);
}

TEST(a_new_key_is_kept_with_its_answer)
{
	const char *owner = make_user();
	struct kept_answer answer = { .status = 201, .fingerprint = PRINT, .body = "x" };

	ck_assert(!idempotency_find(pool, owner, "key", &kept));
	ck_assert(idempotency_keep(owner, "key", &answer));
	ck_assert(idempotency_find(pool, owner, "key", &kept));
	ck_assert_int_eq(kept.status, 201);
	ck_assert_str_eq(kept.fingerprint, PRINT);
	ck_assert(!idempotency_keep(owner, "key", &answer));
}

TEST(a_key_that_is_not_new_refuses_the_batch)
{
	const char *owner = make_user();
	struct kept_answer answer = { .status = 201, .fingerprint = PRINT, .body = "x" };
	struct batch *batch = batch_new(pool);

	idempotency_add(batch, owner, "key", &answer);
	ck_assert(batch_run(batch));
	ck_assert(idempotency_find(pool, owner, "key", &kept));
	ck_assert(!batch_run(batch));
}

TEST(a_key_that_is_too_old_is_forgotten_and_new)
{
	const char *owner = make_user();
	struct kept_answer answer = { .status = 201, .fingerprint = PRINT, .body = "x" };

	db_command("SET timestamp = 1800000000");
	ck_assert(idempotency_keep(owner, "key", &answer));
	db_command("SET timestamp = 1800086399");
	ck_assert(!idempotency_forget(owner, "key"));
	db_command("SET timestamp = 1800086401");
	ck_assert(!idempotency_find(pool, owner, "key", &kept));
	ck_assert(idempotency_forget(owner, "key"));
	ck_assert(idempotency_keep(owner, "key", &answer));
}

TEST(the_first_answer_stays)
{
	const char *owner = make_user();

	ck_assert(claim(owner, "key"));
	ck_assert(idempotency_answer(owner, "key", &(struct kept_answer){ .status = 201, .body = "first" }));
	ck_assert(!idempotency_answer(owner, "key", &(struct kept_answer){ .status = 402, .body = "second" }));
	ck_assert(!claim(owner, "key"));
	ck_assert_int_eq(kept.status, 201);
	ck_assert_str_eq(kept.body, "first");
}

TEST(owners_do_not_share_keys)
{
	ck_assert(claim(make_user(), "key"));
	ck_assert(claim(make_user(), "key"));
	ck_assert(claim("", "key"));
	ck_assert(!claim("", "key"));
}

TEST(keys_differ_by_every_character_and_its_case)
{
	const char *owner = make_user();

	ck_assert(claim(owner, "key"));
	ck_assert(claim(owner, "Key"));
	ck_assert(claim(owner, "key."));
}

TEST(after_24_hours_a_key_is_new)
{
	const char *owner = make_user();

	db_command("SET timestamp = 1800000000");
	ck_assert(claim(owner, "key"));
	db_command("SET timestamp = 1800086399");
	ck_assert(!claim(owner, "key"));
	db_command("SET timestamp = 1800086401");
	ck_assert(claim(owner, "key"));
}

TEST(a_key_is_1_to_255_printable_characters)
{
	char *many = pool_alloc(pool, 257);

	memset(many, 'x', 255);
	ck_assert(idempotency_key_valid(many));
	many[255] = 'x';
	ck_assert(!idempotency_key_valid(many));
	ck_assert(idempotency_key_valid("!~\"'\\"));
	ck_assert(!idempotency_key_valid(""));
	ck_assert(!idempotency_key_valid("a b"));
	ck_assert(!idempotency_key_valid("a\nb"));
	ck_assert(!idempotency_key_valid("caf\xc3\xa9"));
	ck_assert(!idempotency_key_valid("a\x7f"));
}

TEST(purging_forgets_only_what_is_old)
{
	const char *owner = make_user();

	db_command("SET timestamp = 1000000000");
	ck_assert(claim(owner, "old"));
	db_command("SET timestamp = 1000086401");
	ck_assert(claim(owner, "young"));
	ck_assert_int_eq(idempotency_purge(1000), 1);
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM idempotency WHERE owner = ?", owner), 1);
}

int main(void)
{
	return test_run("idempotency", IN_TRANSACTION);
}
