/* Deliveries: which events they are of, the log, pings, replays, what became of them. check_webhook.c has whose events they are. */
#include "outbox/delivery.h"

#include <stdlib.h>

#include "db/db.h"
#include "outbox/feed.h"
#include "tests/make.h"
#include "tests/test.h"

static const char *seller;

/* A webhook that is on, for events from now on. */
static const char *webhook_for(const char *owner, const char *subjects)
{
	char *id = pool_alloc(pool, ID_SIZE);

	id_new(id);
	db_exec("INSERT INTO webhooks (id, user_id, url, subjects, secret, since) SELECT ?, ?, 'https://example.com/', ?, 'whsec_x', position"
	        " FROM feed_head", BIND(db_text(id), db_text(owner), db_text(subjects)));
	return id;
}

static int64_t numbered(void)
{
	while (feed_number(pool, 1000))
		continue;
	return feed_head();
}

/* Three products are put on sale by `seller`, and the deliveries of that planned. */
static void plan_three(void)
{
	int64_t from = numbered();

	for (int i = 0; i < 3; i++)
		make_product(seller, 100, 5);
	delivery_plan(pool, from + 1, numbered());
}

static const struct delivery *log_of(const char *id, size_t expected)
{
	struct list list = delivery_list(pool, id, 0, 100);

	ck_assert_uint_eq(list.count, expected);
	return list.rows;
}

static const char *begin(void)
{
	seller = make_user();
	numbered();
	return webhook_for(seller, "");
}

TEST(each_event_is_planned_once_in_order_and_wakes_the_sender)
{
	const char *id = begin();
	const struct delivery *log;

	ck_assert_int_eq(number_of("SELECT due_at IS NULL FROM webhooks WHERE id = ?", id), 1);
	plan_three();
	log = log_of(id, 3);
	for (int i = 0; i < 3; i++) {
		ck_assert_str_eq(log[i].subject, "product:created");
		ck_assert_str_eq(log[i].state, "pending");
		ck_assert_int_eq(log[i].attempts, 0);
		ck_assert(i == 0 || strtoll(log[i].position, NULL, 10) == strtoll(log[i - 1].position, NULL, 10) - 1);
	}
	ck_assert_int_eq(number_of("SELECT due_at <= NOW(3) AND planned = 1 FROM webhooks WHERE id = ?", id), 1);
}

TEST(only_the_subjects_that_are_wanted_are_planned)
{
	const char *all = begin(), *one = webhook_for(seller, "order:created"), *two = webhook_for(seller, "order:created,product:created");

	plan_three();
	log_of(all, 3);
	log_of(one, 0);
	log_of(two, 3);
}

TEST(the_log_is_paged_from_the_newest_back)
{
	const char *id = begin();
	struct list page;

	plan_three();
	page = delivery_list(pool, id, 0, 2);
	ck_assert_uint_eq(page.count, 2);
	ck_assert(page.more);
	page = delivery_list(pool, id, ((const struct delivery *)page.rows)[1].n, 2);
	ck_assert_uint_eq(page.count, 1);
	ck_assert(!page.more);
}

TEST(a_ping_has_no_position_and_is_not_tried_again)
{
	const char *id = begin();
	struct delivery ping;

	ck_assert_ptr_eq(delivery_ping(pool, id, &ping), CREATED);
	ck_assert_ptr_null(ping.position);
	ck_assert_str_eq(ping.subject, "ping");
	delivery_mark_failed(ping.n, 0, "timeout");
	ck_assert_str_eq(log_of(id, 1)->state, "failed");
	ck_assert_str_eq(log_of(id, 1)->reason, "timeout");
	ck_assert_ptr_null(log_of(id, 1)->status);
}

TEST(an_event_that_failed_waits_on)
{
	const char *id = begin();
	const struct delivery *log;

	plan_three();
	delivery_mark_failed(log_of(id, 3)[2].n, 503, NULL);
	log = log_of(id, 3);
	ck_assert_str_eq(log[2].state, "pending");
	ck_assert_str_eq(log[2].status, "503");
	ck_assert_int_eq(log[2].attempts, 1);
	ck_assert_int_gt(log[2].answered_at, 0);
	ck_assert_int_eq(log[1].attempts, 0);
}

TEST(those_that_arrived_are_marked_together_each_with_its_status)
{
	const char *id = begin();
	const struct delivery *log;

	plan_three();
	log = log_of(id, 3);
	delivery_mark_failed(log[2].n, 0, "unreachable");
	delivery_mark_delivered(pool_print(pool, "[[%lld,204],[%lld,200]]", (long long)log[2].n, (long long)log[1].n));
	log = log_of(id, 3);
	ck_assert_str_eq(log[2].state, "delivered");
	ck_assert_str_eq(log[2].status, "204");
	ck_assert_ptr_null(log[2].reason);
	ck_assert_int_eq(log[2].attempts, 2);
	ck_assert_str_eq(log[1].status, "200");
	ck_assert_str_eq(log[0].state, "pending");
}

TEST(a_replay_is_another_delivery_of_the_same_event)
{
	const char *id = begin();
	const struct delivery *first;
	struct delivery again;

	plan_three();
	first = &log_of(id, 3)[2];
	ck_assert_ptr_eq(delivery_replay(pool, id, first->n, &again), CREATED);
	ck_assert_str_eq(again.position, first->position);
	ck_assert_int_gt(again.n, log_of(id, 4)[1].n);
	ck_assert_str_eq(again.state, "pending");
}

TEST(nobody_replays_what_was_anothers)
{
	const char *id = begin(), *other = webhook_for(make_user(), "");
	struct delivery again;

	plan_three();
	ck_assert_ptr_eq(delivery_replay(pool, other, log_of(id, 3)->n, &again), NOT_FOUND);
	ck_assert_ptr_eq(delivery_replay(pool, id, INT64_MAX, &again), NOT_FOUND);
	log_of(id, 3);
	log_of(other, 0);
}

int main(void)
{
	return test_run("delivery", IN_TRANSACTION);
}
