#include "flow/reconcile.h"

#include <stdlib.h>
#include <string.h>

#include "money/settings.h"
#include "db/db.h"
#include "base/pool.h"
#include "base/id.h"
#include "money/payment.h"
#include "money/provider.h"

#define CLOCKS_APART 3600 /* seconds; what the provider made before, by its clock, may be ours of after */

/* What we know of one of the provider's, and all of ours that it must have. */
static const char PAYMENT[] = "SELECT id, id, COALESCE(provider_id, ''), status = 'succeeded', amount, currency FROM payments WHERE id = ?";
static const char PAYMENTS[] =
	"SELECT id, id, COALESCE(provider_id, ''), TRUE, amount, currency FROM payments WHERE status = 'succeeded' AND provider = ?"
	" AND created_at >= FROM_UNIXTIME(?)";
#define REFUND_COLUMNS \
	"SELECT r.id, y.id, COALESCE(y.provider_id, ''), r.done, r.amount, y.currency FROM refunds r JOIN payments y" \
	" ON y.id = r.payment_id "
static const char REFUND[] = REFUND_COLUMNS "WHERE r.id = ?";
static const char REFUND_OF_OTHERS[] = REFUND_COLUMNS "WHERE r.provider_id = ?";
static const char REFUNDS[] =
	REFUND_COLUMNS "WHERE r.done AND r.provider_id IS NULL AND r.failed_at IS NULL AND NOT r.by_hand AND y.provider = ?"
	" AND r.created_at >= FROM_UNIXTIME(?)";

struct row {
	char id[ID_SIZE], payment_id[ID_SIZE];
	const char *provider_id, *currency;
	int64_t done, amount;
};

static const struct field row_fields[] = {
	{ "id",          FIELD_ID,    offsetof(struct row, id),          STORED, NULL, 0 },
	{ "payment_id",  FIELD_ID,    offsetof(struct row, payment_id),  STORED, NULL, 0 },
	{ "provider_id", FIELD_TEXT,  offsetof(struct row, provider_id), STORED, NULL, 0 },
	{ "done",        FIELD_INT,   offsetof(struct row, done),        STORED, NULL, 0 },
	{ "amount",      FIELD_MONEY, offsetof(struct row, amount),      STORED, NULL, 0 },
	{ "currency",    FIELD_TEXT,  offsetof(struct row, currency),    STORED, NULL, 0 },
	{ 0 }
};

/* One kind of the two: our statements for it, what we had before the provider was asked, and what it then said. */
struct kind {
	const char *name, *one, *all;
	const char *of_others; /* one that has no name of ours, by the provider's; NULL: there are none */
	struct list ours;
	struct ledger ledger;
};

static void add(void *pool, struct reconciliation *result, const struct difference *difference)
{
	if (result->count == result->room) {
		result->room = result->room ? result->room * 2 : 16;
		result->differences = pool_resize(pool, result->differences, result->room * sizeof(*difference));
	}
	result->differences[result->count++] = *difference;
}

/* What is wrong with ours that should be the same as this entry; NULL: nothing. */
static const char *problem_with(const struct row *ours, const struct ledger_entry *entry)
{
	if (!*ours->id || strcmp(ours->payment_id, entry->payment_id))
		return "unknown";
	if (!ours->done)
		return "not_done";
	if (ours->amount != (entry->amount > 0 ? entry->amount : 0)) /* what can't be told in our units is 0 with us */
		return "amount";
	return strcmp(ours->currency, entry->currency) ? "currency" : NULL;
}

static void check_entry(void *pool, const struct kind *kind, const struct ledger_entry *entry, struct reconciliation *result)
{
	struct row ours = { .id = "" };
	const char *problem;

	if (entry->id)
		db_get(pool, kind->one, BIND(db_text(entry->id)), row_fields, &ours);
	else if (kind->of_others)
		db_get(pool, kind->of_others, BIND(db_text(entry->provider_id)), row_fields, &ours);
	problem = problem_with(&ours, entry);
	if (problem)
		add(pool, result, &(struct difference){ kind->name, problem, entry->id ? entry->id : entry->provider_id,
		                                        entry->provider_id, ours.amount, entry->amount });
}

static int by_id(const void *one, const void *other)
{
	const struct ledger_entry *a = one, *b = other;

	return strcmp(a->id ? a->id : "", b->id ? b->id : "");
}

/* What the provider has and we haven't, or not as it has it; and a second one under the same name. */
static void check_theirs(void *pool, const struct kind *kind, struct reconciliation *result)
{
	const struct ledger_entry *entry = kind->ledger.entries;

	for (size_t i = 0; i < kind->ledger.count; i++) {
		check_entry(pool, kind, &entry[i], result);
		if (i && entry[i].id && !by_id(&entry[i], &entry[i - 1]))
			add(pool, result, &(struct difference){ kind->name, "twice", entry[i].id, entry[i].provider_id, 0, entry[i].amount });
	}
}

static bool has(const struct ledger *ledger, const char *id)
{
	const struct ledger_entry wanted = { .id = id };

	return ledger->count && bsearch(&wanted, ledger->entries, ledger->count, sizeof(wanted), by_id);
}

static void check_ours(void *pool, const struct kind *kind, struct reconciliation *result)
{
	const struct row *ours = kind->ours.rows;

	for (size_t i = 0; i < kind->ours.count; i++)
		if (!has(&kind->ledger, ours[i].id))
			add(pool, result, &(struct difference){ kind->name, "missing", ours[i].id, ours[i].provider_id, ours[i].amount, 0 });
}

static void compare(void *pool, struct kind *kind, struct reconciliation *result)
{
	if (kind->ledger.count)
		qsort(kind->ledger.entries, kind->ledger.count, sizeof(*kind->ledger.entries), by_id);
	check_theirs(pool, kind, result);
	check_ours(pool, kind, result);
}

static void load(void *pool, struct kind *kind, int64_t since)
{
	kind->ours = db_each(pool, kind->all, BIND(db_text(money_settings.payment_provider), db_int(since)), row_fields, sizeof(struct row));
}

bool reconcile(void *pool, int64_t since, struct reconciliation *result)
{
	const struct provider *provider;
	struct kind payments = { .name = "payment", .one = PAYMENT, .all = PAYMENTS };
	struct kind refunds = { .name = "refund", .one = REFUND, .all = REFUNDS, .of_others = REFUND_OF_OTHERS };

	*result = (struct reconciliation){ 0 };
	if (!payment_is_possible())
		return true;
	provider = provider_named(money_settings.payment_provider);
	load(pool, &payments, since);
	load(pool, &refunds, since);
	if (!provider->list_charges(pool, since - CLOCKS_APART, &payments.ledger) ||
	    !provider->list_refunds(pool, since - CLOCKS_APART, &refunds.ledger))
		return false;
	compare(pool, &payments, result);
	compare(pool, &refunds, result);
	result->charges = payments.ledger.count;
	result->refunds = refunds.ledger.count;
	return true;
}
