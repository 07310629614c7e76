/*
 * The `test` provider: cards that succeed, decline, ask for confirmation, answer late or never. It behaves as an outside
 * service would: a ledger of its own (test_charges, test_refunds), each change committed by itself, and answers that can be
 * lost after it has acted. It never leaves this machine.
 */
#include "money/test_provider.h"

#include <string.h>

#include "base/config.h"
#include "db/db.h"
#include "base/pool.h"
#include "wait/wait.h"

#define LATE_MS 3000

static const char OPEN[] = "INSERT IGNORE INTO test_charges (id, made_for, amount, currency) VALUES (?, ?, ?, ?)";

/* Of a charge that was opened before, or that this opens. */
#define OPEN_AS(state, from) \
	"INSERT INTO test_charges (id, made_for, amount, currency, state) VALUES (?, ?, ?, ?, '" state "')" \
	" ON DUPLICATE KEY UPDATE state = IF(state IN (" from "), '" state "', state)"
static const char CHARGE[] = OPEN_AS("succeeded", "'open', 'action'");
static const char ASK[] = OPEN_AS("action", "'open'");
static const char CANCEL[] = OPEN_AS("cancelled", "'open', 'action'");
static const char CONFIRM[] = "UPDATE test_charges SET state = 'succeeded' WHERE id = ? AND state = 'action'";
static const char WITHDRAW[] = "UPDATE test_charges SET state = 'open' WHERE id = ? AND state = 'action'";
static const char READ[] = "SELECT state, id, amount, currency FROM test_charges WHERE made_for = ?";
static const char REFUND[] = "INSERT IGNORE INTO test_refunds (id, charge_id, amount) VALUES (?, ?, ?)";
static const char PAY_BACK[] =
	"UPDATE test_charges SET refunded = refunded + ? WHERE id = ? AND state = 'succeeded' AND refunded + ? <= amount";

static const char CHARGES[] =
	"SELECT made_for, made_for, id, amount, currency FROM test_charges WHERE state = 'succeeded' AND created_at >= FROM_UNIXTIME(?)";
static const char REFUNDS[] =
	"SELECT r.id, c.made_for, r.id, r.amount, c.currency FROM test_refunds r JOIN test_charges c ON c.id = r.charge_id"
	" WHERE r.created_at >= FROM_UNIXTIME(?)";

/* What each card does; the first are Stripe's own test tokens. */
enum behaviour { SUCCEEDS, DECLINES, ASKS, LATE, LATE_SILENCE, SILENCE };

static const struct card {
	const char *token;
	enum behaviour behaviour;
	const char *message;
} cards[] = {
	{ "tok_visa", SUCCEEDS, NULL },
	{ "tok_mastercard", SUCCEEDS, NULL },
	{ "tok_chargeDeclined", DECLINES, "Your card was declined." },
	{ "tok_chargeDeclinedInsufficientFunds", DECLINES, "Your card has insufficient funds." },
	{ "tok_chargeDeclinedExpiredCard", DECLINES, "Your card has expired." },
	{ "tok_threeDSecureRequired", ASKS, NULL },
	{ "tok_late", LATE, NULL },                  /* succeeds, after three seconds */
	{ "tok_chargedNoAnswer", LATE_SILENCE, NULL }, /* succeeds, and the answer is lost */
	{ "tok_noAnswer", SILENCE, NULL },           /* isn't charged, and there is no answer */
};

static const struct card *card_of(const char *token)
{
	static const struct card unknown = { "", DECLINES, "Your card number is not known." };

	for (size_t i = 0; i < sizeof(cards) / sizeof(cards[0]); i++)
		if (!strcmp(cards[i].token, token))
			return &cards[i];
	return &unknown;
}

struct entry {
	const char *state, *id, *currency;
	int64_t amount;
};

static const struct field entry_fields[] = {
	{ "state",    FIELD_TEXT,  offsetof(struct entry, state),    STORED, NULL, 0 },
	{ "id",       FIELD_TEXT,  offsetof(struct entry, id),       STORED, NULL, 0 },
	{ "amount",   FIELD_MONEY, offsetof(struct entry, amount),   STORED, NULL, 0 },
	{ "currency", FIELD_TEXT,  offsetof(struct entry, currency), STORED, NULL, 0 },
	{ 0 }
};

static enum charge_state state_of_entry(const char *state)
{
	if (!strcmp(state, "succeeded"))
		return CHARGE_SUCCEEDED;
	if (!strcmp(state, "cancelled"))
		return CHARGE_CANCELLED;
	return strcmp(state, "action") ? CHARGE_OPEN : CHARGE_ACTION;
}

/* What the ledger says. */
static struct charge read_ledger(void *pool, const struct payment *payment)
{
	struct entry entry;
	struct charge charge = { .state = CHARGE_UNKNOWN };

	if (!db_get(pool, READ, BIND(db_text(payment->id)), entry_fields, &entry))
		return charge;
	charge = (struct charge){ .state = state_of_entry(entry.state), .provider_id = entry.id, .amount = entry.amount,
	                          .currency = entry.currency };
	if (charge.state == CHARGE_ACTION)
		charge.action_url = pool_print(pool, "/payments/%s/confirm", payment->id);
	return charge;
}

/* What this very change has made of it: the ledger need not be read for that. */
static struct charge charge_of(const struct payment *payment, enum charge_state state)
{
	return (struct charge){ .state = state, .provider_id = payment->provider_id, .amount = payment->amount, .currency = payment->currency };
}

/* The name says which provider it is of, beside Stripe's in the same column. */
static const char *name_for(void *pool, const char *payment_id)
{
	return pool_print(pool, "test_%s", payment_id);
}

/* One of these changes of the ledger, which is committed by itself; false where it changed nothing. */
static bool change(const char *sql, const struct payment *payment)
{
	return db_exec(sql, BIND(db_text(payment->provider_id), db_text(payment->id), db_int(payment->amount), db_text(payment->currency))) > 0;
}

static struct charge open(void *pool, const struct payment *payment)
{
	struct payment named = *payment;

	if (!named.provider_id)
		named.provider_id = name_for(pool, payment->id);
	return change(OPEN, &named) ? charge_of(&named, CHARGE_OPEN) : read_ledger(pool, payment);
}

static struct charge confirm(void *pool, const struct payment *payment, const char *token)
{
	const struct card *card = card_of(token);
	enum behaviour does = card->behaviour;
	bool charged = false;

	if (does == DECLINES)
		return (struct charge){ .state = CHARGE_DECLINED, .provider_id = payment->provider_id, .message = card->message };
	if (does == LATE || does == SILENCE)
		wait_milliseconds(LATE_MS);
	if (does == SUCCEEDS || does == LATE || does == LATE_SILENCE)
		charged = change(CHARGE, payment);
	if (does == ASKS)
		change(ASK, payment);
	if (does == SILENCE || does == LATE_SILENCE)
		return (struct charge){ .state = CHARGE_UNKNOWN };
	return charged ? charge_of(payment, CHARGE_SUCCEEDED) : read_ledger(pool, payment);
}

/* Before the next attempt a question that wasn't answered is withdrawn. */
struct charge test_provider_answer(void *pool, const struct payment *payment, bool yes)
{
	if (yes)
		db_exec(CONFIRM, BIND(db_text(payment->provider_id)));
	else
		db_exec(WITHDRAW, BIND(db_text(payment->provider_id)));
	if (yes)
		return read_ledger(pool, payment);
	return (struct charge){ .state = CHARGE_DECLINED, .message = "The payment was not confirmed." };
}

static struct charge cancel(void *pool, const struct payment *payment)
{
	change(CANCEL, payment);
	return read_ledger(pool, payment);
}

static const struct outcome *pay_back(void *argument)
{
	const struct refund *refund = argument;

	if (!db_exec(REFUND, BIND(db_text(refund->id), db_text(refund->provider_id), db_int(refund->amount))))
		return DONE;
	return db_exec(PAY_BACK, BIND(db_int(refund->amount), db_text(refund->provider_id), db_int(refund->amount))) ? DONE : NOT_REFUNDABLE;
}

static enum refund_state refund(void *pool, const struct refund *due)
{
	(void)pool;
	return db_transaction(pay_back, (void *)due) == DONE ? REFUND_ACCEPTED : REFUND_REFUSED;
}

static const struct field ledger_fields[] = {
	{ "id",          FIELD_TEXT,  offsetof(struct ledger_entry, id),          STORED, NULL, 0 },
	{ "payment_id",  FIELD_TEXT,  offsetof(struct ledger_entry, payment_id),  STORED, NULL, 0 },
	{ "provider_id", FIELD_TEXT,  offsetof(struct ledger_entry, provider_id), STORED, NULL, 0 },
	{ "amount",      FIELD_MONEY, offsetof(struct ledger_entry, amount),      STORED, NULL, 0 },
	{ "currency",    FIELD_TEXT,  offsetof(struct ledger_entry, currency),    STORED, NULL, 0 },
	{ 0 }
};

static bool list(void *pool, const char *sql, int64_t since, struct ledger *ledger)
{
	struct list rows = db_each(pool, sql, BIND(db_int(since)), ledger_fields, sizeof(struct ledger_entry));

	*ledger = (struct ledger){ rows.rows, rows.count, rows.count };
	return true;
}

static bool list_charges(void *pool, int64_t since, struct ledger *ledger)
{
	return list(pool, CHARGES, since, ledger);
}

static bool list_refunds(void *pool, int64_t since, struct ledger *ledger)
{
	return list(pool, REFUNDS, since, ledger);
}

const struct provider test_provider = {
	"test", name_for, open, confirm, open, cancel, refund, NULL, list_charges, list_refunds, NULL,
};
