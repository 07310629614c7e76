#include "sales/order_payment.h"

#include "db/db.h"
#include "db/sql.h"

static const char AWAIT[] =
	"UPDATE orders" BY_PRIMARY_KEY "SET status = 'awaiting:payment', pay_until = NOW(3) + INTERVAL ? SECOND"
	" WHERE id = ? AND status = 'created' AND expires_at > NOW(3)";

static const char AWAIT_NONE[] =
	"UPDATE orders" BY_PRIMARY_KEY "SET status = 'created', pay_until = NULL WHERE id = ? AND status = 'awaiting:payment'";

static const char COMPLETE_AWAITING[] =
	"UPDATE orders" BY_PRIMARY_KEY "SET status = 'complete', pay_until = NULL, version = version + 1"
	" WHERE id = ? AND status = 'awaiting:payment'";

static const char COMPLETE_LOCKED[] =
	"UPDATE orders" BY_PRIMARY_KEY "SET status = 'complete', cancelled_by = NULL, pay_until = NULL, version = version + 1 WHERE id = ?";

static const char REFUND_ITEM[] =
	"UPDATE order_items SET refunded = refunded + ? WHERE order_id = ? AND product_id = ? AND refunded + ? <= quantity";

void order_await_payment(struct batch *batch, const char *id, int64_t seconds)
{
	batch_add(batch, AWAIT, BIND(db_int(seconds), db_text(id)), 1);
}

bool order_await_no_payment(const char *id)
{
	return db_exec(AWAIT_NONE, BIND(db_text(id))) > 0;
}

void order_complete_awaiting(struct batch *batch, const char *id)
{
	batch_add(batch, COMPLETE_AWAITING, BIND(db_text(id)), 1);
}

void order_complete_locked(struct batch *batch, const char *id)
{
	batch_add(batch, COMPLETE_LOCKED, BIND(db_text(id)), 1);
}

void order_refund_item(struct batch *batch, const char *id, const char *product_id, int64_t quantity)
{
	batch_add(batch, REFUND_ITEM, BIND(db_int(quantity), db_text(id), db_text(product_id), db_int(quantity)), 1);
}
