#include "catalogue/area.h"

#include "outbox/event_sql.h"

static const char *const its_seller[] = { AREA_USERS_OF("p.user_id", "products p ON p.id = e.aggregate_id"), NULL };

static const struct area_subject subjects[] = {
	{ "product:created", "product", its_seller },
	{ "product:updated", "product", its_seller },
	{ 0 }
};

/* Each product must have its own quota, and all quotas that it shares must exist. */
static const char NO_QUOTA[] =
	"SELECT p.id, 'no quota of its own' FROM products p WHERE NOT EXISTS (SELECT 1 FROM quotas q WHERE q.id = p.id) UNION ALL"
	" SELECT t.product_id, CONCAT('no quota ', t.quota_id) FROM product_quotas t"
	" WHERE NOT EXISTS (SELECT 1 FROM quotas q WHERE q.id = t.quota_id) UNION ALL"
	" SELECT c.order_id, CONCAT('claims of no quota ', c.quota_id) FROM claims c"
	" WHERE NOT EXISTS (SELECT 1 FROM quotas q WHERE q.id = c.quota_id) LIMIT ?";

#define VERSIONS_OF_PRODUCTS "(SELECT p.id, p.revision + q.version AS version FROM products p JOIN quotas q ON q.id = p.id)"
static const char PRODUCT_EVENTS[] = EVENT_VERSIONS(VERSIONS_OF_PRODUCTS);

#define LAST_PRODUCT_EVENT_IN(events) \
	"SELECT p.id, CONCAT('available ', q.size - q.held - q.sold, ', last event ', JSON_VALUE(e.data, '$.available'))" \
	" FROM products p JOIN quotas q ON q.id = p.id JOIN " events " e ON e.aggregate_id = p.id" \
	" AND e.version = p.revision + q.version AND e.subject LIKE 'product:%'" \
	" WHERE JSON_VALUE(e.data, '$.available') <> q.size - q.held - q.sold" \
	" OR NOT JSON_VALUE(e.data, '$.orderId') <=> (SELECT c.order_id FROM claims c WHERE c.quota_id = p.id AND q.size = 1 LIMIT 1)"
static const char LAST_PRODUCT_EVENT[] = EVENT_BOTH(LAST_PRODUCT_EVENT_IN);

static const char PRODUCTS[] = "SELECT NULL, COUNT(*) FROM products";

static const struct area_rule rules[] = {
	{ "no_quota", NO_QUOTA },
	{ "product_events", PRODUCT_EVENTS, "product" },
	{ "last_product_event", LAST_PRODUCT_EVENT },
	{ 0 }
};

static const struct area_figure figures[] = {
	{ "boxoffice_products", "gauge", "Products on sale or sold out.", NULL, PRODUCTS },
	{ 0 }
};

const struct area catalogue_area = { .subjects = subjects, .rules = rules, .figures = figures };
