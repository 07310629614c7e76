#include "ops/audit.h"

#include "db/db.h"
#include "outbox/consumer.h"

static const struct field breach_fields[] = {
	{ "id",     FIELD_TEXT, offsetof(struct audit_breach, id),     STORED, NULL, 0 },
	{ "detail", FIELD_TEXT, offsetof(struct audit_breach, detail), STORED, NULL, 0 },
	{ 0 }
};

struct list audit_breaches(void *pool, const struct area_rule *rule, int64_t max)
{
	const char *sql = area_sql_of_versions(pool, rule->sql, rule->versions_of);

	return db_each(pool, sql, BIND(db_int(max)), breach_fields, sizeof(struct audit_breach));
}

static const char BACKLOG[] =
	"SELECT (SELECT COUNT(*) FROM outbox WHERE position IS NULL OR position > t.had), COALESCE((SELECT TIMESTAMPDIFF(SECOND,"
	" MIN(created_at), NOW(6)) FROM outbox WHERE position IS NULL OR position > t.had), 0) FROM (SELECT LEAST(position,"
	" COALESCE((SELECT MIN(c.position) FROM consumers c WHERE " CONSUMER_IS_WANTED "), position)) AS had FROM feed_head WHERE one = 1) t";

static const struct field backlog_fields[] = {
	{ "events",  FIELD_INT, offsetof(struct audit_backlog, events),  STORED, NULL, 0 },
	{ "seconds", FIELD_INT, offsetof(struct audit_backlog, seconds), STORED, NULL, 0 },
	{ 0 }
};

struct audit_backlog audit_backlog(void)
{
	struct audit_backlog backlog = { 0 };

	db_get(NULL, BACKLOG, BIND(CONSUMER_WANTED_VALUES), backlog_fields, &backlog);
	return backlog;
}
