/*
 * The mails that orders and payments ask for, and what each tells:
 *
 *	confirmation  order:completed    of the order: the tickets' references
 *	receipt       payment:created    of the order: the payment that paid for it; other money goes back, and its refund tells so
 *	refund        payment:refunded   of the refund, so the seller's two refunds of an order are two mails
 *	cancelled     order:cancelled    of the order: by the buyer, or its time ran out
 *	reminder      order:created      of the order: its hold ends in ORDER_MAIL_REMINDER_MINUTES (only with BOXOFFICE_MAIL_REMINDER=1)
 */
#ifndef MONEY_ORDER_MAIL_H
#define MONEY_ORDER_MAIL_H

#include "mail/mail.h"

#define ORDER_MAIL_REMINDER_MINUTES 5  /* before the end of a hold */
#define ORDER_MAIL_IN_TIME_SECONDS 180 /* left of the hold, at least, when a reminder leaves */

extern const struct mail_kind order_mail_kinds[];

#endif
