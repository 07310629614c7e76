/*
 * The provider's ledger against ours, both ways: each payment that succeeded and each refund that was accepted is in both, with
 * the same amount and currency. Reads only.
 */
#ifndef FLOW_RECONCILE_H
#define FLOW_RECONCILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/field.h"

struct difference {
	const char *kind;        /* payment, refund */
	const char *problem;     /* unknown, not_done, amount, currency: what is wrong with ours; twice: with theirs; missing: they have none */
	const char *id;          /* ours; the provider's where ours isn't known */
	const char *provider_id; /* "" where there is none */
	int64_t ours, theirs;    /* minor units; 0 where there is none */
};

struct reconciliation {
	size_t charges, refunds; /* that the provider has told of */
	struct difference *differences;
	size_t count, room;
};

/*
 * Of all that has been made since (Unix seconds), by the configured provider; false where it couldn't be asked to the end. Without a
 * provider there is nothing to compare.
 */
bool reconcile(void *pool, int64_t since, struct reconciliation *result);

#endif
