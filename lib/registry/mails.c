/* All tables of kinds of mail. An area with a new table adds one line here. */
#include <stddef.h>

#include "money/order_mail.h"
#include "outbox/endpoint_claim.h"
#include "outbox/mail.h"

const struct mail_kind *const mail_tables[] = { order_mail_kinds, endpoint_claim_mails, NULL };
