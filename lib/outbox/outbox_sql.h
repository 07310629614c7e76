/* Pieces of SQL for statements that write or read products and events. */
#ifndef OUTBOX_OUTBOX_SQL_H
#define OUTBOX_OUTBOX_SQL_H

#include "base/log.h"

/* The beginning of a statement that writes an event. Bind OUTBOX_ORIGIN first, then the values of the further columns. */
#define OUTBOX_ORIGIN db_text(log_origin_request()), db_text(log_origin_trace())
#define OUTBOX_COLUMNS "INSERT INTO outbox (request_id, traceparent, subject, aggregate_id, version, data)"
#define OUTBOX_INTO OUTBOX_COLUMNS " SELECT ?, ?, "

/* A product `p` with its own quota `q`; OUTBOX_PRODUCT_VERSION is the product's version. */
#define OUTBOX_PRODUCTS "products p STRAIGHT_JOIN quotas q ON q.id = p.id"

/*
 * Joins the claim `c` of the order that holds or has bought a product of quantity 1. A hold that has run out doesn't count.
 * The index is forced: while few hold anything, the optimizer would read all claims for all products of a list, and sort these.
 */
#define OUTBOX_ITS_CLAIM \
	" LEFT JOIN claims c FORCE INDEX (overdue) ON q.size = 1 AND c.quota_id = q.id AND (c.held_until IS NULL OR c.held_until > NOW(3))"
#define OUTBOX_PRODUCT_VERSION "p.revision + q.version"

#endif
