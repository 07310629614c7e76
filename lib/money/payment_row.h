/* How a payment is read from the database: for payment.c and payment_row.c, which holds what payment.h says of reading. */
#ifndef MONEY_PAYMENT_ROW_H
#define MONEY_PAYMENT_ROW_H

#define REFUNDED "(SELECT COALESCE(SUM(r.amount), 0) FROM refunds r WHERE r.payment_id = y.id)"
#define SELECT_PAYMENT \
	"SELECT y.id, y.order_id, y.amount, y.currency," \
	" IF(y.status = 'succeeded' AND " REFUNDED " = y.amount, 'refunded', y.status)," \
	" y.provider_id, CAST(" REFUNDED " AS SIGNED), y.attempt, y.failure, y.provider," \
	" (SELECT r.reason FROM refunds r WHERE r.payment_id = y.id ORDER BY r.id DESC LIMIT 1), o.user_id," \
	" CAST(UNIX_TIMESTAMP(y.created_at) * 1000 AS SIGNED), TIMESTAMPDIFF(SECOND, y.begun_at, NOW(6)), y.confirm_at" \
	" FROM payments y JOIN orders o ON o.id = y.order_id "

#endif
