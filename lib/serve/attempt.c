#include "serve/attempt.h"

#include "base/config.h"
#include "base/pool.h"
#include "db/db.h"
#include "http/session.h"
#include "serve/respond.h"
#include "serve/settings.h"
#include "serve/throttle.h"

#define LIMITS_MAX 3

/* What an attempt counts for, in the order in which everybody locks these; the last one has no kind. */
struct attempt {
	struct throttle limits[LIMITS_MAX + 1];
	int64_t wait; /* seconds; 0: it may go on */
};

static const char *account_of(const struct request *request, const char *email)
{
	return text_lower(pool_text(request->pool, email));
}

const char *attempt_by(const struct request *request, const char *email)
{
	return session_known_browser(request, email) ? account_of(request, email) : request_network(request);
}

/* Counts for all of the limits, or for none where one of them holds it back. */
static const struct outcome *count_attempt(void *argument)
{
	struct attempt *attempt = argument;

	for (const struct throttle *limit = attempt->limits; limit->kind; limit++) {
		attempt->wait = throttle_wait(limit);
		if (attempt->wait)
			return TOO_MANY;
	}
	return DONE;
}

static const struct outcome *begin_attempt(struct request *request, const struct attempt *counts)
{
	struct attempt *attempt = pool_alloc(request->pool, sizeof(*attempt));

	if (request->run.attempt)
		return DONE;
	request->run.attempt = attempt;
	if (!config.rate_limit)
		return DONE;
	*attempt = *counts;
	if (db_transaction(count_attempt, attempt) == DONE)
		return DONE;
	attempt->limits[0].kind = NULL;
	respond_wait(request, attempt->wait);
	return TOO_MANY;
}

const struct outcome *attempt_sign_in(struct request *request, const char *email)
{
	const char *browser = session_known_browser(request, email), *network = request_network(request), *account = account_of(request, email);
	struct attempt by_stranger = { .limits = {
		{ "sign in from", network, &serve_settings.signin_network_rate },
		{ "sign in from as", pool_print(request->pool, "%s %s", network, account), &serve_settings.signin_rate },
		{ "sign in as", account, &serve_settings.signin_account_rate },
	} };
	struct attempt by_known = { .limits = {
		{ "sign in by as", pool_print(request->pool, "%s %s", browser ? browser : "", account), &serve_settings.signin_rate },
	} };

	return begin_attempt(request, browser ? &by_known : &by_stranger);
}

const struct outcome *attempt_sign_up(struct request *request, const char *email)
{
	const char *network = request_network(request), *account = account_of(request, email);

	return begin_attempt(request, &(struct attempt){ .limits = {
		{ "sign up from", network, &serve_settings.signup_rate },
		{ "sign up from as", pool_print(request->pool, "%s %s", network, account), &serve_settings.signin_rate },
	} });
}

static const struct outcome *give_back(void *argument)
{
	const struct attempt *attempt = argument;

	for (const struct throttle *limit = attempt->limits; limit->kind; limit++)
		throttle_give_back(limit);
	return DONE;
}

void attempt_take_back(struct request *request)
{
	struct attempt *attempt = request->run.attempt;

	if (!attempt || !attempt->limits[0].kind)
		return;
	db_transaction(give_back, attempt);
	attempt->limits[0].kind = NULL;
}
