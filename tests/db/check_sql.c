/* Webhooks' rows serve as something to read and write, in a transaction that is rolled back. */
#include "db/sql.h"

#include "base/id.h"
#include "tests/make.h"
#include "tests/test.h"

struct hook {
	char id[ID_SIZE];
	const char *url, *secret;
	int64_t since, made, gone;
};

static const struct field hook_fields[] = {
	{ "id",     FIELD_ID,     offsetof(struct hook, id),     STORED | EVENT_DATA, .column = "w.id" },
	{ "url",    FIELD_TEXT,   offsetof(struct hook, url),    STORED | WRITTEN | EVENT_DATA, .column = "w.url" },
	{ "hidden", FIELD_TEXT,   offsetof(struct hook, secret), WRITTEN, .column = "w.secret" },
	{ "since",  FIELD_INT,    offsetof(struct hook, since),  STORED | WRITTEN },
	{ "cents",  FIELD_MONEY,  offsetof(struct hook, since),  EVENT_DATA, .column = "w.since" },
	{ "made",   FIELD_MOMENT, offsetof(struct hook, made),   STORED, .column = "w.created_at" },
	{ "gone",   FIELD_MOMENT, offsetof(struct hook, gone),   STORED, .column = "w.retry_at" },
	{ 0 }
};

static const char INSERT[] = "INSERT INTO webhooks ({names}, id, user_id, subjects) VALUES ({marks}, ?, ?, '')";
static const char LOAD[] = "SELECT {columns} FROM webhooks w WHERE w.id = ?";
static const char UPDATE[] = "UPDATE webhooks w SET {assignments} WHERE w.id = ?";
static const char EVENT[] = "SELECT JSON_OBJECT({members}) AS text FROM webhooks w WHERE w.id = ?";
static const char OF_OWNER[] = "SELECT {columns} FROM webhooks w WHERE w.user_id = ? ORDER BY w.since LIMIT ?";

static void put(const char *owner, struct hook *hook)
{
	id_new(hook->id);
	db_exec(sql_fill(pool, INSERT, hook_fields), sql_values(pool, hook_fields, hook, BIND(db_text(hook->id), db_text(owner))));
}

static struct hook load(const char *id)
{
	struct hook hook = { .gone = 7 };

	ck_assert(db_get(pool, LOAD, BIND(db_text(id)), hook_fields, &hook));
	return hook;
}

TEST(each_gap_has_the_fields_of_its_flag)
{
	ck_assert_str_eq(sql_fill(pool, LOAD, hook_fields),
	                 "SELECT w.id, w.url, since, CAST(UNIX_TIMESTAMP(w.created_at) * 1000 AS SIGNED),"
	                 " CAST(UNIX_TIMESTAMP(w.retry_at) * 1000 AS SIGNED) FROM webhooks w WHERE w.id = ?");
	ck_assert_str_eq(sql_fill(pool, INSERT, hook_fields),
	                 "INSERT INTO webhooks (url, secret, since, id, user_id, subjects) VALUES (?, ?, ?, ?, ?, '')");
	ck_assert_str_eq(sql_fill(pool, UPDATE, hook_fields),
	                 "UPDATE webhooks w SET w.url = ?, w.secret = ?, since = ? WHERE w.id = ?");
	ck_assert_str_eq(sql_fill(pool, EVENT, hook_fields),
	                 "SELECT JSON_OBJECT('id', w.id, 'url', w.url, 'cents', w.since * 0.01) AS text FROM webhooks w WHERE w.id = ?");
}

TEST(a_statement_without_gaps_is_itself)
{
	static const char WHOLE[] = "SELECT 1";

	ck_assert_ptr_eq(sql_fill(NULL, WHOLE, hook_fields), WHOLE);
}

TEST(a_brace_of_sqls_own_stays)
{
	static const struct field sum_fields[] = { { "sum", FIELD_INT, 0, STORED, .column = "1" }, { 0 } };

	ck_assert_str_eq(sql_fill(pool, "SELECT {columns}, 'é' REGEXP '\\p{L}{1}'", sum_fields), "SELECT 1, 'é' REGEXP '\\p{L}{1}'");
}

TEST(an_unknown_gap_is_our_bug)
{
	struct hook hook;

	ck_assert_fault(FAULT_BUG, db_get(pool, "SELECT {colums} FROM webhooks w", BIND(), hook_fields, &hook));
}

TEST(a_gap_needs_a_pool)
{
	ck_assert_fault(FAULT_BUG, sql_fill(NULL, LOAD, hook_fields));
}

TEST(what_is_written_is_read_again)
{
	struct hook hook = { .url = "https://one.example/", .secret = "s", .since = 3 }, now;

	put(make_user(), &hook);
	now = load(hook.id);
	ck_assert_str_eq(now.url, "https://one.example/");
	ck_assert_int_eq(now.since, 3);
	ck_assert_int_gt(now.made, 1700000000000);
	ck_assert_int_eq(now.gone, 0);
	hook.url = "https://two.example/";
	ck_assert_int_eq(db_exec(sql_fill(pool, UPDATE, hook_fields), sql_values(pool, hook_fields, &hook, BIND(db_text(hook.id)))), 1);
	ck_assert_str_eq(load(hook.id).url, "https://two.example/");
}

TEST(an_event_tells_money_as_a_decimal)
{
	static const struct field event_fields[] = { { "text", FIELD_TEXT, 0, STORED }, { 0 } };
	struct hook hook = { .url = "https://one.example/", .secret = "s", .since = 29999 };
	const char *event;

	put(make_user(), &hook);
	ck_assert(db_get(pool, sql_fill(pool, EVENT, hook_fields), BIND(db_text(hook.id)), event_fields, &event));
	ck_assert_contains(event, "\"cents\": 299.99");
	ck_assert_lacks(event, "hidden");
}

static struct list page_of(const char *owner, int64_t limit)
{
	return db_page(pool, OF_OWNER, BIND(db_text(owner)), hook_fields, sizeof(struct hook), limit);
}

TEST(a_page_knows_whether_there_are_more)
{
	const char *owner = make_user();
	struct list list;

	for (int64_t i = 1; i <= 3; i++)
		put(owner, &(struct hook){ .url = "https://one.example/", .secret = "s", .since = i });
	list = page_of(owner, 2);
	ck_assert_uint_eq(list.count, 2);
	ck_assert(list.more);
	ck_assert_int_eq(((const struct hook *)list.rows)[1].since, 2);
	list = page_of(owner, 3);
	ck_assert_uint_eq(list.count, 3);
	ck_assert(!list.more);
	ck_assert(!page_of(owner, 4).more);
	ck_assert_uint_eq(page_of(make_user(), 1).count, 0);
}

int main(void)
{
	return test_run("sql", IN_TRANSACTION);
}
