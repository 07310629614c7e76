/* Tokens for the feed, and how far feed clients are. */
#include "outbox/feed_client.h"

#include "outbox/settings.h"
#include "db/db.h"
#include "tests/make.h"
#include "outbox/feed.h"
#include "tests/test.h"

static struct feed_client must_be(const char *token)
{
	struct feed_client client;

	ck_assert_ptr_eq(feed_client_of(pool, token, &client), DONE);
	return client;
}

static int64_t place_of(const char *name)
{
	return db_number("SELECT position FROM consumers WHERE name = ?", BIND(db_text(name)), -1);
}

/* So many events more. */
static int64_t head_after(int events)
{
	const char *seller = make_user();

	for (int i = 0; i < events; i++)
		make_product(seller, 100, 5);
	while (feed_number(pool, 1000))
		continue;
	return feed_head();
}

TEST(a_token_is_its_clients_until_it_is_revoked)
{
	char token[FEED_CLIENT_TOKEN_SIZE];
	struct feed_client client;

	ck_assert(feed_client_add("mine", token));
	ck_assert_uint_eq(strlen(token), 64);
	ck_assert_str_eq(must_be(token).name, "feed:mine");
	ck_assert(feed_client_revoke("mine"));
	ck_assert_ptr_eq(feed_client_of(pool, token, &client), UNAUTHORIZED);
	ck_assert(!feed_client_revoke("mine"));
}

TEST(the_database_does_not_have_the_token)
{
	char token[FEED_CLIENT_TOKEN_SIZE];

	feed_client_add("mine", token);
	ck_assert_int_eq(db_number("SELECT COUNT(*) FROM consumers WHERE token = ?", BIND(db_text(token)), -1), 0);
}

TEST(a_name_is_given_once)
{
	char token[FEED_CLIENT_TOKEN_SIZE], other[FEED_CLIENT_TOKEN_SIZE];

	feed_client_add("mine", token);
	ck_assert(!feed_client_add("mine", other));
	must_be(token);
}

TEST(no_other_token_will_do)
{
	char token[FEED_CLIENT_TOKEN_SIZE];
	struct feed_client client;

	outbox_settings.feed_token = "";
	feed_client_add("mine", token);
	token[5] = token[5] == 'a' ? 'b' : 'a';
	ck_assert_ptr_eq(feed_client_of(pool, token, &client), UNAUTHORIZED);
	ck_assert_ptr_eq(feed_client_of(pool, "", &client), UNAUTHORIZED);
	ck_assert_ptr_eq(feed_client_of(pool, NULL, &client), UNAUTHORIZED);
	ck_assert_ptr_eq(feed_client_of(pool, "mine", &client), UNAUTHORIZED);
}

TEST(the_shop_wide_token_is_a_setting)
{
	outbox_settings.feed_token = "shop-wide";
	ck_assert_str_eq(must_be("shop-wide").name, "feed:default");
}

TEST(a_place_moves_on_and_never_back)
{
	char token[FEED_CLIENT_TOKEN_SIZE];
	struct feed_client client;
	int64_t head = head_after(5);

	feed_client_add("mine", token);
	client = must_be(token);
	feed_client_has(&client, head - 1);
	ck_assert_int_eq(place_of("feed:mine"), head - 1);
	feed_client_has(&client, head - 4);
	ck_assert_int_eq(place_of("feed:mine"), head - 1);
}

TEST(nobody_has_what_is_not_there_yet)
{
	int64_t head = head_after(3);
	struct feed_client client;

	outbox_settings.feed_token = "shop-wide";
	db_exec("DELETE FROM consumers", BIND());
	client = must_be("shop-wide");
	feed_client_has(&client, INT64_MAX);
	ck_assert_int_eq(place_of("feed:default"), head);
}

TEST(a_new_client_begins_where_the_outbox_does)
{
	char token[FEED_CLIENT_TOKEN_SIZE];

	head_after(3);
	db_exec("UPDATE feed_head SET archived = 2", BIND());
	feed_client_add("mine", token);
	ck_assert_int_eq(place_of("feed:mine"), 2);
}

TEST(names_are_plain)
{
	static const char *const wrong[] = { "", "default", "a b", "A", ".a", "-a", "_a", "a/b", "a'b", "\xc3\xa4",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(!feed_client_name_valid(wrong[i]), "%s", wrong[i]);
	ck_assert(feed_client_name_valid("box-office.2_a"));
}

TEST(the_list_has_all_with_tokens_of_their_own)
{
	char token[FEED_CLIENT_TOKEN_SIZE];
	struct list clients;

	db_exec("DELETE FROM consumers", BIND());
	db_exec("INSERT INTO consumers (name) VALUES ('nats'), ('feed:default')", BIND());
	feed_client_add("two", token);
	feed_client_add("one", token);
	clients = feed_client_list(pool);
	ck_assert_uint_eq(clients.count, 2);
	ck_assert_str_eq(((struct feed_client *)clients.rows)[0].name, "feed:one");
}

int main(void)
{
	return test_run("feed client", IN_TRANSACTION);
}
