/* What must always be true of the shop's data, asked of the data itself: each rule is a query for the rows that break it. */
#ifndef OPS_AUDIT_H
#define OPS_AUDIT_H

#include <stddef.h>

#include "base/field.h"

struct audit_rule {
	const char *name; /* as it is printed */
	const char *sql;  /* rows of (id, detail), LIMIT bound */
};

/* A row that breaks a rule. */
struct audit_breach {
	const char *id, *detail;
};

extern const struct audit_rule audit_rules[];
extern const size_t audit_rule_count;

/* Up to `most` breaches of one rule, as struct audit_breach. */
struct list audit_breaches(void *pool, const struct audit_rule *rule, int64_t max);

/* Events that some consumer doesn't have yet, or that have no position; and the age of the oldest. No rule: it depends on who is up. */
struct audit_backlog {
	int64_t events, seconds;
};

struct audit_backlog audit_backlog(void);

#endif
