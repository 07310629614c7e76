#include "ops/figures.h"

#include "base/config.h"
#include "db/db.h"
#include "base/fault.h"
#include "db/sql.h"

#define EVENTS(subject) "COALESCE((SELECT events FROM event_totals WHERE subject = '" subject "'), 0)"
#define WITH_STATUS(status) "(SELECT COUNT(*) FROM orders WHERE status = '" status "')"

/* What isn't over is counted, the rest is known by its events: it lags behind by as much as positions do. */
static const char ORDERS[] =
	"WITH n AS (SELECT " WITH_STATUS("created") " AS created, " WITH_STATUS("awaiting:payment") " AS awaiting, "
	EVENTS("order:created") " AS placed, " EVENTS("order:completed") " AS complete)"
	" SELECT 'created', created FROM n UNION ALL SELECT 'awaiting:payment', awaiting FROM n UNION ALL SELECT 'complete', complete FROM n"
	" UNION ALL SELECT 'cancelled', GREATEST(0, CAST(placed AS SIGNED) - complete - created - awaiting) FROM n";

static const char HOLDS[] =
	"SELECT 'live', COUNT(*) FROM orders WHERE status = 'created' AND expires_at > NOW(3)"
	" UNION ALL SELECT 'overdue', COUNT(*) FROM orders WHERE status = 'created' AND expires_at <= NOW(3)"
	" UNION ALL SELECT 'paying', " WITH_STATUS("awaiting:payment");

static const char PRODUCTS[] = "SELECT NULL, COUNT(*) FROM products";

static const char TICKETS[] =
	"WITH t AS (SELECT COALESCE(SUM(size), 0) AS capacity, COALESCE(SUM(held), 0) AS held, COALESCE(SUM(sold), 0) AS sold"
	" FROM quotas WHERE name IS NULL)"
	" SELECT 'capacity', capacity FROM t UNION ALL SELECT 'held', held FROM t UNION ALL SELECT 'sold', sold FROM t";

static const char PAYMENTS[] =
	"SELECT 'pending', COUNT(*) FROM payments WHERE status = 'pending'"
	" UNION ALL SELECT 'succeeded', " EVENTS("payment:created")
	" UNION ALL SELECT 'failed', COUNT(*) FROM payments WHERE status = 'failed'";

static const char REFUNDS_DUE[] = "SELECT NULL, COUNT(*) FROM refunds WHERE done = 0";
static const char REFUNDS_AMOUNT[] = "SELECT NULL, COALESCE(SUM(amount), 0) * 0.01 FROM refunds WHERE done = 0";

static const char EVENTS_TOTAL[] = "SELECT subject, events FROM event_totals ORDER BY subject";
static const char HEAD[] = "SELECT NULL, position FROM feed_head WHERE one = 1";
static const char WITHOUT_POSITION[] = "SELECT NULL, COUNT(*) FROM outbox WHERE position IS NULL";
static const char WITHOUT_POSITION_AGE[] =
	"SELECT NULL, COALESCE((SELECT TIMESTAMPDIFF(MICROSECOND, created_at, NOW(6)) * 0.000001 FROM outbox FORCE INDEX (position)"
	" WHERE position IS NULL ORDER BY id LIMIT 1), 0)";

/* A reader that never asked may stand before what is deleted: that is nobody's backlog any more. */
static const char BACKLOG[] =
	"SELECT c.name, h.position - LEAST(h.position, GREATEST(c.position, h.purged)) FROM consumers c JOIN feed_head h WHERE " IS_WANTED
	" ORDER BY c.name";

static const char BACKLOG_AGE[] =
	"SELECT c.name, COALESCE(TIMESTAMPDIFF(MICROSECOND, COALESCE(o.created_at, a.created_at), NOW(6)), 0) * 0.000001 FROM consumers c"
	" JOIN feed_head h LEFT JOIN outbox o ON o.position = GREATEST(c.position, h.purged) + 1"
	" LEFT JOIN outbox_archive a ON a.position = GREATEST(c.position, h.purged) + 1 WHERE " IS_WANTED " ORDER BY c.name";

const struct figure figures[] = {
	{ "boxoffice_orders", "gauge", "Orders by state.", "state", ORDERS, false },
	{ "boxoffice_holds", "gauge", "Orders that hold tickets: live, overdue and not yet ended, being paid.", "state", HOLDS, false },
	{ "boxoffice_products", "gauge", "Products on sale or sold out.", NULL, PRODUCTS, false },
	{ "boxoffice_tickets", "gauge", "Tickets of all products: capacity, and how many of it are held and sold.", "kind", TICKETS, false },
	{ "boxoffice_payments", "gauge", "Payments by state.", "state", PAYMENTS, false },
	{ "boxoffice_refunds_due", "gauge", "Refunds that the provider hasn't paid yet.", NULL, REFUNDS_DUE, false },
	{ "boxoffice_refunds_due_amount", "gauge", "Their sum, in major units of the shop's currency.", NULL, REFUNDS_AMOUNT, false },
	{ "boxoffice_events_total", "counter", "Events with a position, by subject.", "subject", EVENTS_TOTAL, false },
	{ "boxoffice_feed_position", "gauge", "The last position given out.", NULL, HEAD, false },
	{ "boxoffice_events_without_position", "gauge", "Events that relay hasn't given a position yet.", NULL, WITHOUT_POSITION, false },
	{ "boxoffice_events_without_position_age_seconds", "gauge", "Age of the oldest of them; 0 for none.", NULL, WITHOUT_POSITION_AGE,
	  false },
	{ "boxoffice_consumer_backlog_events", "gauge", "Events that a consumer doesn't have yet.", "consumer", BACKLOG, true },
	{ "boxoffice_consumer_backlog_age_seconds", "gauge", "Age of the first of them; 0 for none.", "consumer", BACKLOG_AGE, true },
};

const size_t figure_count = sizeof(figures) / sizeof(figures[0]);

static const struct field sample_fields[] = {
	{ "label", FIELD_TEXT, offsetof(struct sample, label), STORED, NULL, 0 },
	{ "value", FIELD_TEXT, offsetof(struct sample, value), STORED, NULL, 0 },
	{ 0 }
};

bool figures_read(void *pool, const struct figure *figure, struct list *samples)
{
	struct recovery here;

	if (fault_caught(&here))
		return false;
	*samples = db_each(pool, figure->sql, figure->of_consumers ? BIND(CONSUMERS_WANTED) : BIND(), sample_fields, sizeof(struct sample));
	fault_disarm(&here);
	return true;
}
