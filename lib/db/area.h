/*
 * What an area brings to the shop, as data of its own: the subjects of its events, the rules that must always hold of its tables, the
 * figures that those see who watch the shop. lib/AREA/area.c has them; lib/registry/areas.c names the areas, and is all that knows them.
 * Whoever asks for all of a kind walks through them:
 *
 *	AREA_EACH (area_rule, rules, rule)
 *		breaches += check(pool, rule);
 *
 * This is data alone, so each program can have it. Settings are registered likewise (base/config.h), and so are what brings code along:
 * mails (outbox/mail.h) and payment providers (money/provider.h).
 */
#ifndef DB_AREA_H
#define DB_AREA_H

#include <stdbool.h>
#include <stddef.h>

/* A kind of event. Its statement is in outbox/outbox.c, its example in docs/events.md. */
struct area_subject {
	const char *name;       /* as consumers know it: "order:created" */
	const char *versions_of; /* "order": each version of an order has one event, of one of the subjects that say so; else NULL */
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

/* A query for the rows that break it, of (id, detail), LIMIT bound. `jobs/verify` asks it, man/verify.8 describes it. */
struct area_rule {
	const char *name; /* as it is printed */
	const char *sql;
	const char *versions_of; /* of a query with {subjects}: the list of those that say this of themselves */
};

/* What the shop looks like in numbers: a query of (label, value). It reads no table that grows with the orders. */
struct area_figure {
	const char *name, *type, *help; /* as Prometheus has them */
	const char *label;              /* what tells its numbers apart; NULL where it is one number */
	const char *sql;
	bool of_consumers;              /* its query needs CONSUMER_WANTED_VALUES (outbox/consumer.h) */
};

/* Each table ends with a row without a name; NULL: the area has none of these. */
struct area {
	const struct area_subject *subjects;
	const struct area_rule *rules;
	const struct area_figure *figures;
};

/* NULL after the last: lib/registry/areas.c. */
extern const struct area *const areas[];

#define AREA_EACH(type, member, row) \
	for (const struct area *const *area_of_##row = areas; *area_of_##row; area_of_##row++) \
		for (const struct type *row = (*area_of_##row)->member; row && row->name; row++)

/*
 * The query with the names of subjects instead of {subjects}: of those with this versions_of, or this audience. In the pool; the same
 * text where it has no such gap.
 */
const char *area_sql_of_versions(void *pool, const char *sql, const char *versions_of);
const char *area_sql_of_audience(void *pool, const char *sql, const char *const *audience);

/* The subject of this name; NULL where there is none. */
const struct area_subject *area_subject_named(const char *name);

#endif
