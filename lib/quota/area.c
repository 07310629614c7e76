#include "quota/area.h"

/* `held` and `sold` of a quota must be the sums of its claims. */
static const char QUOTA[] =
	"SELECT q.id, CONCAT('held ', q.held, ' sold ', q.sold, ', claims hold ', COALESCE(t.held, 0), ' bought ', COALESCE(t.sold, 0))"
	" FROM quotas q LEFT JOIN (SELECT quota_id, SUM(IF(held_until IS NULL, 0, quantity)) AS held,"
	" SUM(IF(held_until IS NULL, quantity, 0)) AS sold FROM claims GROUP BY quota_id) t ON t.quota_id = q.id"
	" WHERE q.held <> COALESCE(t.held, 0) OR q.sold <> COALESCE(t.sold, 0) LIMIT ?";

static const char OVERSOLD[] =
	"SELECT id, CONCAT('held ', held, ' sold ', sold, ' of ', size) FROM quotas WHERE held + sold > size LIMIT ?";

static const char TICKETS[] =
	"WITH t AS (SELECT COALESCE(SUM(size), 0) AS capacity, COALESCE(SUM(held), 0) AS held, COALESCE(SUM(sold), 0) AS sold"
	" FROM quotas WHERE name IS NULL)"
	" SELECT 'capacity', capacity FROM t UNION ALL SELECT 'held', held FROM t UNION ALL SELECT 'sold', sold FROM t";

static const struct area_rule rules[] = {
	{ "quota", QUOTA },
	{ "oversold", OVERSOLD },
	{ 0 }
};

static const struct area_figure figures[] = {
	{ "boxoffice_tickets", "gauge", "Tickets of all products: capacity, and how many of it are held and sold.", "kind", TICKETS },
	{ 0 }
};

const struct area quota_area = { .rules = rules, .figures = figures };
