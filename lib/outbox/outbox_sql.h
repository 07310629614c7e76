/* Pieces of the statements that write events, for whoever writes one with SQL of its own. */
#ifndef OUTBOX_OUTBOX_SQL_H
#define OUTBOX_OUTBOX_SQL_H

#include "base/log.h"

/* Bound first; what follows are the further columns. */
#define OUTBOX_ORIGIN db_text(log_origin_request()), db_text(log_origin_trace())
#define OUTBOX_COLUMNS "INSERT INTO outbox (request_id, traceparent, subject, aggregate_id, version, data)"
#define OUTBOX_INTO OUTBOX_COLUMNS " SELECT ?, ?, "

/* A product with its own quota, and what an event tells of it. A ticket of quantity 1 that is held or sold has an order. */
#define OUTBOX_PRODUCTS "products p STRAIGHT_JOIN quotas q ON q.id = p.id"
#define OUTBOX_PRODUCT_VERSION "p.revision + q.version"
#define OUTBOX_PRODUCT_ORDER \
	"IF(q.size = 1 AND q.held + q.sold > 0, (SELECT c.order_id FROM claims c WHERE c.quota_id = q.id LIMIT 1), NULL)"

/*
 * A product without an order has no member of that name: cutting it out costs less than two objects, one with it and one without. In a
 * JSON string the quotes would be escaped.
 */
#define OUTBOX_PRODUCT_DATA \
	"REPLACE(JSON_OBJECT('id', p.id, 'version', " OUTBOX_PRODUCT_VERSION ", 'title', p.title, 'price', p.price * 0.01," \
	" 'userId', p.user_id, 'quantity', q.size, 'available', q.size - q.held - q.sold, 'orderId', " OUTBOX_PRODUCT_ORDER ")," \
	" ', \"orderId\": null', '')"

#endif
