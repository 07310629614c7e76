/* Webhooks: whose events become deliveries, turns of endpoints, and their clock. */
#include "outbox/webhook.h"

#include "db/db.h"
#include "tests/make.h"
#include "outbox/delivery.h"
#include "outbox/feed.h"
#include "sales/order_place.h"
#include "outbox/endpoint_claim.h"
#include "tests/test.h"

static const char *make_webhook(const char *owner, const char *subjects)
{
	struct webhook *webhook = pool_alloc(pool, sizeof(*webhook));
	struct webhook_input input = { .url = "https://example.com/", .subjects = subjects };

	ck_assert_ptr_eq(webhook_create(pool, owner ? WEBHOOK_USER(owner) : WEBHOOK_OPERATOR, &input, webhook), CREATED);
	return webhook->id;
}

TEST(an_empty_id_is_nobody_and_not_the_operator)
{
	const char *const nobody[] = { "", NULL, "x" };
	const char *operators = make_webhook(NULL, "");
	struct webhook_input input = { .url = "https://example.com/" };
	struct webhook webhook;

	for (size_t i = 0; i < sizeof(nobody) / sizeof(nobody[0]); i++) {
		ck_assert_fault(FAULT_BUG, webhook_load(pool, operators, WEBHOOK_USER(nobody[i]), &webhook));
		ck_assert_fault(FAULT_BUG, webhook_list(pool, WEBHOOK_USER(nobody[i])));
		ck_assert_fault(FAULT_BUG, webhook_create(pool, WEBHOOK_USER(nobody[i]), &input, &webhook));
		ck_assert_fault(FAULT_BUG, webhook_update(pool, operators, WEBHOOK_USER(nobody[i]), &input, &webhook));
		ck_assert_fault(FAULT_BUG, webhook_rotate(pool, operators, WEBHOOK_USER(nobody[i]), &webhook));
		ck_assert_fault(FAULT_BUG, webhook_delete(pool, operators, WEBHOOK_USER(nobody[i])));
	}
	ck_assert_ptr_eq(webhook_load(pool, operators, WEBHOOK_USER(make_user()), &webhook), UNAUTHORIZED);
	ck_assert_ptr_eq(webhook_load(pool, operators, WEBHOOK_OPERATOR, &webhook), DONE);
}

/* Everything that is there gets a position, so that the test's events come next; where they begin. */
static int64_t all_numbered(void)
{
	while (feed_number(pool, 1000))
		continue;
	return feed_head();
}

static void plan_after(int64_t from)
{
	delivery_plan(pool, from + 1, all_numbered());
}

static int64_t deliveries_of(const char *id)
{
	return number_of("SELECT COUNT(*) FROM deliveries WHERE webhook_id = ?", id);
}

TEST(product_events_are_the_sellers)
{
	const char *seller = make_user(), *other = make_user();
	const char *mine = make_webhook(seller, ""), *theirs = make_webhook(other, ""), *all = make_webhook(NULL, "");
	int64_t from = all_numbered();

	make_product(seller, 100, 5);
	plan_after(from);
	ck_assert_int_eq(deliveries_of(mine), 1);
	ck_assert_int_eq(deliveries_of(theirs), 0);
	ck_assert_int_eq(deliveries_of(all), 1);
}

TEST(order_events_are_the_buyers_and_the_only_sellers)
{
	const char *seller = make_user(), *buyer = make_user();
	const char *sold = make_webhook(seller, "order:created"), *bought = make_webhook(buyer, "order:created");
	struct product *product = make_product(seller, 100, 5);
	int64_t from = all_numbered();

	make_order(buyer, product->id, 1);
	plan_after(from);
	ck_assert_int_eq(deliveries_of(sold), 1);
	ck_assert_int_eq(deliveries_of(bought), 1);
}

TEST(an_order_of_two_sellers_is_the_buyers_alone)
{
	const char *seller = make_user(), *buyer = make_user();
	const char *sold = make_webhook(seller, "order:created"), *bought = make_webhook(buyer, "order:created");
	struct order_line lines[2] = { { .quantity = 1 }, { .quantity = 1 } };
	struct order order = { 0 };
	int64_t from;

	memcpy(lines[0].product_id, make_product(seller, 100, 5)->id, ID_SIZE);
	memcpy(lines[1].product_id, make_product(make_user(), 100, 5)->id, ID_SIZE);
	from = all_numbered();
	id_new(order.id);
	ck_assert_ptr_eq(place_order(&order, buyer, lines, 2), CREATED);
	plan_after(from);
	ck_assert_int_eq(deliveries_of(sold), 0);
	ck_assert_int_eq(deliveries_of(bought), 1);
}

TEST(who_buys_from_oneself_hears_of_it_once)
{
	const char *user = make_user(), *id = make_webhook(user, "order:created");
	struct product *product = make_product(user, 100, 5);
	int64_t from = all_numbered();

	make_order(user, product->id, 1);
	plan_after(from);
	ck_assert_int_eq(deliveries_of(id), 1);
}

TEST(what_came_before_a_webhook_is_not_for_it)
{
	const char *seller = make_user(), *id;
	int64_t from = all_numbered();

	make_product(seller, 100, 5);
	all_numbered();
	id = make_webhook(seller, "");
	plan_after(from);
	ck_assert_int_eq(deliveries_of(id), 0);
}

TEST(an_endpoint_that_is_off_gets_nothing)
{
	const char *seller = make_user(), *id = make_webhook(seller, "");
	struct webhook webhook;
	int64_t from = all_numbered();

	webhook_update(pool, id, WEBHOOK_USER(seller), &(struct webhook_input){ .state = "off" }, &webhook);
	ck_assert_str_eq(webhook.reason, "owner");
	make_product(seller, 100, 5);
	plan_after(from);
	ck_assert_int_eq(deliveries_of(id), 0);
}

/* An endpoint with two events that wait. */
static const char *waiting_webhook(void)
{
	const char *seller = make_user(), *id = make_webhook(seller, "");
	int64_t from = all_numbered();

	make_product(seller, 100, 5);
	make_product(seller, 100, 5);
	plan_after(from);
	return id;
}

static struct delivery_attempt *attempts_of(struct endpoint_claim *claim)
{
	return claim->deliveries.rows;
}

TEST(a_turn_is_one_processes_and_in_order)
{
	const char *id = waiting_webhook();
	struct endpoint_claim claim, other;

	ck_assert(endpoint_claim_begin(pool, id, "one", &claim));
	ck_assert_uint_eq(claim.deliveries.count, 2);
	ck_assert_int_lt(attempts_of(&claim)[0].event.position, attempts_of(&claim)[1].event.position);
	ck_assert(!endpoint_claim_begin(pool, id, "two", &other));
}

TEST(a_turn_whose_claim_was_lost_writes_nothing)
{
	const char *id = waiting_webhook();
	struct endpoint_claim claim;

	ck_assert(endpoint_claim_begin(pool, id, "one", &claim));
	db_exec("UPDATE webhooks SET holder = 'two' WHERE id = ?", BIND(db_text(id)));
	attempts_of(&claim)[0].status = 200;
	ck_assert(!endpoint_claim_end(pool, &claim, "one", &(struct endpoint_seen){ .tried = 1 }));
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM deliveries WHERE state = 'pending' AND webhook_id = ?", id), 2);
}

TEST(a_failure_holds_up_what_comes_behind_until_its_time)
{
	const char *id = waiting_webhook();
	struct endpoint_claim claim;

	ck_assert(endpoint_claim_begin(pool, id, "one", &claim));
	attempts_of(&claim)[0].status = 500;
	ck_assert(endpoint_claim_end(pool, &claim, "one", &(struct endpoint_seen){ .tried = 1 }));
	ck_assert(!endpoint_claim_begin(pool, id, "one", &claim));
	db_exec("UPDATE webhooks SET retry_at = NOW(3), due_at = NOW(3) WHERE id = ?", BIND(db_text(id)));
	ck_assert(endpoint_claim_begin(pool, id, "one", &claim));
	ck_assert_int_eq(claim.attempt, 1);
	ck_assert_uint_eq(claim.deliveries.count, 2);
}

TEST(what_was_planned_during_a_turn_is_not_overlooked)
{
	const char *id = waiting_webhook();
	struct endpoint_claim claim;
	struct delivery ping;

	ck_assert(endpoint_claim_begin(pool, id, "one", &claim));
	attempts_of(&claim)[0].status = attempts_of(&claim)[1].status = 200;
	delivery_ping(pool, id, &ping);
	ck_assert(endpoint_claim_end(pool, &claim, "one", &(struct endpoint_seen){ .tried = 2 }));
	ck_assert(endpoint_claim_begin(pool, id, "one", &claim));
	ck_assert(claim.is_ping);
}

TEST(gone_is_off_at_once)
{
	const char *id = waiting_webhook();
	struct endpoint_claim claim;

	ck_assert(endpoint_claim_begin(pool, id, "one", &claim));
	attempts_of(&claim)[0].status = 410;
	ck_assert(endpoint_claim_end(pool, &claim, "one", &(struct endpoint_seen){ .tried = 1 }));
	ck_assert_int_eq(number_of("SELECT state = 'off' AND reason = 'gone' FROM webhooks WHERE id = ?", id), 1);
}

TEST(pauses_double_up_to_four_hours)
{
	for (int i = 0; i < 50; i++) {
		ck_assert_int_ge(endpoint_claim_pause(1), 3750);
		ck_assert_int_le(endpoint_claim_pause(1), 6250);
		ck_assert_int_ge(endpoint_claim_pause(5), 60000);
		ck_assert_int_le(endpoint_claim_pause(5), 100000);
		ck_assert_int_le(endpoint_claim_pause(1000), 18000000);
		ck_assert_int_ge(endpoint_claim_pause(1000), 10800000);
	}
}

TEST(an_archived_event_can_still_be_sent)
{
	const char *id = waiting_webhook();
	struct endpoint_claim claim;

	db_exec("INSERT INTO outbox_archive SELECT id, subject, data, created_at, aggregate_id, version, position, request_id, traceparent"
	        " FROM outbox WHERE position IN (SELECT position FROM deliveries WHERE webhook_id = ?)", BIND(db_text(id)));
	db_exec("DELETE FROM outbox WHERE position IN (SELECT position FROM deliveries WHERE webhook_id = ?)", BIND(db_text(id)));
	ck_assert(endpoint_claim_begin(pool, id, "one", &claim));
	ck_assert_str_eq(attempts_of(&claim)[0].event.subject, "product:created");
	ck_assert_ptr_nonnull(attempts_of(&claim)[0].event.data);
}

TEST(old_deliveries_are_purged_and_what_waits_is_not)
{
	const char *id = waiting_webhook();

	db_exec("UPDATE deliveries SET created_at = NOW(6) - INTERVAL 31 DAY WHERE webhook_id = ?", BIND(db_text(id)));
	delivery_purge(1000);
	ck_assert_int_eq(deliveries_of(id), 2);
	db_exec("UPDATE deliveries SET state = 'delivered' WHERE webhook_id = ?", BIND(db_text(id)));
	delivery_purge(1000);
	ck_assert_int_eq(deliveries_of(id), 0);
}

TEST(a_deleted_webhook_leaves_nothing)
{
	const char *id = waiting_webhook();

	db_exec("UPDATE webhooks SET state = 'deleted' WHERE id = ?", BIND(db_text(id)));
	delivery_purge(1000);
	webhook_purge(1000);
	ck_assert_int_eq(deliveries_of(id), 0);
	ck_assert_int_eq(number_of("SELECT COUNT(*) FROM webhooks WHERE id = ?", id), 0);
}

int main(void)
{
	return test_run("webhook", IN_TRANSACTION);
}
