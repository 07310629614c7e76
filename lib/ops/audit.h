/*
 * The audit: rules that the shop's data must always keep. Each rule is a query for the rows that break it. The areas have the rules:
 * AREA_EACH (area_rule, rules, rule) walks through all of them.
 */
#ifndef OPS_AUDIT_H
#define OPS_AUDIT_H

#include "base/field.h"
#include "db/area.h"

/* A row that breaks a rule. */
struct audit_breach {
	const char *id, *detail;
};

/* Up to `max` breaches of one rule, as struct audit_breach. */
struct list audit_breaches(void *pool, const struct area_rule *rule, int64_t max);

/*
 * The backlog: events that some consumer doesn't have yet or that have no position, and the age of the oldest in seconds. It is no rule,
 * since it grows whenever a consumer is down.
 */
struct audit_backlog {
	int64_t events, seconds;
};

struct audit_backlog audit_backlog(void);

#endif
