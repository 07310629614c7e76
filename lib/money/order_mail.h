/*
 * The mails that orders and payments ask for, and what each tells:
 *
 *	confirmation  order:completed    of the order: the tickets' references
 *	receipt       payment:created    of the order: the payment that paid for it; other money goes back, and its refund tells so
 *	refund        payment:refunded   of the refund, so the seller's two refunds of an order are two mails
 *	cancelled     order:cancelled    of the order: by the buyer, or its time ran out
 *	reminder      order:created      of the order: its hold ends in ORDER_MAIL_REMINDER_MINUTES (only with BOXOFFICE_MAIL_REMINDER=1)
 *	webhook_off   mail_plan_notice() of the occasion
 */
#ifndef MONEY_ORDER_MAIL_H
#define MONEY_ORDER_MAIL_H

#include <stdbool.h>

#include "money/payment.h"
#include "outbox/mail.h"
#include "sales/order.h"

#define ORDER_MAIL_REMINDER_MINUTES 5  /* before the end of a hold */
#define ORDER_MAIL_IN_TIME_SECONDS 180 /* left of the hold, at least, when a reminder leaves */

/* What a mail tells, as it is when it is sent. What its kind doesn't need is empty. */
struct order_mail {
	struct order order;
	struct payment payment; /* of a receipt; of a refund's mail the payment that went back */
	int64_t refund;         /* minor units */
	const char *reason;     /* of the refund: late, duplicate, seller */
	char payment_id[ID_SIZE];
	const char *detail;
};

extern const struct field order_mail_fields[];

/*
 * Plans what the events at these positions ask for; those older than a day ask for nothing. Within the
 * transaction that moves the consumer on.
 */
void order_mail_plan(void *pool, int64_t from, int64_t to);

/* What it tells; false where that is no longer so: the order is cancelled no more, or the hold it reminds of ends too soon. */
bool order_mail_read(void *pool, const struct mail *mail, struct order_mail *content);

#endif
