/* Pieces of the statements that write events, for whoever writes one with SQL of its own. */
#ifndef OUTBOX_OUTBOX_SQL_H
#define OUTBOX_OUTBOX_SQL_H

#include "base/log.h"

/* Bound first; what follows are the further columns. */
#define OUTBOX_ORIGIN db_text(log_origin_request()), db_text(log_origin_trace())
#define OUTBOX_COLUMNS "INSERT INTO outbox (request_id, traceparent, subject, aggregate_id, version, data)"
#define OUTBOX_INTO OUTBOX_COLUMNS " SELECT ?, ?, "

/* A product with its own quota; an event of it has this version. */
#define OUTBOX_PRODUCTS "products p STRAIGHT_JOIN quotas q ON q.id = p.id"

/* Besides, of a product of quantity 1 the claim `c` of the order that holds or has bought it; an overdue hold doesn't count. */
#define OUTBOX_ITS_CLAIM \
	" LEFT JOIN claims c ON q.size = 1 AND c.quota_id = q.id AND (c.held_until IS NULL OR c.held_until > NOW(3))"
#define OUTBOX_PRODUCT_VERSION "p.revision + q.version"

#endif
