#include "stripe/api.h"

#include <ctype.h>
#include <string.h>

#include "stripe/settings.h"
#include "base/money.h"
#include "base/pool.h"
#include "out/http.h"

#define SECONDS 20L

static const char *key_header(void *pool, const char *key)
{
	return key ? pool_print(pool, "Idempotency-Key: %s", key) : NULL;
}

/* 409 and 429 say that another request is under way, or too many are: nothing of what became of this one. Their words are for the log. */
static struct stripe_answer read_answer(void *pool, const struct http_answer *answer)
{
	json_t *json = NULL;

	pool_for_json(pool);
	if (answer->status && answer->status < 500)
		json = json_loadb(answer->body.bytes, answer->body.length, 0, NULL);
	return (struct stripe_answer){ answer->status, json_is_object(json) ? json : NULL, answer->header };
}

struct stripe_answer stripe_ask(void *pool, const char *method, const char *path, const char *key, const char *form)
{
	const char *headers[] = { pool_print(pool, "Authorization: Bearer %s", stripe_settings.key), "Stripe-Version: " STRIPE_VERSION,
	                          "Content-Type: application/x-www-form-urlencoded", key_header(pool, key), NULL };
	struct http_call call = { .method = method, .url = pool_print(pool, "%s/v1/%s", stripe_settings.base, path),
	                          .body = form, .headers = headers, .seconds = SECONDS, .header = "Request-Id" };
	struct http_answer whole = http_exchange(pool, &call);
	struct stripe_answer answer = read_answer(pool, &whole);

	if (answer.status < 200 || answer.status >= 300)
		stripe_answer_log(method, path, &answer);
	if (answer.status == 409 || answer.status == 429)
		answer.json = NULL;
	return answer;
}

const char *stripe_currency(void *pool, const char *currency)
{
	char *copy = pool_text(pool, currency);

	for (char *at = copy; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return copy;
}

const char *stripe_read_currency(void *pool, const char *code)
{
	char *copy = pool_text(pool, code ? code : "");

	for (char *at = copy; *at; at++)
		*at = (char)toupper((unsigned char)*at);
	return copy;
}

/* Two that have no decimals any more and that Stripe still counts in hundredths: https://docs.stripe.com/currencies#special-cases */
static bool is_in_hundredths(const char *currency)
{
	return !strcmp(currency, "ISK") || !strcmp(currency, "UGX");
}

int64_t stripe_units(int64_t minor, const char *currency)
{
	return is_in_hundredths(currency) ? minor : money_to_units(minor, currency);
}

int64_t stripe_read_units(int64_t units, const char *currency)
{
	int64_t minor = is_in_hundredths(currency) ? units : money_from_units(units, currency);

	return stripe_units(minor, currency) == units ? minor : -1;
}

int64_t stripe_amount(const json_t *object, const char *name, const char *currency)
{
	return stripe_read_units(json_integer_value(json_object_get(object, name)), currency);
}
