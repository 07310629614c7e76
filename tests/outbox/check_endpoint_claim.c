/* Who may send where, and how much: proof of an address, and the places of each owner. */
#include "outbox/endpoint_claim.h"

#include "base/config.h"
#include "db/db.h"
#include "outbox/delivery.h"
#include "outbox/webhook.h"
#include "tests/make.h"
#include "tests/test.h"

static const char FIRST[] = "https://example.com/first";

static const char *make_webhook(const char *owner)
{
	struct webhook *webhook = pool_alloc(pool, sizeof(*webhook));
	struct webhook_owner whose = owner ? WEBHOOK_USER(owner) : WEBHOOK_OPERATOR;

	ck_assert_ptr_eq(webhook_create(pool, whose, &(struct webhook_input){ .url = FIRST }, webhook), CREATED);
	return webhook->id;
}

/* So many messages that wait for it; each as if it were an event. */
static void plan(const char *id, int64_t count)
{
	static const char PLAN[] =
		"INSERT INTO deliveries (webhook_id, position, subject) SELECT ?, seq, 'product:updated' FROM seq_1_to_1000 LIMIT ?";

	db_exec(PLAN, BIND(db_text(id), db_int(count)));
	db_exec("UPDATE webhooks SET due_at = NOW(3), planned = planned + 1 WHERE id = ?", BIND(db_text(id)));
}

/* All that may be sent is sent, and answered so. How many that were. */
static int64_t send_some(const char *id, const struct endpoint_seen *answer)
{
	struct endpoint_claim claim;
	struct endpoint_seen seen = *answer;
	struct delivery_attempt *attempts;

	if (!endpoint_claim_begin(pool, id, "sender", &claim))
		return 0;
	attempts = claim.deliveries.rows;
	for (size_t i = 0; i < claim.deliveries.count; i++)
		attempts[i].status = 200;
	seen.tried = claim.deliveries.count;
	ck_assert(endpoint_claim_end(pool, &claim, "sender", &seen));
	return (int64_t)claim.deliveries.count;
}

static int64_t send_all(const char *id)
{
	int64_t sent = 0, some;

	while ((some = send_some(id, &(struct endpoint_seen){ 0 })))
		sent += some;
	return sent;
}

static bool is_proved(const char *id)
{
	return number_of("SELECT proved_at IS NOT NULL FROM webhooks WHERE id = ?", id);
}

/* ---- proof */

TEST(an_answer_with_the_challenge_proves_the_address)
{
	const char *id = make_webhook(make_user());

	plan(id, 1);
	send_some(id, &(struct endpoint_seen){ 0 });
	ck_assert(!is_proved(id));
	plan(id, 1);
	send_some(id, &(struct endpoint_seen){ .proved = true });
	ck_assert(is_proved(id));
}

TEST(a_proved_address_and_the_operators_have_no_challenge)
{
	const char *mine = make_webhook(make_user()), *operators = make_webhook(NULL);
	struct endpoint_claim claim;

	plan(mine, 2);
	ck_assert(endpoint_claim_begin(pool, mine, "sender", &claim));
	ck_assert_uint_eq(strlen(claim.challenge), WEBHOOK_CHALLENGE_SIZE - 1);
	db_exec("UPDATE webhooks SET proved_at = NOW(3), held_until = NULL WHERE id = ?", BIND(db_text(mine)));
	ck_assert(endpoint_claim_begin(pool, mine, "sender", &claim));
	ck_assert_ptr_null(claim.challenge);
	plan(operators, 1);
	ck_assert(endpoint_claim_begin(pool, operators, "sender", &claim));
	ck_assert_ptr_null(claim.challenge);
}

TEST(another_address_must_prove_itself_anew_and_the_same_need_not)
{
	const char *owner = make_user(), *id = make_webhook(owner);
	struct webhook webhook;

	db_exec("UPDATE webhooks SET proved_at = NOW(3) WHERE id = ?", BIND(db_text(id)));
	webhook_update(pool, id, WEBHOOK_USER(owner), &(struct webhook_input){ .url = FIRST, .subjects = "" }, &webhook);
	ck_assert_int_gt(webhook.proved_at, 0);
	webhook_update(pool, id, WEBHOOK_USER(owner), &(struct webhook_input){ .state = "on" }, &webhook);
	ck_assert_int_gt(webhook.proved_at, 0);
	webhook_update(pool, id, WEBHOOK_USER(owner), &(struct webhook_input){ .url = "https://example.com/second" }, &webhook);
	ck_assert_int_eq(webhook.proved_at, 0);
}

TEST(an_answer_of_the_address_before_proves_nothing_of_the_next)
{
	const char *owner = make_user(), *id = make_webhook(owner);
	struct endpoint_claim claim;
	struct webhook webhook;

	plan(id, 1);
	ck_assert(endpoint_claim_begin(pool, id, "sender", &claim));
	webhook_update(pool, id, WEBHOOK_USER(owner), &(struct webhook_input){ .url = "https://example.com/second" }, &webhook);
	((struct delivery_attempt *)claim.deliveries.rows)->status = 200;
	ck_assert(endpoint_claim_end(pool, &claim, "sender", &(struct endpoint_seen){ .tried = 1, .proved = true }));
	ck_assert(!is_proved(id));
}

/* ---- how much is sent without proof */

TEST(without_proof_an_owner_has_sixty_messages_and_then_one_each_second)
{
	const char *owner = make_user(), *one = make_webhook(owner), *other = make_webhook(owner), *ping = make_webhook(owner);
	struct delivery delivery;

	config.rate_limit = true;
	plan(one, 100);
	plan(other, 100);
	delivery_ping(pool, ping, &delivery);
	ck_assert_int_eq(send_all(one), 60);
	ck_assert_int_eq(send_all(other), 0);
	ck_assert_int_eq(send_all(ping), 0);
	ck_assert_int_eq(number_of("SELECT due_at > NOW(3) FROM webhooks WHERE id = ?", other), 1); /* it is not forgotten */
	db_exec("UPDATE webhooks SET paid_off = paid_off - INTERVAL 5 SECOND, due_at = NOW(3) WHERE user_id = ?", BIND(db_text(owner)));
	ck_assert_int_eq(send_all(ping), 1);
	ck_assert_int_eq(send_all(other), 4);
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM deliveries WHERE state = 'pending' AND webhook_id = ?", other), 96);
}

TEST(others_and_proved_addresses_are_not_held_up_by_it)
{
	const char *owner = make_user(), *one = make_webhook(owner), *proved = make_webhook(owner), *others = make_webhook(make_user());

	config.rate_limit = true;
	plan(one, 100);
	send_all(one);
	plan(proved, 100);
	db_exec("UPDATE webhooks SET proved_at = NOW(3) WHERE id = ?", BIND(db_text(proved)));
	ck_assert_int_eq(send_all(proved), 100);
	plan(others, 60);
	ck_assert_int_eq(send_all(others), 60);
}

TEST(without_protection_from_abuse_all_is_sent)
{
	const char *id = make_webhook(make_user());

	config.rate_limit = false;
	plan(id, 100);
	ck_assert_int_eq(send_all(id), 100);
}

/* ---- whose turn it is */

static int64_t due_of(const char *owner, bool trusted, int64_t max)
{
	static const char IS_HIS[] = "SELECT user_id <=> ? FROM webhooks WHERE id = ?";
	struct list due = endpoint_claim_due(pool, max, trusted);
	int64_t count = 0;

	for (size_t i = 0; i < due.count; i++)
		count += db_number(IS_HIS, BIND(db_text(owner), db_text(((struct due *)due.rows)[i].id)), 0);
	return count;
}

/* Nothing else is due within the test's transaction. */
static void quiet(void)
{
	db_exec("UPDATE webhooks SET due_at = NULL WHERE due_at IS NOT NULL", BIND());
}

static void plan_many(const char *owner, int count)
{
	for (int i = 0; i < count; i++)
		plan(make_webhook(owner), 1);
}

TEST(an_owner_has_four_places)
{
	const char *owner = make_user();
	struct endpoint_claim claim;
	struct list due;

	quiet();
	plan_many(owner, 10);
	ck_assert_int_eq(due_of(owner, false, 100), 4);
	due = endpoint_claim_due(pool, 3, false);
	for (size_t i = 0; i < due.count; i++)
		ck_assert(endpoint_claim_begin(pool, ((struct due *)due.rows)[i].id, "sender", &claim));
	ck_assert_int_eq(due_of(owner, false, 100), 1);
}

TEST(each_owners_first_comes_before_anybodys_second)
{
	const char *greedy = make_user(), *modest = make_user();

	quiet();
	plan_many(greedy, 10);
	plan_many(modest, 1);
	ck_assert_int_eq(due_of(modest, false, 2), 1);
	ck_assert_int_eq(due_of(greedy, false, 2), 1);
}

TEST(the_operator_has_as_many_as_there_are)
{
	quiet();
	plan_many(NULL, 10);
	ck_assert_int_eq(due_of(NULL, false, 100), 10);
}

TEST(an_endpoint_is_trusted_once_it_has_answered_quickly_and_until_it_does_not)
{
	const char *owner = make_user(), *id = make_webhook(owner);

	quiet();
	plan(id, 1);
	ck_assert_int_eq(due_of(owner, true, 9), 0);
	send_some(id, &(struct endpoint_seen){ 0 });
	plan(id, 1);
	ck_assert_int_eq(due_of(owner, true, 9), 1);
	ck_assert_int_eq(due_of(owner, false, 9), 0);
	send_some(id, &(struct endpoint_seen){ .slow = true });
	plan(id, 1);
	ck_assert_int_eq(due_of(owner, true, 9), 0);
	ck_assert_int_eq(due_of(owner, false, 9), 1);
}

int main(void)
{
	return test_run("endpoint_claim", IN_TRANSACTION);
}
