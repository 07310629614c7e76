#include "stripe/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stripe/settings.h"
#include "base/crypto.h"
#include "base/pool.h"
#include "base/text.h"
#include "stripe/api.h"
#include "stripe/stripe.h"

const struct outcome BAD_SIGNATURE[1] = { { 400, "Invalid signature", NULL } };

/* HMAC-SHA256 of `time.body`, hex. */
static void sign(char hex[CRYPTO_HEX_SIZE], const char *time, size_t time_length, const char *body, size_t length)
{
	void *pool = pool_open(NULL);
	struct text whole = text_in(pool);

	text_add(&whole, time, time_length);
	text_put(&whole, ".");
	text_add(&whole, body, length);
	crypto_hmac_hex(hex, stripe_settings.webhook_secret, whole.bytes, whole.length);
	pool_close(pool);
}

/* The next part NAME=value of the header from `*at` on; its length, 0 after the last. */
static const char *next_part(const char **at, const char *name, size_t *length)
{
	const char *part = *at;

	while (*part) {
		size_t whole = strcspn(part, ","), prefix = strlen(name);

		*at = part + whole + (part[whole] == ',');
		if (whole > prefix && !strncmp(part, name, prefix)) {
			*length = whole - prefix;
			return part + prefix;
		}
		part = *at;
	}
	return NULL;
}

static bool is_recent(const char *time, int64_t now)
{
	int64_t at = strtoll(time, NULL, 10);

	return at >= now - STRIPE_TOLERANCE && at <= now + STRIPE_TOLERANCE;
}

bool stripe_signed(const char *signature, const char *body, size_t length, int64_t now)
{
	const char *times = signature, *at = signature, *given;
	size_t time_length = 0, given_length;
	const char *time = next_part(&times, "t=", &time_length);
	char right[CRYPTO_HEX_SIZE];
	bool found = false;

	if (!time || time_length > 12 || !*stripe_settings.webhook_secret || !is_recent(time, now))
		return false;
	sign(right, time, time_length, body, length);
	while ((given = next_part(&at, "v1=", &given_length)))
		found |= given_length == CRYPTO_HEX_SIZE - 1 && crypto_same_bytes(given, right, given_length);
	return found;
}

/*
 * The kinds of event that are heard, with the state of the payment that they tell of. A card that failed ends nothing: the intent stays
 * open for the next one. Those without a state are about money that goes back, and name the intent; which of the last three come depends
 * on the version of Stripe's API that the account has.
 */
static const struct kind {
	const char *type;
	enum charge_state state; /* CHARGE_UNKNOWN: the provider is to be asked */
} kinds[] = {
	{ "payment_intent.succeeded", CHARGE_SUCCEEDED },
	{ "payment_intent.canceled", CHARGE_CANCELLED },
	{ "charge.refunded", CHARGE_UNKNOWN },
	{ "charge.dispute.created", CHARGE_UNKNOWN },
	{ "charge.dispute.closed", CHARGE_UNKNOWN },
	{ "charge.refund.updated", CHARGE_UNKNOWN },
	{ "refund.updated", CHARGE_UNKNOWN },
	{ "refund.failed", CHARGE_UNKNOWN },
};

static const struct kind *kind_of(const char *type)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].type, type))
			return &kinds[i];
	return NULL;
}

/* A charge, a dispute or a refund names its intent. */
static void read_return(const json_t *object, struct provider_event *event)
{
	event->tells_return = true;
	event->provider_id = stripe_text(object, "payment_intent");
}

static void read_charge_event(void *pool, const json_t *object, enum charge_state state, struct provider_event *event)
{
	const char *currency = stripe_read_currency(pool, stripe_text(object, "currency"));

	event->tells_charge = true;
	event->provider_id = stripe_text(object, "id");
	event->payment_id = stripe_text(json_object_get(object, "metadata"), "payment");
	event->charge = (struct charge){ .state = state, .provider_id = event->provider_id, .currency = currency,
	                                 .amount = stripe_amount(object, "amount_received", currency) };
}

bool stripe_event_read(void *pool, const char *body, size_t length, struct provider_event *event)
{
	const json_t *whole = json_loadb(body, length, JSON_REJECT_DUPLICATES, NULL);
	const json_t *object = json_object_get(json_object_get(whole, "data"), "object");
	const char *type = stripe_text(whole, "type");
	const struct kind *kind = type ? kind_of(type) : NULL;

	*event = (struct provider_event){ .id = stripe_text(whole, "id"), .provider = stripe_provider.name };
	if (!event->id || strlen(event->id) > 255 || !type || !object)
		return false;
	if (kind && kind->state == CHARGE_UNKNOWN)
		read_return(object, event);
	else if (kind)
		read_charge_event(pool, object, kind->state, event);
	return true;
}
