#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/ask.h"
#include "base/config.h"
#include "db/db.h"
#include "tests/test.h"

#define LOCAL_HOST "HTTP_HOST=127.0.0.1:8080"
#define HERE .environment = { "REMOTE_ADDR=127.0.0.1", LOCAL_HOST }
#define WITH_TOKEN .settings = "BOXOFFICE_METRICS_TOKEN=sesame-metrics\n"

/* What the database says is kept for a while; tests want it as it is. */
static struct answer *fresh(void)
{
	unlink(config.shared);
	return ask("GET", "/metrics", HERE);
}

/* The number of this line; -1 where there is none. */
static double value_of(const struct answer *answer, const char *line)
{
	const char *at = strstr(answer->body, pool_print(pool, "\n%s ", line));

	return at ? strtod(at + strlen(line) + 2, NULL) : -1;
}

TEST(this_machine_may_look)
{
	static const char *const addresses[] = { "127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1" };

	for (size_t i = 0; i < 4; i++)
		ck_assert_status(ask("GET", "/metrics", .environment = { pool_print(pool, "REMOTE_ADDR=%s", addresses[i]), LOCAL_HOST }), 200);
	ck_assert_status(ask("GET", "/metrics", .environment = { "REMOTE_ADDR=::1", "HTTP_HOST=[::1]:8080" }), 200);
	ck_assert_status(ask("GET", "/metrics", .environment = { "REMOTE_ADDR=::1", "HTTP_HOST=localhost" }), 200);
}

/* Whatever a proxy passes on comes from this machine, and some say nothing of whom they do it for. */
TEST(behind_a_proxy_on_this_machine_the_token_is_needed)
{
	static const char *const headers[] = { "HTTP_X_FORWARDED_FOR=127.0.0.1", "HTTP_FORWARDED=for=127.0.0.1", "HTTP_VIA=1.1 front",
		"HTTP_X_REAL_IP=127.0.0.1" };
	static const char *const hosts[] = { "HTTP_HOST=tickets.example.com", "HTTP_HOST=127.0.0.1.example.com", "HTTP_HOST=" };
	static const char *const bases[] = { "https://tickets.example.com", "http://tickets.example.com:8080", "https://127.example.com", "" };

	for (size_t i = 0; i < 4; i++)
		ck_assert_status(ask("GET", "/metrics", .environment = { "REMOTE_ADDR=127.0.0.1", LOCAL_HOST, headers[i] }), 401);
	for (size_t i = 0; i < 3; i++)
		ck_assert_status(ask("GET", "/metrics", .environment = { "REMOTE_ADDR=127.0.0.1", hosts[i] }), 401);
	for (size_t i = 0; i < 4; i++)
		ck_assert_status(ask("GET", "/metrics", HERE, .settings = pool_print(pool, "BOXOFFICE_BASE_URL=%s\n", bases[i])), 401);
	ck_assert_status(ask("GET", "/metrics", .settings = "BOXOFFICE_METRICS_TOKEN=sesame-metrics\nBOXOFFICE_BASE_URL=https://a.example\n",
	                     .environment = { "HTTP_AUTHORIZATION=Bearer sesame-metrics", "HTTP_X_FORWARDED_FOR=192.0.2.1" }), 200);
}

TEST(others_need_the_token)
{
	struct answer *answer = ask("GET", "/metrics", WITH_TOKEN);

	ck_assert_status(answer, 401);
	ck_assert_str_eq(answer->body, "Not authorized\n");
	ck_assert_str_eq(header_of(answer, "WWW-Authenticate"), "Bearer");
	ck_assert_status(ask("GET", "/metrics", WITH_TOKEN, .environment = { "HTTP_AUTHORIZATION=Bearer other" }), 401);
	ck_assert_status(ask("GET", "/metrics", WITH_TOKEN, .environment = { "HTTP_AUTHORIZATION=Bearer sesame-metrics" }), 200);
	ck_assert_status(ask("GET", "/metrics", .environment = { "HTTP_AUTHORIZATION=Bearer " }), 401);
	ck_assert_status(ask("GET", "/metrics", .as = new_person()), 401);
}

TEST(what_a_header_says_of_the_address_counts_for_nothing)
{
	ck_assert_status(ask("GET", "/metrics", .environment = { "HTTP_X_FORWARDED_FOR=127.0.0.1", "HTTP_FORWARDED=for=127.0.0.1" }), 401);
}

TEST(the_type_is_that_of_prometheus)
{
	ck_assert_str_eq(header_of(ask("GET", "/metrics", HERE), "Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
}

TEST(stock_and_orders_are_counted)
{
	static const char *const lines[] = { "boxoffice_products", "boxoffice_tickets{kind=\"capacity\"}", "boxoffice_tickets{kind=\"held\"}",
		"boxoffice_orders{state=\"created\"}", "boxoffice_holds{state=\"live\"}" };
	static const double more[] = { 1, 50, 3, 1, 1 };
	struct answer *before = fresh(), *after;

	buy(new_person(), sell(new_person(), "10", 50), 3);
	after = fresh();
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		ck_assert_double_eq(value_of(after, lines[i]) - value_of(before, lines[i]), more[i]);
	ck_assert_double_ge(value_of(after, "boxoffice_events_without_position"), 3);
	ck_assert_double_ge(value_of(after, "boxoffice_events_without_position_age_seconds"), 0);
}

TEST(who_gives_tickets_away_is_told)
{
	struct answer *answer = fresh();

	ck_assert(value_of(answer, "boxoffice_takes_test_cards") == 1 && value_of(answer, "boxoffice_takes_no_payments") == 0);
	answer = ask("GET", "/metrics", HERE, .settings = "BOXOFFICE_PAYMENT_PROVIDER=\n");
	ck_assert(value_of(answer, "boxoffice_takes_test_cards") == 0 && value_of(answer, "boxoffice_takes_no_payments") == 1);
}

TEST(each_consumers_backlog_is_told)
{
	struct answer *answer;

	db_exec("INSERT INTO consumers (name, position) SELECT 'feed:behind', 0 FROM feed_head", BIND());
	answer = fresh();
	db_exec("DELETE FROM consumers WHERE name = 'feed:behind'", BIND());
	ck_assert_double_eq(value_of(answer, "boxoffice_consumer_backlog_events{consumer=\"feed:behind\"}"),
	                    value_of(answer, "boxoffice_feed_position"));
	ck_assert_double_ge(value_of(answer, "boxoffice_consumer_backlog_age_seconds{consumer=\"feed:behind\"}"), 0);
}

static struct answer *with_refund_due(const char *order, const char *currency)
{
	struct answer *answer;

	db_exec("INSERT INTO payments (id, order_id, provider, amount, currency, status) VALUES (REPEAT('d', 24), ?, 'test', 1234, ?,"
	        " 'succeeded')", BIND(db_text(id_in(order)), db_text(currency)));
	db_exec("INSERT INTO refunds (id, payment_id, amount, reason) VALUES (REPEAT('d', 24), REPEAT('d', 24), 1234, 'late')", BIND());
	answer = fresh();
	db_exec("DELETE FROM refunds WHERE id = REPEAT('d', 24)", BIND());
	db_exec("DELETE FROM payments WHERE id = REPEAT('d', 24)", BIND());
	return answer;
}

TEST(money_that_is_due_is_told_for_each_currency)
{
	const char *order = buy(new_person(), sell(new_person(), "10", 5), 1);
	struct answer *before = fresh(), *euros = with_refund_due(order, "EUR"), *pounds = with_refund_due(order, "GBP");

	ck_assert_lacks(before->body, "boxoffice_refunds_due_amount{currency=\"EUR\"}");
	ck_assert_double_eq(value_of(euros, "boxoffice_refunds_due_amount{currency=\"EUR\"}"), 12.34);
	ck_assert_double_eq(value_of(pounds, "boxoffice_refunds_due_amount{currency=\"GBP\"}"), 12.34);
	ck_assert_lacks(pounds->body, "boxoffice_refunds_due_amount{currency=\"EUR\"}");
}

TEST(requests_are_counted_by_route_method_and_status)
{
	static const char LINE[] = "boxoffice_http_requests_total{route=\"/api/products/{id}\",method=\"GET\",status=\"4xx\"}";
	static const char COUNT[] = "boxoffice_http_request_duration_seconds_count{route=\"/api/products/{id}\",method=\"GET\",status=\"4xx\"}";
	struct answer *answer = fresh();

	ck_assert_double_eq(value_of(answer, LINE), -1);
	for (int i = 0; i < 3; i++)
		ask("GET", "/api/products/0123456789abcdef01234567");
	ask("GET", "/nowhere/at/all");
	answer = ask("GET", "/metrics", HERE);
	ck_assert_double_eq(value_of(answer, LINE), 3);
	ck_assert_double_eq(value_of(answer, COUNT), 3);
	ck_assert_double_eq(value_of(answer, "boxoffice_http_requests_total{route=\"-\",method=\"GET\",status=\"4xx\"}"), 1);
	ck_assert_double_eq(value_of(answer, "boxoffice_counters_up"), 1);
}

TEST(without_a_file_for_counters_all_else_is_told)
{
	struct answer *answer = ask("GET", "/metrics", HERE, .settings = "BOXOFFICE_SHARED=/nowhere/shared\n");

	ck_assert_status(answer, 200);
	ck_assert_double_eq(value_of(answer, "boxoffice_counters_up"), 0);
	ck_assert_double_eq(value_of(answer, "boxoffice_database_up"), 1);
}

TEST(without_a_database_it_says_so)
{
	struct answer *answer;

	unlink(config.shared);
	answer = ask("GET", "/metrics", HERE, .settings = "BOXOFFICE_DB_SOCKET=/nowhere/db.sock\n");
	ck_assert_status(answer, 200);
	ck_assert_ptr_nonnull(strstr(answer->body, "boxoffice_database_up 0\n"));
	ck_assert_lacks(answer->body, "boxoffice_orders");
}

TEST(what_the_database_says_is_kept_for_a_while)
{
	double before = value_of(fresh(), "boxoffice_products");

	sell(new_person(), "10", 1);
	ck_assert_double_eq(value_of(ask("GET", "/metrics", HERE), "boxoffice_products"), before);
	ck_assert_double_eq(value_of(fresh(), "boxoffice_products"), before + 1);
}

int main(void)
{
	return test_run("metrics", CONFIGURED);
}
