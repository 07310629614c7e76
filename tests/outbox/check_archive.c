/* What becomes of events that every consumer has. */
#include "money/provider_event.h"
#include "outbox/archive.h"

#include "outbox/settings.h"
#include "db/db.h"
#include "tests/make.h"
#include "outbox/feed.h"
#include "tests/test.h"

/* Ten events of forty days ago, all that there are in the outbox; the position before the first of them. */
static int64_t ten_old_events(void)
{
	const char *seller = make_user();
	int64_t from;

	db_exec("DELETE FROM consumers", BIND());
	while (feed_number(pool, 1000))
		continue;
	outbox_settings.keep_days = 30;
	outbox_settings.archive_days = 0;
	db_exec("UPDATE outbox SET created_at = NOW(6) - INTERVAL 40 DAY", BIND());
	while (archive_move(1000))
		continue;
	from = feed_head();
	for (int i = 0; i < 10; i++)
		make_product(seller, 100, 5);
	feed_number(pool, 1000);
	db_exec("UPDATE outbox SET created_at = NOW(6) - INTERVAL 40 DAY", BIND());
	return from;
}

static void consumer(const char *name, int64_t position)
{
	db_exec("INSERT INTO consumers (name, position) VALUES (?, ?)", BIND(db_text(name), db_int(position)));
}

static size_t readable(int64_t from)
{
	int64_t through;

	return feed_read(pool, from, 100, NULL, &through).count + feed_read(pool, through, 100, NULL, &through).count;
}

TEST(old_events_are_archived_and_the_feed_reads_on)
{
	int64_t from = ten_old_events();

	ck_assert_int_eq(archive_move(4), 4);
	ck_assert_int_eq(feed_extent().archived, from + 4);
	ck_assert_uint_eq(readable(from), 10);
	ck_assert_int_eq(archive_move(1000), 6);
	ck_assert_int_eq(archive_move(1000), 0);
	ck_assert_uint_eq(readable(from), 10);
}

TEST(what_is_too_young_stays_with_all_that_follows)
{
	int64_t from = ten_old_events();

	db_exec("UPDATE outbox SET created_at = NOW(6) - INTERVAL 20 DAY WHERE position = ?", BIND(db_int(from + 4)));
	ck_assert_int_eq(archive_move(1000), 3);
}

TEST(what_a_consumer_does_not_have_stays)
{
	int64_t from = ten_old_events();

	consumer("webhooks", from + 7);
	consumer("feed:mine", from + 2);
	ck_assert_int_eq(archive_move(1000), 2);
}

TEST(a_consumer_that_is_turned_off_holds_up_nothing)
{
	int64_t from = ten_old_events();

	outbox_settings.nats_url = outbox_settings.smtp_url = outbox_settings.feed_token = "";
	consumer("nats", from);
	consumer("mail", from + 1);
	consumer("feed:default", from + 2);
	ck_assert_int_eq(archive_move(1000), 10);
}

TEST(a_consumer_that_is_turned_on_does)
{
	int64_t from = ten_old_events();

	outbox_settings.nats_url = "nats://127.0.0.1";
	consumer("nats", from + 1);
	ck_assert_int_eq(archive_move(1000), 1);
}

TEST(a_consumer_that_was_seen_today_does_whatever_the_settings_say)
{
	int64_t from = ten_old_events();

	outbox_settings.smtp_url = "";
	consumer("mail", from + 3);
	db_exec("UPDATE consumers SET seen_at = NOW(6)", BIND());
	ck_assert_int_eq(archive_move(1000), 3);
}

TEST(events_without_a_position_stay)
{
	ten_old_events();
	make_product(make_user(), 100, 5);
	db_exec("UPDATE outbox SET created_at = NOW(6) - INTERVAL 40 DAY", BIND());
	ck_assert_int_eq(archive_move(1000), 10);
	ck_assert_int_eq(db_number("SELECT COUNT(*) FROM outbox", BIND(), -1), 1);
}

TEST(no_days_are_for_ever)
{
	ten_old_events();
	outbox_settings.keep_days = 0;
	ck_assert_int_eq(archive_move(1000), 0);
	ck_assert_int_eq(archive_purge(1000), 0);
	ck_assert_int_eq(provider_event_forget(1000), 0);
}

TEST(the_archive_is_deleted_after_its_time_and_clients_begin_behind_that)
{
	int64_t from = ten_old_events(), through;
	struct list events;

	archive_move(6);
	outbox_settings.archive_days = 50;
	ck_assert_int_eq(archive_purge(1000), 0);
	outbox_settings.archive_days = 35;
	while (archive_purge(1000))
		continue;
	ck_assert_int_eq(feed_extent().purged, from + 6);
	events = feed_read(pool, 0, 100, NULL, &through);
	ck_assert_uint_eq(events.count, 4);
	ck_assert_int_eq(((struct event *)events.rows)[0].position, from + 7);
}

TEST(the_archive_waits_for_consumers_too)
{
	int64_t from = ten_old_events();

	archive_move(6);
	outbox_settings.archive_days = 35;
	consumer("webhooks", from + 2);
	while (archive_purge(1000))
		continue;
	ck_assert_int_eq(feed_extent().purged, from + 2);
}

TEST(providers_events_are_forgotten_when_they_cannot_come_again)
{
	outbox_settings.keep_days = 1;
	provider_event_forget(1000);
	db_exec("INSERT INTO provider_events (id, created_at) VALUES ('old', NOW(6) - INTERVAL 31 DAY), ('new', NOW(6) - INTERVAL 5 DAY)",
	        BIND());
	ck_assert_int_eq(provider_event_forget(1000), 1);
	ck_assert_int_eq(db_number("SELECT COUNT(*) FROM provider_events WHERE id = 'new'", BIND(), -1), 1);
}

int main(void)
{
	return test_run("archive", IN_TRANSACTION);
}
