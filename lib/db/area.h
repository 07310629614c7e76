/*
 * What an area (sales, money, outbox) adds to the shop, as tables of data: the subjects of its events, the rules that its database tables
 * must always keep, and the figures of /metrics. Each area has its tables in lib/AREA/area.c; lib/registry/areas.c lists the areas.
 * A loop over all rows of one kind, of all areas:
 *
 *	AREA_EACH (area_rule, rules, rule)
 *		breaches += check(pool, rule);
 *
 * The tables hold no pointers to code, so every program can be linked with them. What needs code is listed in other tables: mails
 * (mail/mail.h) and payment providers (money/provider.h).
 */
#ifndef DB_AREA_H
#define DB_AREA_H

#include <stdbool.h>
#include <stddef.h>

/* A kind of event. Its statement is in outbox/outbox.c, its example in docs/events.md. */
struct area_subject {
	const char *name;       /* as consumers know it: "order:created" */
	const char *versions_of; /* "order": each version of an order has one event with one of the subjects that say "order"; or NULL */
	const char *const *audience; /* who may know of it: see AREA_USERS_OF */
};

/*
 * The users whose webhooks get these events: a query of (position, subject, user). `user` is an SQL expression of the user's id, `joins`
 * is the SQL that joins its table to the event `e`. The query begins with a range of events, since any other order of the join would
 * read every event of the shop. An audience is one or more of these queries, with NULL after the last. Subjects that name the same
 * audience are put into one query.
 *
 *	static const char *const sellers[] = { AREA_USERS_OF("p.user_id", "products p ON p.id = e.aggregate_id"), NULL };
 */
#define AREA_USERS_OF(user, joins) \
	"SELECT e.position, e.subject, " user " FROM outbox e FORCE INDEX (position) STRAIGHT_JOIN " joins \
	" WHERE e.position BETWEEN ? AND ? AND e.subject IN ({subjects})"

/* A rule: a query of (id, detail) for the rows that break the rule, ending in LIMIT ?. jobs/verify runs it, man/verify.8 describes it. */
struct area_rule {
	const char *name; /* what verify prints */
	const char *sql;
	const char *versions_of; /* {subjects} in the query becomes the list of all subjects with this versions_of */
};

/* A figure of /metrics: a query of (label, value). The query reads no table that grows with the orders, so it stays fast. */
struct area_figure {
	const char *name, *type, *help; /* of the metric, in Prometheus' terms */
	const char *label;              /* the name of the label; NULL where the metric is one number */
	const char *sql;
	bool of_consumers;              /* the query binds CONSUMER_WANTED_VALUES (outbox/consumer.h) */
};

/* The tables of one area. Each ends with a row without a name; NULL: the area has no such table. */
struct area {
	const struct area_subject *subjects;
	const struct area_rule *rules;
	const struct area_figure *figures;
};

/* All areas, with NULL after the last. Defined in lib/registry/areas.c. */
extern const struct area *const areas[];

#define AREA_EACH(type, member, row) \
	for (const struct area *const *area_of_##row = areas; *area_of_##row; area_of_##row++) \
		for (const struct type *row = (*area_of_##row)->member; row && row->name; row++)

/*
 * The query with {subjects} replaced by a list of quoted subjects: those with this versions_of, or those with this audience. The result is
 * in the pool; it is `sql` itself where the query has no {subjects}.
 */
const char *area_sql_of_versions(void *pool, const char *sql, const char *versions_of);
const char *area_sql_of_audience(void *pool, const char *sql, const char *const *audience);

/* The subject of this name; NULL where there is none. */
const struct area_subject *area_subject_named(const char *name);

#endif
