#include <stdlib.h>

#include "tests/ask.h"
#include "base/config.h"
#include "db/db.h"
#include "base/moment.h"
#include "outbox/feed.h"
#include "outbox/feed_client.h"
#include "tests/test.h"

#define SHOP_WIDE "BOXOFFICE_FEED_TOKEN=shop-wide\n"
#define WITH_IT .settings = SHOP_WIDE, .environment = { "HTTP_AUTHORIZATION=Bearer shop-wide" }

static const struct outcome *number(void *unused)
{
	(void)unused;
	while (feed_number(pool, 1000))
		continue;
	return DONE;
}

/* Gives positions to all that has happened; the last one. */
static int64_t numbered(void)
{
	ck_assert_ptr_eq(db_transaction(number, NULL), DONE);
	return feed_head();
}

static struct answer *feed_after(int64_t position, const char *more)
{
	return ask("GET", pool_print(pool, "/api/feed?after=%lld%s", (long long)position, more), WITH_IT);
}

static int64_t place_of(const char *name)
{
	return db_number("SELECT position FROM consumers WHERE name = ?", BIND(db_text(name)), -1);
}

TEST(the_feed_needs_a_token)
{
	static const char *const wrong[] = { "HTTP_X=1", "HTTP_AUTHORIZATION=", "HTTP_AUTHORIZATION=Bearer", "HTTP_AUTHORIZATION=Bearer ",
		"HTTP_AUTHORIZATION=Bearer other", "HTTP_AUTHORIZATION=shop-wide", "HTTP_AUTHORIZATION=Basic shop-wide",
		"HTTP_AUTHORIZATION=Bearer shop-wide2", "HTTP_AUTHORIZATION=Bearer shop-wid" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct answer *answer = ask("GET", "/api/feed?after=x", .settings = SHOP_WIDE, .environment = { wrong[i] });

		ck_assert_refused(answer, 401, "Not authorized", NULL);
		ck_assert_str_eq(header_of(answer, "WWW-Authenticate"), "Bearer");
	}
}

TEST(an_empty_setting_is_no_token)
{
	ck_assert_status(ask("GET", "/api/feed", .environment = { "HTTP_AUTHORIZATION=Bearer " }), 401);
	ck_assert_status(ask("GET", "/api/feed", .environment = { "HTTP_AUTHORIZATION=Bearer shop-wide" }), 401);
}

TEST(a_session_is_no_token)
{
	ck_assert_status(ask("GET", "/api/feed", .as = new_person(), .settings = SHOP_WIDE), 401);
}

TEST(events_come_with_their_positions)
{
	int64_t from = numbered();
	const char *product = sell(new_person(), "10", 5);
	struct answer *answer;

	buy(new_person(), product, 1);
	numbered();
	answer = feed_after(from, "");
	ck_assert_status(answer, 200);
	ck_assert_str_eq(header_of(answer, "Cache-Control"), "no-store");
	ck_assert_uint_eq(json_array_size(answer->json), 3);
	ck_assert_uint_eq(json_object_size(json_array_get(answer->json, 0)), 5);
	ck_assert_str_eq(member(answer, "0.position"), pool_print(pool, "%lld", (long long)from + 1));
	ck_assert_str_eq(member(answer, "0.subject"), "product:created");
	ck_assert_str_eq(member(answer, "0.data.id"), id_in(product));
	ck_assert_int_gt(atoi(member(answer, "0.id")), 0);
	ck_assert_uint_eq(strlen(member(answer, "0.createdAt")), strlen("2025-11-12T10:15:00.000Z"));
	ck_assert_str_eq(member(answer, "2.position"), pool_print(pool, "%lld", (long long)from + 3));
}

TEST(link_names_how_far_has_been_looked)
{
	int64_t from = numbered(), head;
	const struct person *seller = new_person();

	for (int i = 0; i < 5; i++)
		sell(seller, "10", 5);
	head = numbered();
	ck_assert_str_eq(header_of(feed_after(from, "&limit=2"), "Link"),
	                 pool_print(pool, "</api/feed?after=%lld&limit=2&wait=0>; rel=\"next\"", (long long)from + 2));
	ck_assert_str_eq(header_of(feed_after(from, "&subject=order:completed"), "Link"),
	                 pool_print(pool, "</api/feed?after=%lld&limit=100&subject=order:completed&wait=0>; rel=\"next\"", (long long)head));
	ck_assert_str_eq(header_of(feed_after(head, "&wait=1"), "Link"),
	                 pool_print(pool, "</api/feed?after=%lld&limit=100&wait=1>; rel=\"next\"", (long long)head));
}

TEST(one_subject_can_be_asked_for)
{
	int64_t from = numbered();
	struct answer *answer;

	buy(new_person(), sell(new_person(), "10", 5), 1);
	numbered();
	answer = feed_after(from, "&subject=order%3Acreated");
	ck_assert_uint_eq(json_array_size(answer->json), 1);
	ck_assert_str_eq(member(answer, "0.subject"), "order:created");
	ck_assert_str_eq(feed_after(from, "&subject=no:such")->body, "[]");
}

TEST(what_is_asked_for_must_make_sense)
{
	static const char *const after[] = { "x", "-1", "1.5", "1x", "99999999999999999999", "'", "%00" };
	static const char *const limits[] = { "0", "-1", "1001", "" };
	static const char *const waits[] = { "-1", "26", "0.5", "" };
	static const char *const subjects[] = { "ORDER", "a'b", "a%20b" };

	for (size_t i = 0; i < 6; i++)
		ck_assert_refused(ask("GET", pool_print(pool, "/api/feed?after=%s", after[i]), WITH_IT), 400, "After must be a position", "after");
	for (size_t i = 0; i < 4; i++) {
		ck_assert_refused(feed_after(0, pool_print(pool, "&limit=%s", limits[i])), 400, "Limit must be between 1 and 1000", "limit");
		ck_assert_refused(feed_after(0, pool_print(pool, "&wait=%s", waits[i])), 400, "Wait must be between 0 and 25", "wait");
	}
	for (size_t i = 0; i < 3; i++)
		ck_assert_refused(feed_after(0, pool_print(pool, "&subject=%s", subjects[i])), 400, "Subject must be the name of an event",
		                  "subject");
}

TEST(what_was_asked_after_counts_as_received)
{
	int64_t head;

	sell(new_person(), "10", 5);
	head = numbered();
	feed_after(head, "");
	ck_assert_int_eq(place_of("feed:default"), head);
	feed_after(0, "&limit=1");
	ck_assert_int_eq(place_of("feed:default"), head);
	sell(new_person(), "10", 5);
	numbered();
	feed_after(head, "&wait=5");
	ck_assert_int_eq(place_of("feed:default"), head);
	feed_after(INT64_MAX, "");
	ck_assert_int_eq(place_of("feed:default"), head);
	feed_after(head + 1, "");
	ck_assert_int_eq(place_of("feed:default"), head + 1);
}

TEST(a_refused_request_moves_nothing)
{
	int64_t head = numbered();

	db_exec("DELETE FROM consumers WHERE name = 'feed:default'", BIND());
	feed_after(head, "&limit=0");
	ask("GET", "/api/feed?after=1", .environment = { "HTTP_AUTHORIZATION=Bearer other" });
	ck_assert_int_eq(place_of("feed:default"), -1);
}

TEST(a_client_may_have_a_token_of_its_own)
{
	char token[FEED_CLIENT_TOKEN_SIZE];
	const char *header;

	feed_client_revoke("site-test");
	ck_assert(feed_client_add("site-test", token));
	header = pool_print(pool, "HTTP_AUTHORIZATION=bearer  %s", token);
	ck_assert_status(ask("GET", "/api/feed", .environment = { header }), 200);
	ask("GET", "/api/feed?after=1", .environment = { header });
	ck_assert_int_ge(place_of("feed:site-test"), 0);
	feed_client_revoke("site-test");
	ck_assert_status(ask("GET", "/api/feed", .environment = { header }), 401);
}

TEST(waiting_ends_by_itself)
{
	int64_t head = numbered(), began = moment_ticks();

	ck_assert_str_eq(feed_after(head, "&wait=1")->body, "[]");
	ck_assert_int_ge(moment_ticks() - began, 1000000);
	ck_assert_int_lt(moment_ticks() - began, 20000000);
}

TEST(what_is_there_already_needs_no_waiting)
{
	int64_t head, began;

	sell(new_person(), "10", 5);
	head = numbered();
	began = moment_ticks();
	ck_assert_str_ne(feed_after(head - 1, "&wait=25")->body, "[]");
	ck_assert_int_lt(moment_ticks() - began, 10000000);
}

TEST(where_nobody_may_wait_the_answer_comes_at_once)
{
	int64_t head = numbered(), began = moment_ticks();
	const char *url = pool_print(pool, "/api/feed?after=%lld&wait=25", (long long)head);

	ck_assert_str_eq(ask("GET", url, .settings = SHOP_WIDE "BOXOFFICE_FEED_WAITERS=0\n",
	                     .environment = { "HTTP_AUTHORIZATION=Bearer shop-wide" })->body, "[]");
	ck_assert_int_lt(moment_ticks() - began, 10000000);
}

TEST(whoever_asks_for_what_is_deleted_is_told_where_to_begin)
{
	int64_t head = numbered();
	struct answer *answer;

	ck_assert_int_gt(head, 1);
	db_exec("UPDATE feed_head SET archived = 1, purged = 1", BIND());
	answer = feed_after(0, "");
	db_exec("UPDATE feed_head SET archived = 0, purged = 0", BIND());
	ck_assert_refused(answer, 410, "Events after this position are no longer kept", NULL);
	ck_assert_str_eq(header_of(answer, "Link"), "</api/feed?after=1&limit=100&wait=0>; rel=\"next\"");
}

TEST(whoever_asks_for_what_there_never_was_is_told_the_last_position)
{
	long long head = numbered();
	struct answer *answer = feed_after(head + 1, "");
	const char *said = pool_print(pool, "After is beyond the last position, which is %lld", head);

	ck_assert_refused(answer, 409, said, "after");
	ck_assert_str_eq(header_of(answer, "Link"), pool_print(pool, "</api/feed?after=%lld&limit=100&wait=0>; rel=\"next\"", head));
	ck_assert_refused(feed_after(INT64_MAX, "&wait=25&subject=order:created"), 409, said, "after");
	ck_assert_str_eq(feed_after(head, "")->body, "[]");
	ck_assert_int_eq(db_number("SELECT COUNT(*) FROM consumers c JOIN feed_head h WHERE c.position > h.position", BIND(), -1), 0);
}

TEST(without_a_database_it_asks_for_patience)
{
	ck_assert_status(ask("GET", "/api/feed", .settings = SHOP_WIDE "BOXOFFICE_DB_SOCKET=/nowhere/db.sock\n",
	                     .environment = { "HTTP_AUTHORIZATION=Bearer shop-wide" }), 503);
}

TEST(it_is_no_page_and_changes_nothing)
{
	ck_assert_status(ask("GET", "/feed", WITH_IT), 404);
	ck_assert_status(ask("POST", "/api/feed", .json = "{}", WITH_IT), 405);
}

static int64_t events_from(const char *id, const char *request, const char *trace)
{
	static const char COUNT[] = "SELECT COUNT(*) FROM outbox WHERE aggregate_id = ? AND request_id = ? AND traceparent LIKE ?";

	return db_number(COUNT, BIND(db_text(id), db_text(request), db_text(trace)), -1);
}

TEST(a_trace_goes_from_the_request_to_its_events_and_the_log)
{
	static const char TRACE[] = "4bf92f3577b34da6a3ce929d0e0e4736";
	struct answer *answer = ask("POST", "/api/products", .as = new_person(), .json = "{\"title\":\"Traced\",\"price\":1}",
		.environment = { "HTTP_X_REQUEST_ID=caller.1", "HTTP_TRACEPARENT=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" });

	ck_assert_status(answer, 201);
	ck_assert_str_eq(header_of(answer, "X-Request-Id"), "caller.1");
	ck_assert_contains(answer->log, pool_print(pool, " request=caller.1 trace=%s span=", TRACE));
	ck_assert_lacks(answer->log, "00f067aa0ba902b7");
	ck_assert_int_eq(events_from(member(answer, "id"), "caller.1", pool_print(pool, "00-%s-%%-01", TRACE)), 1);
}

TEST(the_log_tells_all_of_a_request)
{
	static const char *const parts[] = { " trace=", " span=", " method=GET ", " route=\"/feed\" ", " api=1 ",
		" status=200 ", " bytes=", " ms=" };
	struct answer *answer = feed_after(numbered(), "");

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		ck_assert_contains(answer->log, parts[i]);
}

int main(void)
{
	return test_run("feed", CONFIGURED);
}
