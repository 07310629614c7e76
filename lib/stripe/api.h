/* How one asks Stripe, and reads what it says: shared by what knows its payments, its ledger and its events. */
#ifndef STRIPE_API_H
#define STRIPE_API_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "stripe/answer.h"

#define STRIPE_VERSION "2024-06-20"

/* One request, `path` below /v1/; `key`: for idempotency, `form`: its body, NULL for none. What Stripe refuses is logged. */
struct stripe_answer stripe_ask(void *pool, const char *method, const char *path, const char *key, const char *form);

/* Its codes of currencies are lower case, ours upper. */
const char *stripe_currency(void *pool, const char *currency);
const char *stripe_read_currency(void *pool, const char *code);

/* Its amounts and ours. A part of one of our minor units can't be of ours: -1. */
int64_t stripe_units(int64_t minor, const char *currency);
int64_t stripe_read_units(int64_t units, const char *currency);

/* A member that is an amount of this currency (one of ours), in our minor units. */
int64_t stripe_amount(const json_t *object, const char *name, const char *currency);

#endif
