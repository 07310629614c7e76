/* Positions in the feed, and consumers' places in it. */
#include "outbox/feed.h"

#include "db/db.h"
#include "tests/make.h"
#include "outbox/consumer.h"
#include "tests/test.h"

/* Everything that is there gets a position first, so that the test's events come next; where they begin. */
static int64_t all_numbered(void)
{
	while (feed_number(pool, 1000))
		continue;
	return feed_head();
}

static struct list read_from(int64_t after, int64_t limit, const char *subject)
{
	int64_t through;

	return feed_read(pool, after, limit, subject, &through);
}

TEST(positions_are_dense_and_in_order_of_versions)
{
	int64_t from = all_numbered();
	const char *buyer = make_user();
	struct product *product = make_product(buyer, 100, 5);
	struct list events;

	make_order(buyer, product->id, 1);
	make_order(buyer, product->id, 1);
	ck_assert_int_eq(feed_number(pool, 1000), 5);
	events = read_from(from, 100, NULL);
	ck_assert_int_eq((int64_t)events.count, 5);
	for (size_t i = 0; i < events.count; i++)
		ck_assert_int_eq(((struct event *)events.rows)[i].position, from + 1 + (int64_t)i);
	ck_assert_str_eq(((struct event *)events.rows)[0].subject, "product:created");
	ck_assert_int_eq(((struct event *)events.rows)[4].version, 2);
}

TEST(a_position_is_given_once)
{
	int64_t from = all_numbered();

	make_product(make_user(), 100, 5);
	ck_assert_int_eq(feed_number(pool, 1000), 1);
	ck_assert_int_eq(feed_number(pool, 1000), 0);
	ck_assert_int_eq(feed_head(), from + 1);
}

TEST(numbering_takes_no_more_than_it_may)
{
	const char *seller = make_user();

	all_numbered();
	for (int i = 0; i < 5; i++)
		make_product(seller, 100, 5);
	ck_assert_int_eq(feed_number(pool, 3), 3);
	ck_assert_int_eq(feed_number(pool, 3), 2);
}

TEST(what_has_no_position_is_not_in_the_feed)
{
	int64_t from = all_numbered();

	make_product(make_user(), 100, 5);
	ck_assert_int_eq((int64_t)read_from(from, 100, NULL).count, 0);
}

TEST(a_limit_is_kept_and_the_client_goes_on_from_there)
{
	int64_t from = all_numbered(), through;
	const char *seller = make_user();
	struct list events;

	for (int i = 0; i < 5; i++)
		make_product(seller, 100, 5);
	feed_number(pool, 1000);
	events = feed_read(pool, from, 2, NULL, &through);
	ck_assert_int_eq((int64_t)events.count, 2);
	ck_assert_int_eq(through, from + 2);
	ck_assert_int_eq((int64_t)read_from(through, 100, NULL).count, 3);
}

TEST(one_subject_alone_can_be_read)
{
	int64_t from = all_numbered(), through;
	const char *buyer = make_user();
	struct product *product = make_product(buyer, 100, 5);
	struct list events;

	make_order(buyer, product->id, 1);
	feed_number(pool, 1000);
	events = feed_read(pool, from, 100, "order:created", &through);
	ck_assert_int_eq((int64_t)events.count, 1);
	ck_assert_str_eq(((struct event *)events.rows)[0].subject, "order:created");
	ck_assert_int_eq(through, feed_head());
}

/* As a cluster's nodes may write them: the later version has the lower id. */
TEST(versions_come_in_order_whatever_their_ids)
{
	int64_t from = all_numbered();
	const char *seller = make_user();
	struct product *product = make_product(seller, 100, 5), *other;
	struct list events;

	make_order(make_user(), product->id, 1);
	other = make_product(seller, 100, 5);
	db_exec("UPDATE outbox SET id = id + 1000000 WHERE aggregate_id = ? AND version = 0", BIND(db_text(product->id)));
	feed_number(pool, 1000);
	events = read_from(from, 100, NULL);
	ck_assert_int_eq((int64_t)events.count, 4);
	ck_assert_str_eq(((struct event *)events.rows)[1].aggregate_id, other->id);
	ck_assert_str_eq(((struct event *)events.rows)[2].subject, "product:created");
	ck_assert_str_eq(((struct event *)events.rows)[3].subject, "product:updated");
}

TEST(totals_count_the_events_of_each_subject)
{
	static const char TOTAL[] = "SELECT events FROM event_totals WHERE subject = 'product:created'";
	int64_t before;

	all_numbered();
	before = db_number(TOTAL, BIND(), 0);
	make_product(make_user(), 100, 5);
	make_product(make_user(), 100, 5);
	feed_number(pool, 1000);
	ck_assert_int_eq(db_number(TOTAL, BIND(), 0), before + 2);
}

TEST(one_process_at_a_time_holds_a_place)
{
	int64_t position;

	ck_assert(consumer_claim("test", "one", FROM_FIRST_EVENT, &position));
	ck_assert(consumer_claim("test", "one", FROM_FIRST_EVENT, &position));
	ck_assert(!consumer_claim("test", "two", FROM_FIRST_EVENT, &position));
	consumer_release("test", "one");
	ck_assert(consumer_claim("test", "two", FROM_FIRST_EVENT, &position));
}

TEST(a_claim_that_ran_out_is_anybodys)
{
	int64_t position;

	consumer_claim("test", "one", FROM_FIRST_EVENT, &position);
	consumer_claim("test", "one", FROM_FIRST_EVENT, &position);
	db_exec("UPDATE consumers SET held_until = NOW(3) - INTERVAL 1 SECOND WHERE name = ?", BIND(db_text("test")));
	ck_assert(consumer_claim("test", "two", FROM_FIRST_EVENT, &position));
	ck_assert(!consumer_advance("test", "one", position, position + 1));
	ck_assert(consumer_advance("test", "two", position, position + 1));
}

TEST(moving_on_needs_the_place_that_was_read)
{
	int64_t position;

	consumer_claim("test", "one", FROM_FIRST_EVENT, &position);
	consumer_claim("test", "one", FROM_FIRST_EVENT, &position);
	ck_assert_int_eq(position, 0);
	ck_assert(consumer_advance("test", "one", 0, 7));
	ck_assert(!consumer_advance("test", "one", 0, 9));
	consumer_claim("test", "one", FROM_FIRST_EVENT, &position);
	ck_assert_int_eq(position, 7);
}

TEST(a_new_consumer_may_begin_at_the_end)
{
	int64_t position;

	make_product(make_user(), 100, 5);
	all_numbered();
	consumer_claim("test", "one", FROM_NOW, &position);
	consumer_claim("test", "one", FROM_NOW, &position);
	ck_assert_int_eq(position, feed_head());
}

int main(void)
{
	return test_run("feed", IN_TRANSACTION);
}
