/*
 * A payment provider: somebody else who moves money and keeps a ledger of it. What it is asked to do has a name of ours as
 * idempotency key, so each can be asked again after a crash. Nothing is asked with a transaction open.
 *
 * A payment is first opened (nothing is charged), then confirmed with the buyer's card. One that was opened can succeed
 * once at the most, however often it is confirmed: that, and opening it under the payment's id, makes the charge exactly one.
 * Where the provider takes names of ours (name_for), a payment has its name from the start, and confirming opens it.
 */
#ifndef MONEY_PROVIDER_H
#define MONEY_PROVIDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct payment;
struct refund;

/* What the provider says of a payment. */
enum charge_state {
	CHARGE_UNKNOWN,   /* it couldn't be asked, or didn't answer */
	CHARGE_OPEN,      /* nothing has been charged, and nothing will be unless we confirm it */
	CHARGE_ACTION,    /* waits for the buyer to confirm it with the bank */
	CHARGE_DECLINED,  /* this card wasn't charged; another may be */
	CHARGE_UNAVAILABLE, /* nothing has been charged, and no buyer's payment is taken at the moment: our key or account, or too busy */
	CHARGE_SUCCEEDED,
	CHARGE_CANCELLED, /* it can never succeed any more */
};

struct charge {
	enum charge_state state;
	const char *provider_id;
	const char *message;    /* for the buyer: why it was declined or is cancelled; NULL for none */
	const char *action_url; /* where the buyer confirms it; NULL for none */
	int64_t amount;         /* minor units; what succeeded */
	const char *currency;
};


enum refund_state {
	REFUND_UNKNOWN,  /* it couldn't be asked, or didn't answer */
	REFUND_ACCEPTED, /* the money is on its way back */
	REFUND_REFUSED,  /* it isn't; the same key would only get the same answer again */
};

/* The buyer's bank wants the money of a payment back for him. */
enum dispute_state {
	DISPUTE_NONE,
	DISPUTE_OPEN, /* not decided; the provider may have taken the money from the shop meanwhile */
	DISPUTE_WON,  /* for the shop: it keeps the money */
	DISPUTE_LOST, /* for the buyer, who has it back */
};

/* What the provider says that it has done: a payment that succeeded, or a refund. */
struct ledger_entry {
	const char *id;          /* our name for it; NULL for a refund that isn't by us */
	const char *payment_id;  /* our name for its payment */
	const char *provider_id, *currency;
	int64_t amount;          /* minor units */
	bool failed;             /* a refund that didn't arrive: the shop has the money again */
	enum dispute_state dispute; /* NONE for payments and refunds; a lost one is money that has gone back */
};

struct ledger {
	struct ledger_entry *entries;
	size_t count, room;
};

void provider_ledger_add(void *pool, struct ledger *ledger, const struct ledger_entry *entry);

/* One payment as the provider has it now: what came, and all that has gone back since or was to, by us, by others or by a bank. */
struct statement {
	const char *payment_id; /* ours; NULL where it isn't of the shop */
	struct charge charge;
	struct ledger back;
};

struct provider {
	const char *name;
	/* The name that a payment with this id of ours will have there, in the pool; NULL where only the provider can name it. */
	const char *(*name_for)(void *pool, const char *payment_id);
	/* Opens it: CHARGE_OPEN and provider_id; CHARGE_DECLINED, CHARGE_UNAVAILABLE, CHARGE_UNKNOWN. */
	struct charge (*open)(void *pool, const struct payment *payment);
	/* Confirms it with the buyer's token, and opens it before where it has a name already: any state. */
	struct charge (*confirm)(void *pool, const struct payment *payment, const char *token);
	/* What has become of it; payment->provider_id NULL: it was never opened as far as we know. */
	struct charge (*look_up)(void *pool, const struct payment *payment);
	/* So that it can't succeed any more: CHARGE_CANCELLED, CHARGE_SUCCEEDED where it was too late, CHARGE_UNKNOWN. */
	struct charge (*cancel)(void *pool, const struct payment *payment);
	/* The money goes back, under the refund's id and attempt. */
	enum refund_state (*refund)(void *pool, const struct refund *refund);
	/*
	 * A page of the provider's where the buyer pays without JavaScript: CHARGE_OPEN with its name and, in action_url, its
	 * address; it leads the buyer back to `back`. Else as open(). NULL where our own form takes the card.
	 */
	struct charge (*checkout)(void *pool, const struct payment *payment, const char *back);
	/* Everything of ours that it has made since (Unix seconds), in any order; false where it couldn't be asked to the end. */
	bool (*list_charges)(void *pool, int64_t since, struct ledger *ledger);
	bool (*list_refunds)(void *pool, int64_t since, struct ledger *ledger);
	/* All about the payment of this name; false where it can't say. NULL where nobody but the shop moves money there. */
	bool (*state)(void *pool, const char *provider_id, struct statement *statement);
};

/* What a provider tells by itself, read from its signed webhook. */
struct provider_event {
	const char *id, *provider;
	const char *payment_id;  /* ours, of the metadata; NULL for none */
	const char *provider_id; /* of the payment that it is about; NULL for none */
	bool tells_charge;       /* `charge` is what it says */
	bool tells_return;       /* money of the payment has gone back, has come again or is disputed: the provider is to be asked */
	struct charge charge;
};

/* The providers that there are, NULL at the end: lib/registry/providers.c. */
extern const struct provider *const providers[];

/* By name (BOXOFFICE_PAYMENT_PROVIDER); a fault where there is none of this name. */
const struct provider *provider_named(const char *name);

#endif
