#include "money/area.h"

#include "money/refund.h"
#include "outbox/event_sql.h"
#include "sales/area.h"

/* An event of a payment or refund names the order in its data. */
static const char *const buyer_and_seller[] = {
	SALES_AREA_AUDIENCE("CONVERT(JSON_VALUE(e.data, '$.orderId') USING ascii) COLLATE ascii_bin"), NULL
};

static const struct area_subject subjects[] = {
	{ "payment:created", NULL, buyer_and_seller },
	{ "payment:refunded", NULL, buyer_and_seller },
	{ "payment:disputed", NULL, buyer_and_seller },
	{ 0 }
};

/*
 * Complete means paid, once, and what is kept of it is the price of the tickets kept, less what others have given back at the provider
 * beyond the price of those that went back.
 */
#define KEPT "CAST(COALESCE(t.received, 0) - COALESCE(t.refunded, 0) AS SIGNED)"
#define PRICE_KEPT "CAST(IF(o.status = 'complete', o.total - i.back, 0) AS SIGNED)"
static const char PAID[] =
	"SELECT o.id, CONCAT(o.status, ', total ', o.total, ', received ', COALESCE(t.received, 0), ', refunded ', COALESCE(t.refunded, 0))"
	" FROM orders o JOIN (SELECT order_id, SUM(price * refunded) AS back FROM order_items GROUP BY order_id) i ON i.order_id = o.id"
	" LEFT JOIN (SELECT y.order_id, SUM(y.amount) AS received, SUM(COALESCE(r.amount, 0)) AS refunded, SUM(COALESCE(r.by_others, 0)) AS"
	" by_others FROM payments y LEFT JOIN (SELECT payment_id, SUM(amount) AS amount, SUM(IF(reason IN ('provider', 'dispute'), amount, 0))"
	" AS by_others FROM refunds GROUP BY payment_id) r ON r.payment_id = y.id"
	" WHERE y.status = 'succeeded' GROUP BY y.order_id) t ON t.order_id = o.id"
	" WHERE " KEPT " NOT BETWEEN " PRICE_KEPT " - CAST(COALESCE(t.by_others, 0) AS SIGNED) AND " PRICE_KEPT " LIMIT ?";

/* No more goes back, by whoever, than has come. */
static const char REFUNDED[] =
	"SELECT y.id, CONCAT(y.status, ', amount ', y.amount, ', refunds ', SUM(r.amount)) FROM refunds r JOIN payments y"
	" ON y.id = r.payment_id GROUP BY y.id, y.status, y.amount HAVING y.status <> 'succeeded' OR SUM(r.amount) > y.amount LIMIT ?";

/* An order that awaits its payment has one payment that is pending. A hosted checkout doesn't count: no order awaits it. */
static const char PENDING[] =
	"SELECT o.id, CONCAT(o.status, ', pending payments ', COUNT(y.id)) FROM orders o LEFT JOIN payments y ON y.order_id = o.id"
	" AND y.status = 'pending' AND NOT y.hosted_checkout GROUP BY o.id, o.status"
	" HAVING o.status = 'awaiting:payment' AND COUNT(y.id) <> 1 LIMIT ?";

static const char PAYMENT_EVENTS[] =
	"SELECT id, CONCAT(status, ', events ', events) FROM (SELECT y.id, y.status, " EVENT_COUNT("payment:created", "y.id") " AS events"
	" FROM payments y) t WHERE " EVENT_WRONG("events", "(status = 'succeeded')") " LIMIT ?";

static const char REFUND_EVENTS[] =
	"SELECT id, CONCAT('done ', done, ', events ', events) FROM (SELECT r.id, r.done, " EVENT_COUNT("payment:refunded", "r.id") " AS events"
	" FROM refunds r) t WHERE " EVENT_WRONG("events", "done") " LIMIT ?";

static const char PAYMENTS[] =
	"SELECT 'pending', COUNT(*) FROM payments WHERE status = 'pending'"
	" UNION ALL SELECT 'succeeded', " EVENT_TOTAL("payment:created")
	" UNION ALL SELECT 'failed', COUNT(*) FROM payments WHERE status = 'failed'";

static const char REFUNDS_DUE[] = "SELECT NULL, COUNT(*) FROM refunds WHERE done = 0";
static const char REFUNDS_STUCK[] =
	"SELECT 'refused', COUNT(*) FROM refunds r WHERE r.done = FALSE AND " REFUND_IS_STUCK
	" UNION ALL SELECT 'came_back', COUNT(*) FROM refunds WHERE failed_at IS NOT NULL";
static const char DISPUTES[] = "SELECT NULL, COUNT(*) FROM payments WHERE dispute = 'open'";
static const char REFUNDS_AMOUNT[] =
	"SELECT y.currency, SUM(r.amount) * 0.01 FROM refunds r JOIN payments y ON y.id = r.payment_id WHERE r.done = 0 GROUP BY y.currency";

static const struct area_rule rules[] = {
	{ "paid", PAID },
	{ "refunded", REFUNDED },
	{ "pending", PENDING },
	{ "payment_events", PAYMENT_EVENTS },
	{ "refund_events", REFUND_EVENTS },
	{ 0 }
};

static const struct area_figure figures[] = {
	{ "boxoffice_payments", "gauge", "Payments by state.", "state", PAYMENTS },
	{ "boxoffice_refunds_due", "gauge", "Refunds that the provider hasn't paid yet.", NULL, REFUNDS_DUE },
	{ "boxoffice_refunds_stuck", "gauge", "Refunds that the provider refuses or couldn't pay: boxoffice-refund lists them.", "why",
	  REFUNDS_STUCK },
	{ "boxoffice_disputes_open", "gauge", "Payments that a buyer's bank wants back and hasn't decided about.", NULL, DISPUTES },
	{ "boxoffice_refunds_due_amount", "gauge", "Their sum, in major units of each currency.", "currency", REFUNDS_AMOUNT },
	{ 0 }
};

const struct area money_area = { .subjects = subjects, .rules = rules, .figures = figures };
