/*
 * What must always be true of the shop's data, asked of the data itself: each rule is a query for the rows that break it. The rules are
 * those of the areas: AREA_EACH (area_rule, rules, rule).
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

/* Events that some consumer doesn't have yet, or that have no position; and the age of the oldest. No rule: it depends on who is up. */
struct audit_backlog {
	int64_t events, seconds;
};

struct audit_backlog audit_backlog(void);

#endif
