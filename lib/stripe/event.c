#include "stripe/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stripe/settings.h"
#include "base/crypto.h"
#include "base/pool.h"
#include "base/text.h"
#include "stripe/api.h"

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

/* Which states the kinds of event tell of. A card that failed ends nothing: the intent stays open for the next one. */
static bool state_of_type(const char *type, enum charge_state *state)
{
	static const struct { const char *type; enum charge_state state; } kinds[] = {
		{ "payment_intent.succeeded", CHARGE_SUCCEEDED },
		{ "payment_intent.canceled", CHARGE_CANCELLED },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].type, type))
			continue;
		*state = kinds[i].state;
		return true;
	}
	return false;
}

bool stripe_event_read(void *pool, const char *body, size_t length, struct provider_event *event)
{
	const json_t *whole = json_loadb(body, length, JSON_REJECT_DUPLICATES, NULL);
	const json_t *object = json_object_get(json_object_get(whole, "data"), "object");
	const char *type = stripe_text(whole, "type"), *currency = stripe_read_currency(pool, stripe_text(object, "currency"));

	*event = (struct provider_event){ .id = stripe_text(whole, "id"), .provider_id = stripe_text(object, "id") };
	if (!event->id || strlen(event->id) > 255 || !type || !object)
		return false;
	event->payment_id = stripe_text(json_object_get(object, "metadata"), "payment");
	event->tells_charge = state_of_type(type, &event->charge.state);
	event->charge.provider_id = event->provider_id;
	event->charge.currency = currency;
	event->charge.amount = stripe_amount(object, "amount_received", currency);
	return true;
}
