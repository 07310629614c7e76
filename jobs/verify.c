/* Recounts stock, holds and events from the orders, and prints each row that breaks a rule. */
#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>

#include "db/db.h"
#include "job/job.h"
#include "base/pool.h"
#include "ops/audit.h"

#define SHOWN_MAX 100 /* rows printed of each rule */

struct findings {
	size_t rules, breaches;
	struct audit_backlog backlog;
};

static size_t check(void *pool, const struct area_rule *rule)
{
	struct list breaches = audit_breaches(pool, rule, SHOWN_MAX);
	const struct audit_breach *breach = breaches.rows;

	for (size_t i = 0; i < breaches.count; i++)
		printf("rule=%s id=%s detail=\"%s\"\n", rule->name, breach[i].id, breach[i].detail ? breach[i].detail : "");
	return breaches.count;
}

static const struct outcome *check_all(void *argument)
{
	void *pool = pool_open(NULL);
	struct findings *findings = argument;

	findings->rules = findings->breaches = 0;
	AREA_EACH (area_rule, rules, rule) {
		findings->breaches += check(pool, rule);
		findings->rules++;
	}
	findings->backlog = audit_backlog();
	pool_close(pool);
	return DONE;
}

static int verify(int64_t seconds)
{
	struct findings found;

	(void)seconds;
	db_allow_seconds(600);
	db_snapshot(check_all, &found);
	printf("rules=%zu backlog=%" PRId64 " backlog_seconds=%" PRId64 " breaches=%zu\n", found.rules, found.backlog.events,
	       found.backlog.seconds, found.breaches);
	return found.breaches ? EX_DATAERR : EX_OK;
}

int main(int count, char **words)
{
	return job_run(count, words, &(struct job){
		.name = "verify",
		.purpose = "Recounts stock, money, events and positions against the orders; exits 65 if rows disagree, and prints them.",
		.work = verify,
	});
}
